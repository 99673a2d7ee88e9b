"""One door for watch files: FIT, TCX and GPX by content, packed with gzip or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backstride.errors import RecordingError, UnreadableError, UsageError, WrongKindError
from backstride.sensors.packed import BROKEN, open_unpacked

if TYPE_CHECKING:
    from backstride.model.watch import WatchFormat, WatchRun
    from backstride.sensors.raw import RawWatch

_START_BYTES: Final = 2048
_MOST_BYTES: Final = 512 << 20  # a day of TCX has about 60 MB
_AGAIN: Final = "Copy it from the watch, or export it from its app, again"
_ROOTS: Final[tuple[tuple[bytes, WatchFormat], ...]] = (
    (b"<trainingcenterdatabase", "TCX"),
    (b"<gpx", "GPX"),
)


def is_watch(path: Path) -> bool:
    """Whether a file is of a watch, by its first bytes; a spoilt one is still known by its suffix."""
    if _told_suffix(path) is not None:
        return path.is_file()
    try:
        return path.is_file() and _format_of(_start(path), None) is not None
    except OSError:
        return False


def load_watch(path: str | Path) -> WatchRun:
    """Read the run of one watch file.

    Raises:
        UsageError: there is no such file.
        WrongKindError: a folder, no watch file, or another sport, which is named.
        UnreadableError: empty, damaged, or cut off before two moments were saved.
        RefusedError: a walk, a way without times, or totals only.
    """
    path = Path(path)
    if path.is_dir():
        raise WrongKindError("this is a folder", where=path.name, fix="Give the watch files in it by name")
    if not path.exists():
        raise UsageError("there is no such file", where=path.name, fix="Check the path")
    try:
        return _read(_content(path), path)
    except RecordingError as error:
        raise error.at(path.name) from error
    except OSError as error:
        raise UnreadableError(
            f"the file cannot be read ({error.strerror})", where=path.name, fix="Check its permissions"
        ) from error


def _read(data: bytes, path: Path) -> WatchRun:
    from backstride.sensors.assemble import assemble

    if not data.strip(b"\x00"):
        raise UnreadableError("the file is empty", fix=_AGAIN)
    kind = _format_of(data[:_START_BYTES], _told_suffix(path))
    if kind is None:
        raise WrongKindError("this is no watch file (FIT, TCX or GPX)", fix="Give the file of a run")
    name = path.name.removesuffix(".gz").removesuffix(".GZ")
    return assemble(_readers()[kind](data), Path(name).stem, path.name)


def _readers() -> dict[WatchFormat, Callable[[bytes], RawWatch]]:
    from backstride.sensors.fit import read_fit
    from backstride.sensors.gpx import read_gpx
    from backstride.sensors.tcx import read_tcx

    return {"FIT": read_fit, "TCX": read_tcx, "GPX": read_gpx}


def _content(path: Path) -> bytes:
    """The bytes, unpacked where they are packed, up to what a watch can have written."""
    try:
        with open_unpacked(path) as stream:
            data = stream.read(_MOST_BYTES + 1)
    except BROKEN as error:
        raise UnreadableError("it is damaged: it cannot be unpacked", fix=_AGAIN) from error
    if len(data) > _MOST_BYTES:
        raise UnreadableError("it is larger than any run a watch writes", fix="Give the file of one run")
    return data


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_START_BYTES)


def _told_suffix(path: Path) -> WatchFormat | None:
    """What the file's name says it is."""
    name = path.name.lower().removesuffix(".gz")
    kinds: dict[str, WatchFormat] = {".fit": "FIT", ".tcx": "TCX", ".gpx": "GPX"}
    return kinds.get(Path(name).suffix)


def _format_of(start: bytes, told: WatchFormat | None) -> WatchFormat | None:
    """By content; where that says nothing, a damaged file is what its suffix tells."""
    from backstride.sensors.fit_envelope import is_fit

    if is_fit(start):
        return "FIT"
    text = start.replace(b"\x00", b"").lower()  # the noughts of two-byte text
    found = [(text.index(mark), kind) for mark, kind in _ROOTS if mark in text]
    return min(found)[1] if found and b"<" in text[:8] else told
