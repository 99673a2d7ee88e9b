"""``backstride serve`` as a program: one address, a clean end, and secrets nowhere but where they belong."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from backstride import serve_door
from backstride.app import serve
from backstride.app.build import create_app
from backstride.app.door import origin
from backstride.app.settings import ServeSettings, TlsFiles
from backstride.errors import ModelMissingError, UsageError
from helpers.clinic import PASSWORD, certificate_in
from helpers.served import free_port, serving, settings_for
from helpers.web import visiting


@dataclass(frozen=True)
class Launched:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    out: Path
    errors: Path

    @property
    def base(self) -> str:
        return re.match(r"https?://[^/]+", self.address)[0]  # type: ignore[index]

    def end(self, sign: int = signal.SIGINT) -> int:
        self.process.send_signal(sign)
        return self.process.wait(30)


@contextmanager
def launched(folder: Path, *options: object) -> Iterator[Launched]:
    """``backstride serve`` until the end of the block, with a home in this folder."""
    out, errors = folder / "out.txt", folder / "errors.txt"
    command = [sys.executable, "-m", "backstride.cli", "serve", *map(str, options)]
    env = {
        **os.environ,
        "BACKSTRIDE_HOME": str(folder / "home"),
        "BACKSTRIDE_STORE": str(folder / "store.sqlite3"),
    }
    with out.open("w") as o, errors.open("w") as e:
        process = subprocess.Popen(command, stdout=o, stderr=e, env=env, text=True, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while "\n" not in out.read_text() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        yield Launched(process, out.read_text().strip(), out, errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def holding(folder: Path, secret: str) -> list[str]:
    """The files below a folder in which a secret stands."""
    found = [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    return sorted(path.name for path in found)


def test_it_prints_one_address_and_ends_when_asked(tmp_path: Path) -> None:
    with launched(tmp_path, "--port", free_port()) as server:
        token = re.fullmatch(r"http://127\.0\.0\.1:\d+/enter\?token=([\w-]{43})", server.address)
        assert token is not None, server.errors.read_text()
        with httpx.Client(base_url=server.base, timeout=30) as client:
            assert client.get("/p/me/").status_code == 401
            assert client.get(server.address, follow_redirects=True).url.path == "/p/me/"
            client.get(f"/p/me/?token={token[1]}")
            client.get(f"/nothing/{token[1]}")
            client.post("/api/p/me/jobs", json={"kind": token[1]})
            client.get("/p/me/", headers={"Authorization": f"Bearer {token[1]}x"})
        arguments = Path(f"/proc/{server.process.pid}/cmdline")
        if arguments.exists():
            assert token[1].encode() not in arguments.read_bytes()
        assert server.end() == 0
    said = server.errors.read_text()
    assert said.splitlines() == [
        "Backstride runs. Open this address; end with Ctrl-C.",
        "Ended. What was being measured goes on at the next start.",
    ]
    assert holding(tmp_path, token[1]) == ["out.txt"]
    assert server.out.read_text().splitlines() == [server.address]


def test_a_second_server_on_the_same_folder_is_refused_and_a_polite_kill_is_an_end(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    with launched(tmp_path, "--home", tmp_path / "shared", "--port", free_port()) as one:
        with launched(tmp_path / "two", "--home", tmp_path / "shared", "--port", free_port()) as two:
            assert two.process.wait(60) == 2
        assert "another Backstride server uses this folder" in two.errors.read_text()
        assert two.out.read_text() == ""
        assert one.end(signal.SIGTERM) == 0
    assert "Traceback" not in one.errors.read_text()


@pytest.mark.slow
def test_a_clinics_secrets_stand_in_no_log_and_no_file(tmp_path: Path) -> None:
    certificate, key, trusted = certificate_in(tmp_path)
    word = tmp_path / "word"
    word.write_text(PASSWORD, "utf-8")
    word.chmod(0o600)
    options = ("--port", free_port(), "--tls-cert", certificate, "--tls-key", key, "--password-file", word)
    with launched(tmp_path, "--host", "0.0.0.0", "--name", "localhost", *options) as server:
        assert server.address.endswith("/login"), server.errors.read_text()
        with httpx.Client(base_url=server.base, verify=trusted, timeout=30) as client:
            assert client.post("/login", data={"password": f"{PASSWORD}-wrong"}).status_code == 401
            client.get(f"/login?password={PASSWORD}")
            assert client.post("/login", data={"password": PASSWORD}).status_code == 303
            session = client.cookies["__Host-backstride"]
            link = client.post("/api/people/athlete-7/link").json()["address"]
            secret = link.partition("key=")[2]
        with httpx.Client(base_url=server.base, verify=trusted, timeout=30) as client:
            assert client.get(link).status_code == 200
            assert client.post("/join", data={"key": secret}).status_code == 303
            mine = client.cookies["__Host-backstride"]
            assert client.get("/p/athlete-7/").status_code == 200
        assert server.end() == 0
    assert holding(tmp_path, PASSWORD) == ["word"]
    for one in (session, secret, mine):
        assert holding(tmp_path, one) == []
    assert "Traceback" not in server.errors.read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--host", "0.0.0.0"), "needs a password and TLS"),
        (("--host", "::"), "needs a password and TLS"),
        (("--host", "0.0.0.0", "--password-file", "no"), "needs a password and TLS"),
        (("--tls-cert", "no"), "a certificate and its key go together"),
        (("--tls-cert", "no", "--tls-key", "no"), "cannot be used"),
        (("--host", "no such host"), "no such host"),
        (("--password-file", "no"), "cannot be read"),
    ],
)
def test_what_will_not_do_is_said_in_one_sentence(
    options: Sequence[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from backstride.cli import main

    monkeypatch.setattr(sys, "argv", ["backstride", "serve", *options])
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    with pytest.raises(SystemExit) as stop:
        main()
    shown = capsys.readouterr()
    assert (stop.value.code, shown.out) == (2, "")
    assert said in shown.err
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize("name", ["http://clinic.example/", "clinic.example:8765", "", "a b", "[::1]"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is no name of a server"):
        origin.checked_name(name)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backstride.doctor.util.find_spec", lambda name: None if name == "uvicorn" else 1)
    with pytest.raises(ModelMissingError, match=r"uvicorn.*pip install 'backstride\[app\]'") as error:
        serve_door._need_libraries()
    assert error.value.exit_code == 5


def test_a_taken_port_is_passed_over_only_where_none_was_asked_for() -> None:
    with serve.bound("127.0.0.1", free_port(), or_next=False) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} is taken"):
            serve.bound("127.0.0.1", port, or_next=False)
        with serve.bound("127.0.0.1", port, or_next=True) as other:
            assert port < other.getsockname()[1] <= port + serve.NEXT_PORTS


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_addresses_of_every_kind_can_be_opened(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    assert serve_door._address(settings).startswith(f"http://127.0.0.1:{settings.port}/enter?token=")
    six = replace(settings, host="::1", names=())
    assert serve_door._address(six).startswith(f"http://[::1]:{six.port}/")
    named = replace(six, names=("clinic.example",), password_hash="x", tls=TlsFiles(tmp_path, tmp_path))
    assert serve_door._address(named) == f"https://clinic.example:{named.port}/login"


def test_a_certificate_that_does_not_fit_its_key_is_refused(tmp_path: Path) -> None:
    certificate, key, _trusted = certificate_in(tmp_path)
    assert serve.checked_tls(TlsFiles(certificate, key)) == TlsFiles(certificate, key)
    (tmp_path / "other").mkdir()
    _other, wrong, _trusted = certificate_in(tmp_path / "other")
    for files in (TlsFiles(certificate, wrong), TlsFiles(key, certificate), TlsFiles(tmp_path, key)):
        with pytest.raises(UsageError, match="cannot be used") as error:
            serve.checked_tls(files)
        assert "\n" not in str(error.value)


def test_a_password_is_asked_for_twice_and_kept_as_a_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "another-long-word"])
    monkeypatch.setattr("getpass.getpass", lambda *_args: next(typed))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    settings = ServeSettings(
        home=tmp_path / "app", token="t", host="0.0.0.0", tls=TlsFiles(tmp_path, tmp_path)
    )
    made = serve_door._with_password(settings, None)
    assert made.clinic
    assert made.password_hash not in repr(made)
    assert serve_door._with_password(settings, None).password_hash == made.password_hash  # not asked again
    with pytest.raises(UsageError, match="two different passwords"):
        serve_door._asked(settings)


def test_the_browser_is_led_in_by_a_file_that_is_gone_afterwards(tmp_path: Path, browser: Browser) -> None:
    """No secret on a command line; and the browser, which comes from a file, is let in all the same."""
    settings = settings_for(tmp_path)
    with serving(settings) as served:
        with serve.entry_page(settings, served.entry) as path:
            assert path.stat().st_mode & 0o077 == 0
            with visiting(browser, path.as_uri(), tmp_path) as visit:
                visit.page.wait_for_url("**/p/me/")
                visit.page.get_by_role("heading", level=1).wait_for()
        assert not path.exists()
    app = create_app(settings)
    app.state.door.entered()  # where nobody asked for a browser nothing happens
