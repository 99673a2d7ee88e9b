"""Where the store is: a file of its own by default, or a PostgreSQL database by its address."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backstride.errors import ModelMissingError, UsageError
from backstride.home import home_folder

if TYPE_CHECKING:
    from sqlalchemy import URL

VARIABLE: Final = "BACKSTRIDE_STORE"
FILE_NAME: Final = "store.sqlite3"
_POSTGRESQL: Final = ("postgresql", "postgres", "postgresql+psycopg")
_FIX: Final = "Give a file's name, or an address as postgresql://USER@HOST/DATABASE"
_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://", re.ASCII)


@dataclass(frozen=True)
class Place:
    """A store's place. url: for SQLAlchemy. path: of the file, None for a server.

    shown: how messages name it; a password never stands in it.
    """

    url: URL = field(repr=False)
    path: Path | None
    shown: str


def place_of(url: str | None = None) -> Place:
    """The place by this address, else by BACKSTRIDE_STORE, else the file in the user's data folder.

    A text without ``://`` is the name of a file. Raises UsageError for an address of another kind, and
    ModelMissingError where PostgreSQL is asked for and its library is not installed.
    """
    given = url if url is not None else os.environ.get(VARIABLE) or str(home_folder() / FILE_NAME)
    scheme = _ADDRESS.match(given)
    if scheme is None:
        if "://" in given or given.strip().startswith(("postgres:", "postgresql:")):  # may hold a password
            raise UsageError("the address of the store cannot be read", fix=_FIX)
        return _file(given)
    if scheme[1] == "sqlite":
        return _file(given.removeprefix("sqlite://").removeprefix("/"))
    if scheme[1] in _POSTGRESQL:
        return _server(given)
    raise UsageError(f"a store cannot be kept by {scheme[1]}://", fix=_FIX)


def _file(name: str) -> Place:
    from sqlalchemy import URL

    if not name or name.startswith(":memory:") or "\0" in name:
        raise UsageError("the address of the store names no file", fix=_FIX)
    path = Path(os.path.abspath(os.path.expanduser(name)))  # noqa: PTH100, PTH111 - links stay as they are
    return Place(URL.create("sqlite", database=str(path)), path, str(path))


def _server(given: str) -> Place:
    from importlib import util

    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    if util.find_spec("psycopg") is None:
        raise ModelMissingError(
            "a store on PostgreSQL needs a library that is not here",
            fix="Install it: pip install 'backstride[postgres]'",
        )
    try:
        url = make_url(given).set(drivername="postgresql+psycopg")
        shown = f"PostgreSQL database {url.database or ''} on {url.host or 'this machine'}"
    except (ArgumentError, ValueError) as error:
        raise UsageError("the address of the store cannot be read", fix=_FIX) from error
    return Place(url, None, re.sub(r"\s+", " ", shown))
