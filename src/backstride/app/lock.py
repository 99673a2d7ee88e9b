"""One server a folder: two would measure the same jobs and delete each other's files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backstride.errors import BackstrideError, UsageError


@contextmanager
def claim(home: Path) -> Iterator[None]:
    """The folder is this process's until the end of the block; a process that dies lets go of it.

    Raises:
        UsageError: another server has it.
        BackstrideError: nothing may be written there.
    """
    from filelock import FileLock, Timeout

    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(home / "lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(
            "another Backstride server uses this folder",
            where=str(home),
            fix="Use its address, stop it first, or give another folder",
        ) from error
    except OSError as error:
        raise BackstrideError(
            f"the folder cannot be used ({error.strerror})", where=str(home), fix="Choose another folder"
        ) from error
    try:
        yield
    finally:
        lock.release()
