"""Deleting for real: not a byte of what was kept stays in a file of the store.

SQLite: rows are overwritten where they lay (``secure_delete``), the write-ahead log is cut to nothing, and
the file is written anew without its free pages. PostgreSQL: the tables are written anew; the server's own
log and backups are its operator's. Neither reaches what a disk keeps of blocks it no longer uses.
"""

from __future__ import annotations

import re
import sqlite3
import time
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Delete, Engine, Table, delete

from backstride.errors import BackstrideError
from backstride.history import tables
from backstride.history.connect import writing
from backstride.history.faults import IN_USE, said_plainly
from backstride.history.url import Place

if TYPE_CHECKING:
    from psycopg.errors import Diagnostic

PATIENCE_S, PAUSE_S = 10.0, 0.05
CLEANED: Final = (*tables.KINDS, tables.people, tables.accesses)


def delete_people(engine: Engine, place: Place, label: str | None) -> bool:
    """Delete one person, or all where label is None; False where there was nobody.

    The traces are cleaned away in any case, so that a call that was stopped half-way can be said again.
    Raises BackstrideError where another program reads the store: the rows are gone then, traces may be left.
    """
    with writing(engine, place) as connection:
        gone = [
            connection.execute(wanted.returning(wanted.table.c.id)).all()
            for wanted in (_of(tables.people, label), _of(tables.accesses, label))
        ]
    with said_plainly(place):
        if place.path is None:
            _clean_server(engine, place)
        else:
            _clean_file(engine, place)
    return bool(gone[0])


def _of(table: Table, label: str | None) -> Delete:
    return delete(table) if label is None else delete(table).where(table.c.label == label)


def _clean_file(engine: Engine, place: Place) -> None:
    engine.dispose()
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        _empty_log(connection, place)  # it holds pages as they were
        connection.execute("VACUUM")
        _empty_log(connection, place)
    finally:
        raw.close()


def _empty_log(connection: sqlite3.Connection, place: Place) -> None:
    (busy, *_pages) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise _traces(place, "in the file")


def _clean_server(engine: Engine, place: Place) -> None:
    """Write every table anew, again while somebody may still see what was deleted: the server's own cleaner,
    for an instant, or another program."""
    until_s = time.monotonic() + PATIENCE_S
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in CLEANED:
            while _still_kept(connection, table):
                if time.monotonic() > until_s:
                    raise _traces(place, "in the server's files")
                time.sleep(PAUSE_S)


def _still_kept(connection: Connection, table: Table) -> int:
    """Write a table anew; how many deleted rows had to be kept, as the server tells."""
    import psycopg

    server, told = connection.connection.driver_connection, list[str]()
    assert isinstance(server, psycopg.Connection)

    def note(said: Diagnostic) -> None:
        told.append(said.message_detail or "")

    server.add_notice_handler(note)
    try:
        connection.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {table.name}")
    finally:
        server.remove_notice_handler(note)
    # "3 dead row versions cannot be removed yet." in whatever language the server speaks
    return sum(int(number.group()) for text in told if (number := re.search(r"\d+", text)))


def _traces(place: Place, where: str) -> BackstrideError:
    return BackstrideError(
        f"{IN_USE[0]}: it is deleted, but traces may be left {where}",
        where=place.shown,
        fix="Wait until it is done, then delete again",
    )
