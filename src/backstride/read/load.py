"""One file -> what it is and what it holds, whatever its suffix says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from backstride.errors import RecordingError, UnreadableError, UsageError, WrongKindError
from backstride.model.recording import Note, Recording
from backstride.read.assemble import assemble
from backstride.read.mot import looks_like_mot, read_mot
from backstride.read.qualisys import looks_like_qualisys, looks_like_qualisys_forces, read_qualisys
from backstride.read.raw import RawRecording
from backstride.read.text_table import head_lines
from backstride.read.trc import looks_like_trc, read_trc

_BLOCK_BYTES = 512
_C3D_MARK = 0x50
_C3D_PROCESSORS = (84, 85, 86)
"""A C3D says in byte 1 in which block its parameters begin, has 0x50 in byte 2, and in byte 4 of that block
the processor that wrote it (C3D User Guide, header and parameter sections). A PNG has the 0x50 too."""


@dataclass(frozen=True)
class Format:
    """One format that is read: its name, its suffixes, its reader."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], RawRecording]


def _read_c3d(path: Path) -> RawRecording:
    from backstride.read.c3d import (
        read_c3d,
    )  # here, because ezc3d is slow to import and text needs none of it

    return read_c3d(path)


C3D = Format("C3D", (".c3d",), _read_c3d)
TRC = Format("TRC", (".trc",), read_trc)
MOT = Format("MOT", (".mot", ".sto"), read_mot)
QUALISYS = Format("Qualisys TSV", (".tsv",), read_qualisys)
FORMATS = (C3D, TRC, MOT, QUALISYS)


def load(path: Path, *, rate_hz: float | None = None) -> Recording:
    """Read one file of markers (with forces where it has them) into a Recording in ISB axes.

    The format is taken from the content; a suffix that says otherwise becomes a note. Raises UsageError for
    a missing path, WrongKindError for a folder, an unknown format or a file without markers,
    UnreadableError for damage, RefusedError where nothing can be made of the labels or axes.
    """
    return assemble([load_raw(Path(path))], rate_hz)


def load_raw(path: Path) -> RawRecording:
    """The file decoded, still in its own labels and axes; may hold forces alone."""
    _check_path(path)
    try:
        kind = sniff(path)
        raw = kind.read(path)
    except PermissionError as error:
        raise UnreadableError(
            "the file may not be read", where=path.name, fix="Change its permissions"
        ) from error
    except OSError as error:
        raise UnreadableError(f"the file cannot be read ({error.strerror})", where=path.name) from error
    if path.suffix.lower() in kind.suffixes:
        return raw
    text = f"The suffix is {path.suffix or 'absent'}, but the content is {kind.name}: read as that."
    return replace(raw, notes=(*raw.notes, Note(level="info", code="suffix", text=text)))


def sniff(path: Path) -> Format:
    """The format of a file by its content; a damaged C3D is still known by its suffix.

    Raises UnreadableError when it is empty, WrongKindError when it is none of ``FORMATS``.
    """
    with path.open("rb") as stream:
        start = stream.read(_BLOCK_BYTES)
        if not start:
            raise UnreadableError("the file is empty", where=path.name, fix="Export the recording again")
        binary = b"\x00" in start
        if binary and (path.suffix.lower() in C3D.suffixes or _has_c3d_marks(start, stream)):
            return C3D
    if not binary:
        lines = head_lines(path)
        for kind, matches in ((QUALISYS, looks_like_qualisys), (TRC, looks_like_trc), (MOT, looks_like_mot)):
            if matches(lines):
                return kind
    known = ", ".join(f"{kind.name} ({' '.join(kind.suffixes)})" for kind in FORMATS)
    raise WrongKindError("this is no recording that can be read", where=path.name, fix=f"Known are {known}")


def _has_c3d_marks(start: bytes, stream: BinaryIO) -> bool:
    if len(start) < _BLOCK_BYTES or start[1] != _C3D_MARK or start[0] < 2:
        return False
    stream.seek((start[0] - 1) * _BLOCK_BYTES)
    parameters = stream.read(4)
    return len(parameters) == 4 and parameters[3] in _C3D_PROCESSORS


def holds_only_forces(path: Path) -> bool:
    """Whether a file is of a kind that carries forces and no markers; False where it cannot be told."""
    try:
        kind = sniff(path)
        return kind is MOT or (kind is QUALISYS and looks_like_qualisys_forces(head_lines(path)))
    except (RecordingError, OSError):
        return False


def _check_path(path: Path) -> None:
    if path.is_dir():
        raise WrongKindError(
            "this is a folder", where=path.name, fix="Give the recording files in it by name"
        )
    if not path.exists():
        raise UsageError("there is no such file", where=path.name, fix="Check the path")
    if not path.is_file():
        raise WrongKindError("this is no ordinary file", where=path.name, fix="Give a recording file")
