"""What a database says when something fails, as one sentence; never a password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from backstride.errors import BackstrideError, UsageError
from backstride.history.url import Place

IN_USE: Final = ("another program is using the store", "Wait until it is done, then try again")
DAMAGED: Final = (
    "the store is damaged, or is no store of Backstride",
    "Nothing was changed; put a copy back, or name another file with --store",
)
MAY_NOT: Final = ("the store may not be read and written here", "Check the folder's owner and permissions")
FULL: Final = (
    "there is no space left to write to the store",
    "Nothing of this was kept: make room, try again",
)
DISK: Final = ("the disk did not do what the store asked", "Check the disk, then try again")
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: IN_USE,
    sqlite3.SQLITE_LOCKED: IN_USE,
    sqlite3.SQLITE_PROTOCOL: IN_USE,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_READONLY: MAY_NOT,
    sqlite3.SQLITE_CANTOPEN: MAY_NOT,
    sqlite3.SQLITE_PERM: MAY_NOT,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_ERROR: DAMAGED,  # a table or a column is not there
}
PASSWORD: Final = ("the server refuses this user or password", "Check both in the address of the store")
NO_DATABASE: Final = ("the server has no such database", "Make it first (createdb), or correct the address")
AWAY: Final = ("the server cannot be reached", "Check its name and port, and that it is running")
# By SQLSTATE, the longest beginning that fits.
_POSTGRESQL: Final = {
    "28": PASSWORD,
    "3D000": NO_DATABASE,
    "53100": FULL,
    "55P03": IN_USE,
    "40": IN_USE,
    "42501": MAY_NOT,
    "25006": MAY_NOT,
    "42": DAMAGED,
    "XX": DAMAGED,
    "08": AWAY,
    "57": AWAY,
}
# Where a connection fails the library has no SQLSTATE, only words; a server in another language says "away".
_WORDS: Final = {
    "password": PASSWORD,
    "pg_hba.conf": PASSWORD,
    "role": PASSWORD,
    "database": NO_DATABASE,
}


@contextmanager
def said_plainly(place: Place) -> Iterator[None]:
    """Turn every fault of a database into one BackstrideError that names the place."""
    try:
        yield
    except DBAPIError as error:
        raise _fault(error.orig, place) from None  # its text may hold what was to be written
    except sqlite3.Error as error:
        raise _fault(error, place) from None
    except (SQLAlchemyError, ValueError, TypeError, RecursionError) as error:  # what is kept does not read
        raise _error(DAMAGED, place) from error


def _fault(error: BaseException | None, place: Place) -> BackstrideError:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        return _error(_SQLITE.get(code, DAMAGED), place)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        fits = [start for start in _POSTGRESQL if state.startswith(start)]
        return _error(_POSTGRESQL[max(fits, key=len)] if fits else DAMAGED, place)
    words = str(error).rpartition("FATAL:")[2] if "FATAL:" in str(error) else ""
    return _error(next((said for word, said in _WORDS.items() if word in words), AWAY), place)


def _error(said: tuple[str, str], place: Place) -> BackstrideError:
    kind = UsageError if said in (PASSWORD, NO_DATABASE) else BackstrideError
    return kind(said[0], where=place.shown, fix=said[1])
