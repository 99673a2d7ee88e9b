"""Deleting for real: not a byte of what was kept stays in a file of the store.

SQLite: rows are overwritten where they lay (``secure_delete``), the write-ahead log is cut to nothing, and
the file is written anew without its free pages. PostgreSQL: the tables are written anew; the server's own
log and backups are its operator's. Neither reaches what a disk keeps of blocks it no longer uses.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy import Delete, Engine, Table, delete

from backstride.errors import BackstrideError
from backstride.history import tables
from backstride.history.connect import writing
from backstride.history.faults import IN_USE, said_plainly
from backstride.history.url import Place

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
            _clean_server(engine)
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
        raise BackstrideError(
            f"{IN_USE[0]}: it is deleted, but traces may be left in the file",
            where=place.shown,
            fix="Wait until it is done, then delete again",
        )


def _clean_server(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in CLEANED:
            connection.exec_driver_sql(f"VACUUM (FULL) {table.name}")
