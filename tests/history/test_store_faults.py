"""Whatever is wrong with the store, one sentence says it, and nothing that was kept is lost."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, event, make_url

from backstride.errors import BackstrideError, ModelMissingError, UsageError
from backstride.history import connect
from backstride.history.store import existing_store, open_store
from helpers.need import missing
from helpers.stored import answers, entry, keep_one_of_each, session

SEED, PLACES = 20260501, 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with something in it, closed."""
    place = tmp_path / "store.sqlite3"
    with open_store(str(place)) as store:
        for number in range(30):
            keep_one_of_each(store, f"person {number}", f"word{number}")
    return place


def sentence(error: pytest.ExceptionInfo[BackstrideError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("content", [b"no database at all, just some words\n" * 100, b"PK\3\4" * 999, b"SQ"])
def test_a_file_that_is_no_database_is_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(BackstrideError) as error:
        open_store(str(path))
    assert "damaged, or is no store" in sentence(error)
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.commit()
    connection.close()
    with pytest.raises(BackstrideError) as error:
        open_store(str(path))
    assert "the database of another program" in sentence(error)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    connection.close()


@pytest.mark.slow
def test_a_damaged_store_never_ends_in_another_kind_of_error(path: Path) -> None:
    """Any byte of it changed, or the file cut anywhere: it reads, or one sentence says that it is damaged."""
    whole, draw = path.read_bytes(), random.Random(SEED)
    told = []
    for number in range(PLACES):
        place = draw.randrange(100) if number % 3 == 0 else draw.randrange(len(whole))
        spoilt = whole[:place] if number % 2 else whole[:place] + draw.randbytes(16) + whole[place + 16 :]
        path.write_bytes(spoilt)
        try:
            with open_store(str(path)) as store:
                store.about()
                store.kept()
                store.put_diary("me", entry("new"))
        except BackstrideError as error:
            told.append(str(error))
    assert len(told) > PLACES / 4
    assert [text for text in told if "\n" in text or not text.startswith(str(path))] == []


def test_a_text_that_is_no_longer_json_is_said(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE backstride_session SET analysis = '{'")
    connection.execute("UPDATE backstride_diary SET entry = '{\"day\": 1}'")
    connection.commit()
    connection.close()
    with open_store(str(path)) as store:
        for read in (store.sessions, store.diary):
            with pytest.raises(BackstrideError) as error:
                read("person 1")
            assert "damaged" in sentence(error)
        assert store.answers("person 1") == (answers("word1"),)


def test_a_store_in_use_is_waited_for_then_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "WAIT_S", 0.2)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_store(str(path)) as store:
        with pytest.raises(BackstrideError) as error:
            store.add_session("me", session("one"))
        assert "another program is using the store" in sentence(error)
        assert store.diary("person 1") == (entry("word1"),)  # who only reads need not wait
        other.execute("ROLLBACK")
        assert store.add_session("me", session("one"))
    other.close()


@pytest.fixture
def full(path: Path) -> Iterator[Path]:
    """A store on whose disk nothing more fits: SQLite says the same of a limit it is given."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # as many as there are, no more

    event.listen(Engine, "connect", limit)
    yield path
    event.remove(Engine, "connect", limit)


def test_a_full_disk_is_said_and_nothing_is_lost(full: Path) -> None:
    with open_store(str(full)) as store:
        before = store.kept()
        with pytest.raises(BackstrideError) as error:
            store.add_session("person 1", session("big", text="x" * 500_000))
        assert "no space left" in sentence(error)
        assert store.kept() == before


def test_a_real_full_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "none", disk], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("this user may not mount a small disk")
    try:
        with open_store(str(disk / "store.sqlite3")) as store:
            store.add_session("me", session("small"))
            with pytest.raises(BackstrideError) as error:
                store.add_session("me", session("big", text="x" * 500_000))
            assert "no space left" in sentence(error)
            assert store.sessions("me") == (session("small"),)
            assert store.add_session("me", session("another"))
    finally:
        subprocess.run(["umount", disk], check=True)


AS_NOBODY = """
import os, sys
from backstride.errors import BackstrideError
from backstride.history.store import open_store
import sqlalchemy.dialects.sqlite.pysqlite, alembic.command
os.setuid(65534)
try:
    with open_store(sys.argv[1]) as store:
        store.kept()
except BackstrideError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_home_is_said(there: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        path = home / "store.sqlite3" if there else home / "new" / "store.sqlite3"
        if there:
            open_store(str(path)).close()
            path.chmod(0o644)
        before = path.read_bytes() if there else b""
        home.chmod(0o555)
        run = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, path], capture_output=True, text=True, check=False
        )
        assert run.stderr == ""
        assert run.stdout.startswith(f"{path}: the store cannot be opened (Permission denied)")
        assert (path.read_bytes() if there else b"") == before


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for place in (tmp_path, tmp_path / "file" / "store.sqlite3"):
        with pytest.raises(BackstrideError) as error:
            open_store(str(place))
        assert "the store cannot be opened" in sentence(error)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root:topsecret@here/x", "cannot be kept by mysql://"),
        ("https://here/topsecret", "cannot be kept by https://"),
        ("postgresql://u:topsecret@[::1/x", "cannot be read"),
        ("postgresql://u:topsecret@host:port/x", "cannot be read"),
        (" postgresql://u:topsecret@host/x", "cannot be read"),
        ("postgresql:/u:topsecret@host/x", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("", "names no file"),
        ("a\0b", "names no file"),
    ],
)
def test_a_wrong_address_is_said_without_its_password(url: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        existing_store(url)
    assert said in sentence(error)
    assert "topsecret" not in str(error.value)


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    for host in ("127.0.0.1:1/x", f"/x?host={tmp_path}"):
        with pytest.raises(BackstrideError) as error:
            open_store(f"postgresql://someone:topsecret@{host}")
        assert "the server cannot be reached" in sentence(error)
        assert "topsecret" not in str(error.value)
        assert error.value.exit_code == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrongpassword"}, "refuses this user or password"),
        ({"username": "stranger", "password": "topsecret"}, "refuses this user or password"),
        ({"database": "nowhere"}, "no such database"),
    ],
)
def test_what_a_server_refuses_is_said(change: dict[str, str], said: str, postgres: str) -> None:
    given = make_url(postgres)
    if given.password is None:
        missing("a PostgreSQL server that asks for a password")
    with pytest.raises(UsageError) as error:
        open_store(given.set(**change).render_as_string(hide_password=False))  # type: ignore[arg-type]
    assert said in sentence(error)
    assert not any(word in str(error.value) for word in (given.password, "wrongpassword", "topsecret"))


def test_without_its_library_postgresql_is_said_to_be_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ModelMissingError) as error:
        open_store("postgresql://someone@here/x")
    assert "pip install 'backstride[postgres]'" in sentence(error)


def test_a_user_who_may_not_write_is_told(postgres_url: str) -> None:
    open_store(postgres_url).close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')  # type: ignore[arg-type]
    with open_store(postgres_url) as store:
        with pytest.raises(BackstrideError) as error:
            store.put_diary("me", entry("one"))
        assert "may not be read and written" in sentence(error)


def test_a_server_that_goes_away_is_said(postgres_url: str) -> None:
    with open_store(postgres_url) as store:
        store.put_diary("me", entry("one"))
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(BackstrideError) as error:
            store.diary("me")
        assert "the server cannot be reached" in sentence(error)
        assert store.diary("me") == (entry("one"),)
