"""A connection that keeps what it says it kept: durable, private, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event

from backstride.errors import BackstrideError
from backstride.history.faults import said_plainly
from backstride.history.url import Place

WAIT_S: Final = 5.0  # for another program; judged: longer than any write here takes
CONNECT_S: Final = 5  # for a server to answer
READS: Final = "backstride_reads"


def engine_for(place: Place) -> Engine:
    """The engine of a place; for a file, the folder and the file are made, for their owner alone.

    Raises BackstrideError where they cannot be made.
    """
    if place.path is None:
        engine = create_engine(place.url, connect_args={"connect_timeout": CONNECT_S}, hide_parameters=True)
        event.listen(engine, "connect", _ready_server)
        return engine
    _make_file(place.path)
    engine = create_engine(place.url, connect_args={"timeout": WAIT_S}, hide_parameters=True)
    event.listen(engine, "connect", _ready_file)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine, place: Place) -> Iterator[Connection]:
    """A transaction that sees one state of the store and writes nothing."""
    with said_plainly(place), engine.connect() as connection:
        if place.path is None:
            connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execution_options(**{READS: True})
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, place: Place) -> Iterator[Connection]:
    """A transaction that is on the disk when this ends, or did nothing."""
    with said_plainly(place), engine.begin() as connection:
        yield connection


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # its -wal and -shm take the same mode
    except OSError as error:
        raise BackstrideError(
            f"the store cannot be opened ({error.strerror})",
            where=str(path),
            fix="Choose a file you may write to with --store or BACKSTRIDE_STORE",
        ) from error


def _ready_file(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: sqlite3 would commit before CREATE TABLE
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    connection.execute("PRAGMA temp_store=MEMORY")  # nothing of it in a folder for everybody
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; SQLite does not wait by itself where another program does so too."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once, so that it never has to give up half-way."""
    reads = connection.get_execution_options().get(READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _ready_server(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(WAIT_S * 1000)}")
        cursor.execute("SET synchronous_commit = on")
    connection.commit()
