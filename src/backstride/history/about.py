"""What a store is: its place, versions, size, and whether it is sound."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, select, text

from backstride.history import tables
from backstride.history.url import Place
from backstride.model.common import Frozen


class About(Frozen):
    """place: without a password. version: of the store. size_bytes: with its log. sound: every page reads."""

    place: str
    version: str
    database: str
    size_bytes: int
    people: int
    sound: bool


def about(connection: Connection, place: Place) -> About:
    """The facts; reads the whole store."""
    people = connection.execute(select(func.count()).select_from(tables.people)).scalar_one()
    if place.path is None:
        database, size, sound = _server(connection)
    else:
        database, size, sound = _file(connection, place.path)
    return About(
        place=place.shown,
        version=tables.HEAD,
        database=database,
        size_bytes=size,
        people=people,
        sound=sound,
    )


def _file(connection: Connection, path: Path) -> tuple[str, int, bool]:
    version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    found = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
    parts = (path, path.with_name(f"{path.name}-wal"))
    size = sum(one.stat().st_size for one in parts if one.exists())
    return f"SQLite {version}", size, found == "ok"


def _server(connection: Connection) -> tuple[str, int, bool]:
    """A server sees to its own pages; what can be read is read."""
    version = connection.execute(text("SHOW server_version")).scalar_one()
    size = text("SELECT pg_total_relation_size(CAST(:name AS regclass))")
    kinds = (*tables.KINDS, tables.accesses)
    sizes = [connection.execute(size, {"name": table.name}).scalar_one() for table in kinds]
    for table in kinds:
        connection.execute(select(table)).all()
    return f"PostgreSQL {version}", sum(sizes), True
