"""What files of a folder said when they were read before, in one small SQLite file.

It only saves time: it may vanish, be damaged or not be writable, and every run is read all the same. A line
counts as long as a file's size and time of writing, and the readers themselves, are what they were.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from backstride.errors import BackstrideError
from backstride.home import cache_folder
from backstride.sensors.training_file import FileSaid, reader_mark
from backstride.sensors.training_scan import FoundFile, printable

_FORM: Final = 1  # of the table; another one is thrown away
_WAIT_S: Final = 3.0  # for another process that writes; its batches take milliseconds
_TABLE: Final = """
CREATE TABLE files (
    folder TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    reader TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (folder, file)
) WITHOUT ROWID
"""


def default_cache() -> Path:
    """Where it lies unless told otherwise; deleting it costs only time."""
    return cache_folder() / "training.sqlite"


def forget(path: Path) -> None:
    """Delete what is remembered of every folder; nothing where there is none.

    Raises BackstrideError where it cannot be deleted.
    """
    try:
        for ending in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise BackstrideError(
            f"what is remembered of folders of runs cannot be deleted ({error.strerror})",
            where=str(path),
            fix="Delete the file yourself",
        ) from error


class TrainingCache:
    """The lines of one folder. It never raises: ``trouble`` is what to say, in one sentence, None if nothing.

    path: the file, None to remember nothing.
    """

    def __init__(self, path: Path | None, folder: Path) -> None:
        self.trouble: str | None = None
        self._path = path
        self._folder = printable(str(folder.resolve()))
        self._stored: set[str] = set()
        self._base: sqlite3.Connection | None = None
        if path is not None:
            self._open(path)

    def known(self, files: Iterable[FoundFile]) -> dict[str, FileSaid]:
        """What is remembered of these files: name -> what it said. Lines of other files are dropped."""
        rows = self._rows()
        now = {one.name: (one.size, one.mtime_ns, reader_mark()) for one in files}
        found = {}
        for name, size, mtime_ns, reader, said in rows:
            if now.get(name) == (size, mtime_ns, reader):
                with suppress(ValidationError, TypeError):
                    found[name] = FileSaid.model_validate_json(said)
        self._drop([name for name, *_ in rows if name not in now])
        return found

    def keep(self, read: Sequence[tuple[FoundFile, FileSaid]]) -> None:
        """Remember what some files said: all of them, or none where the process ends midway."""
        lines = [
            (self._folder, one.name, one.size, one.mtime_ns, reader_mark(), said.model_dump_json())
            for one, said in read
            if not said.passing
        ]
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", lines)

    def close(self) -> None:
        """Let go of the file; nothing is written any more."""
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None

    def _rows(self) -> list[tuple[str, int, int, str, str]]:
        query = "SELECT file, size, mtime_ns, reader, said FROM files WHERE folder = ?"
        try:
            return [] if self._base is None else self._base.execute(query, (self._folder,)).fetchall()
        except sqlite3.Error as error:
            self._mend(error)
            return []

    def _drop(self, names: Sequence[str]) -> None:
        lines = [(self._folder, name) for name in names]
        self._write("DELETE FROM files WHERE folder = ? AND file = ?", lines)

    def _write(self, statement: str, lines: Sequence[tuple[object, ...]]) -> None:
        if self._base is None or not lines:
            return
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany(statement, lines)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._mend(error)

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._base = _opened(path)
        except (sqlite3.Error, OSError) as error:
            self._mend(error)

    def _mend(self, error: Exception) -> None:
        """Start anew where the file is damaged; else go on without: a full disk stays full."""
        self.close()
        damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        if damaged and self._path is not None and self.trouble is None:
            self.trouble = "What was remembered of the files was damaged, so they are read anew."
            try:
                self._path.unlink()
                self._base = _opened(self._path)
                return
            except (sqlite3.Error, OSError) as again:
                error = again
        self.trouble = (
            f"What the files say cannot be kept for next time ({_reason(error)}), "
            "so reading this folder again takes as long as now."
        )


def _opened(path: Path) -> sqlite3.Connection:
    """The open file with its table in it; what lies in it is not trusted before it was asked."""
    base = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    base.text_factory = lambda text: text.decode("utf-8", "replace")  # damage to a text spoils one line only
    try:
        form = base.execute("PRAGMA user_version").fetchone()[0]
        if form != _FORM:
            _made(base)
        base.execute("SELECT 1 FROM files LIMIT 1").fetchall()
    except BaseException:
        base.close()
        raise
    return base


def _made(base: sqlite3.Connection) -> None:
    """An empty table, unless another process made it in this moment."""
    base.execute("BEGIN IMMEDIATE")
    if base.execute("PRAGMA user_version").fetchone()[0] != _FORM:
        base.execute("DROP TABLE IF EXISTS files")
        base.execute(_TABLE)
        base.execute(f"PRAGMA user_version = {_FORM}")
    base.execute("COMMIT")


def _reason(error: Exception) -> str:
    return (error.strerror or "unknown") if isinstance(error, OSError) else str(error)
