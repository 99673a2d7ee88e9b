"""A real PostgreSQL for tests: the one that BACKSTRIDE_TEST_POSTGRES names, else a throw-away one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from benchmarks import databases

from helpers.need import missing


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which this user may make databases; gone afterwards if it is ours."""
    with databases.server() as address:
        if address is None:
            missing("a PostgreSQL server (initdb and pg_ctl, or BACKSTRIDE_TEST_POSTGRES)")
        else:
            yield address


def files_of(address: str) -> list[Path]:
    """Every file of the database of this address, after all of it went to the disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    folder = Path(row[0]) / "base" / str(row[1])
    if not os.access(folder, os.R_OK):
        missing("leave to read the data folder of the PostgreSQL server")
    return [path for path in folder.iterdir() if path.is_file()]
