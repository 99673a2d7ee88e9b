"""The parts of a clinic's door, each by itself: the brake, sessions, the password and its hash."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from backstride.app.door import brake, passwords, sessions
from backstride.app.door.brake import Brake
from backstride.app.door.sessions import Sessions
from backstride.app.visitor import Visitor
from backstride.errors import UsageError
from helpers.clinic import PASSWORD


def test_the_wait_doubles_up_to_a_cap_and_is_per_network() -> None:
    now = [0.0]
    slow = Brake(lambda: now[0])
    waits = []
    for _ in range(16):
        slow.failed("2001:db8::1")
        waits.append(slow.wait_s("2001:db8::ffff"))
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    assert slow.wait_s("2001:db8:0:1::1") == slow.wait_s("10.0.0.1") == 0
    now[0] += 899
    assert slow.wait_s("2001:db8::1") == 1
    now[0] += brake.FORGET_S
    slow.failed("2001:db8::1")
    assert slow.wait_s("2001:db8::1") == 0
    slow.passed("2001:db8::1")
    for n in range(brake.MOST + 5):
        slow.failed(f"host {n}")
    assert len(slow._failed) == brake.MOST


def test_a_session_ends_when_it_was_idle_for_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    held = Sessions(lambda: now[0])
    secret = held.open(Visitor("clinic"))
    for _ in range(4):
        now[0] += sessions.IDLE_END_S - 1
        assert held.visitor(secret) == Visitor("clinic")
    now[0] += sessions.IDLE_END_S + 1
    assert held.visitor(secret) is None
    monkeypatch.setattr(sessions, "MOST", 3)
    secrets = []
    for _ in range(4):
        now[0] += 1
        secrets.append(held.open(Visitor("clinic")))
    assert [held.visitor(one) is None for one in secrets] == [True, False, False, False]
    assert all(one not in repr(vars(held)) for one in secrets)


def test_a_password_is_kept_as_a_hash_its_owner_alone_reads(tmp_path: Path) -> None:
    assert passwords.kept(tmp_path) is None
    made = passwords.hashed(PASSWORD)
    assert made.startswith("$argon2id$")
    passwords.keep(tmp_path, made)
    path = tmp_path / passwords.HASH_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert passwords.kept(tmp_path) == made
    assert PASSWORD not in path.read_text("utf-8")
    assert [passwords.fits(made, word) for word in (PASSWORD, PASSWORD + " ", "", "\ud800")] == [
        True,
        *[False] * 3,
    ]
    assert not passwords.fits("$argon2id$broken", PASSWORD)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (b"short", 0o600, "12 to 1024 characters"),
        (b"", 0o600, "12 to 1024 characters"),
        (b"a-long-enough-word", 0o644, "others may read this file"),
        (b"$argon2id$v=19$broken", 0o600, "holds no argon2 hash"),
        (b"\xff\xfe\x00" * 9, 0o600, "holds no text"),
        (None, 0o600, "cannot be read"),
    ],
)
def test_a_password_file_that_will_not_do_is_refused(
    content: bytes | None, mode: int, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "word"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(UsageError, match=said) as error:
        passwords.from_file(path)
    assert content is None or content == b"" or content.decode("latin-1") not in str(error.value)
