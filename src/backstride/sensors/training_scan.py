"""Which files below a folder may be runs, by their names; nothing is opened."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backstride.errors import UsageError, WrongKindError

_SUFFIXES: Final = (".fit", ".tcx", ".gpx", ".fit.gz", ".tcx.gz", ".gpx.gz")


@dataclass(frozen=True)
class FoundFile:
    """One file. path: as the system takes it (``Path`` of thousands takes longer than to find them).
    name: its way below the folder, with "/". mtime_ns: when it was last written."""

    path: str
    name: str
    size: int
    mtime_ns: int

    @property
    def base(self) -> str:
        """Its name alone."""
        return self.name.rpartition("/")[2]


@dataclass
class Scan:
    """files: sorted by name. packed: archives that were not opened. closed: folders that may not be read."""

    files: list[FoundFile] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        """What to say of what was passed over."""
        notes = []
        if self.packed:
            notes.append(f"Unpack it first, an archive is not opened: {few(self.packed)}.")
        if self.closed:
            notes.append(f"These folders may not be read, check their permissions: {few(self.closed)}.")
        return tuple(notes)


def scan(folder: Path) -> Scan:
    """Every FIT, TCX and GPX file below a folder, packed with gzip or not; hidden ones are passed over.

    Links to folders are not followed: they may lead round in a circle.

    Raises:
        UsageError: there is no such folder, or it is a file.
        WrongKindError: it holds no such file.
    """
    if not folder.is_dir():
        what = "this is a file, not a folder" if folder.exists() else "there is no such folder"
        raise UsageError(what, where=folder.name, fix="Give the folder that holds the files of your runs")
    out = Scan()
    _look_into(str(folder), "", out)
    if not out.files:
        seen = " ".join(out.notes())
        raise WrongKindError(
            "this folder holds no FIT, TCX or GPX file",
            where=folder.name,
            fix=f"{seen} Copy the files of your runs into it".strip(),
        )
    out.files.sort(key=lambda one: one.name)
    return out


def few(names: list[str], most: int = 5) -> str:
    """Some of many names.

    >>> few(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def printable(name: str) -> str:
    """A file's name that can be written anywhere: bytes that are no text (an old disk) become a mark.

    >>> printable("l\\udcfcauf.fit")
    'l\ufffdauf.fit'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _look_into(folder: str, below: str, out: Scan) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    _take(entry, below + entry.name, out)
    except OSError:
        out.closed.append(printable(below.rstrip("/") or os.path.basename(folder)))  # noqa: PTH119 - a str


def _take(entry: os.DirEntry[str], name: str, out: Scan) -> None:
    lower = entry.name.lower()
    if entry.is_dir(follow_symlinks=False):
        if entry.name != "__MACOSX":  # a Mac's archives keep doubles of every name in it
            _look_into(entry.path, f"{name}/", out)
    elif lower.endswith(".zip"):
        out.packed.append(printable(entry.name))
    elif lower.endswith(_SUFFIXES):
        try:
            status = entry.stat()
        except OSError:  # a link to nothing, or gone in this moment
            return
        if entry.is_file():
            out.files.append(FoundFile(entry.path, printable(name), status.st_size, status.st_mtime_ns))
