"""A store of an earlier version becomes one of this version, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text

from backstride.errors import BackstrideError
from backstride.history.connect import engine_for, reading, writing
from backstride.history.tables import HEAD, VERSION_TABLE
from backstride.history.url import Place

VERSIONS: Final = ("0001", "0002", "0003")  # every one ever published, oldest first; a test checks it
_LOCK: Final = 0x6261636B  # "back": any number that everybody who migrates takes
_FOLDER: Final = Path(__file__).with_name("migrations")


def version_of(engine: Engine, place: Place) -> str | None:
    """The version of the store, None where it holds nothing of ours yet.

    Raises BackstrideError for a later version, and for a file that is the database of another program.
    """
    with reading(engine, place) as connection:
        return _version(connection, place)


def version_at(place: Place) -> str | None:
    """As ``version_of``, for a store that nobody has open."""
    engine = engine_for(place)
    try:
        return version_of(engine, place)
    finally:
        engine.dispose()


def migrate(engine: Engine, place: Place, to: str = HEAD) -> None:
    """Bring the store to a version in one transaction; two programs at once do it one after the other."""
    with writing(engine, place) as connection:
        if place.path is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _version(connection, place) != to:
            _upgrade(connection, to)


def _version(connection: Connection, place: Place) -> str | None:
    if place.path is None:
        there = connection.execute(text("SELECT to_regclass(:name)"), {"name": VERSION_TABLE}).scalar()
    else:
        names = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
        there = VERSION_TABLE in names
        if names and not there:
            raise BackstrideError(
                "this is the database of another program",
                where=place.shown,
                fix="Nothing was changed; name another file with --store",
            )
    version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() if there else None
    if version is not None and version not in VERSIONS:
        raise BackstrideError(
            f"a later version of Backstride made this store (version {str(version)[:20]})",
            where=place.shown,
            fix="Nothing was changed; update Backstride",
        )
    return version


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
