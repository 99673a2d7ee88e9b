"""The clinic's password: hashed by argon2id, never kept as it is, never shown."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from backstride.errors import BackstrideError, UsageError

SHORTEST: Final = 12  # judged: with the wait after wrong words nobody guesses so many characters
LONGEST: Final = 1_024
HASH_FILE: Final = "password.hash"
_HASHED: Final = "$argon2id$"


def hashed(password: str) -> str:
    """The argon2id hash with the library's own cost. Raises UsageError for a word too short or too long."""
    from argon2 import PasswordHasher

    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            f"a password has {SHORTEST} to {LONGEST} characters",
            fix="Choose a longer one, such as four words",
        )
    return PasswordHasher().hash(password)


def fits(password_hash: str, password: str) -> bool:
    """Whether it is the password; takes tens of milliseconds and 64 MB on purpose."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return PasswordHasher().verify(password_hash, password)
    except (Argon2Error, InvalidHashError, UnicodeError):
        return False


def from_file(path: Path) -> str:
    """The hash that a file holds, or that of the password in its first line.

    Raises UsageError where it is not there, holds none, or others may read it.
    """
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise UsageError("others may read this file", where=str(path), fix=f"Run: chmod 600 {path}")
        line = next(iter(path.read_text("utf-8").splitlines()), "")
    except OSError as error:
        raise UsageError(
            f"cannot be read ({error.strerror})", where=str(path), fix="Check the name"
        ) from None
    except UnicodeDecodeError:
        raise UsageError("holds no text", where=str(path), fix="Write the password into it") from None
    return _checked(line, path) if line.startswith(_HASHED) else hashed(line)


def kept(home: Path) -> str | None:
    """The hash kept in the app's folder, None where there is none."""
    path = home / HASH_FILE
    return from_file(path) if path.exists() else None


def keep(home: Path, password_hash: str) -> None:
    """Keep a hash for the next start, readable by its owner alone. Raises BackstrideError where it cannot."""
    made = home / f".{HASH_FILE}.{secrets.token_hex(4)}"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(f"{password_hash}\n")
        made.replace(home / HASH_FILE)
    except OSError as error:
        raise BackstrideError(
            f"the password cannot be kept ({error.strerror})", where=str(home), fix="Choose another --home"
        ) from None


def _checked(line: str, path: Path) -> str:
    from argon2 import extract_parameters
    from argon2.exceptions import InvalidHashError

    try:
        extract_parameters(line)
    except InvalidHashError:
        raise UsageError("holds no argon2 hash", where=str(path), fix="Write the password into it") from None
    return line
