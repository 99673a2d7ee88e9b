"""The typeface of the pages and the letters it has."""

from __future__ import annotations

import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from backstride.errors import ModelMissingError

FAMILY: Final = "Source Sans Pro"
PACKAGE: Final = "font_source_sans_pro"
# The package holds every weight twice, as OTF and as TTF; which of the two is taken depends on the order of
# the folder, so only these are shown to the typesetter.
FILES: Final = ("SourceSansPro-Regular.otf", "SourceSansPro-Semibold.otf")
INSTALL: Final = "Install the PDF extra: pip install 'backstride[pdf]'"
NO_LETTER: Final = "?"
ALIKE: Final = {0x2011: "-", 0x2009: " "}  # a hyphen that holds, a thin blank


@contextmanager
def font_folder() -> Iterator[Path]:
    """A folder with the two weights that the pages use, gone at the end.

    Raises ModelMissingError where the font's package is not installed.
    """
    paths = [_source(name) for name in FILES]
    with tempfile.TemporaryDirectory(prefix="backstride-fonts-") as folder:
        for path in paths:
            shutil.copyfile(path, Path(folder) / path.name)
        yield Path(folder)


def printable(part: Any) -> Any:
    """The same text, or list or mapping of texts, with a question mark for each letter the font lacks.

    >>> printable({"name": ["run \\u4e2d.c3d"]})
    {'name': ['run ?.c3d']}
    """
    if isinstance(part, str):
        known = letters()
        whole = unicodedata.normalize("NFC", part).translate(ALIKE)
        return "".join(one if ord(one) in known else NO_LETTER for one in whole)
    if isinstance(part, dict):
        return {key: printable(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [printable(value) for value in part]
    return part


@cache
def letters() -> frozenset[int]:
    """The code points that every weight has a shape for, and the blanks between words."""
    found = [characters(_source(name).read_bytes()) for name in FILES]
    return frozenset.intersection(*found) | {ord("\n"), ord("\t")}


def characters(font: bytes) -> frozenset[int]:
    """Code points of an OpenType font's character map (table ``cmap``, format 4 or 12; OpenType 1.9).

    Raises ValueError where it holds neither.
    """
    at = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, at + 2)
    maps = [at + struct.unpack_from(">HHL", font, at + 4 + 8 * n)[2] for n in range(count)]
    formats = {struct.unpack_from(">H", font, start)[0]: start for start in maps}
    if 12 in formats:
        return _groups(font, formats[12])
    if 4 in formats:
        return _segments(font, formats[4])
    raise ValueError("no character map of a known format")


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        name, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * n)
        if name == tag:
            return int(offset)
    raise ValueError(f"no table {tag!r}")


def _groups(font: bytes, at: int) -> frozenset[int]:
    """Format 12: runs of code points."""
    (count,) = struct.unpack_from(">L", font, at + 12)
    runs = (struct.unpack_from(">LLL", font, at + 16 + 12 * n) for n in range(count))
    return frozenset(code for first, last, _ in runs for code in range(first, last + 1))


def _segments(font: bytes, at: int) -> frozenset[int]:
    """Format 4: segments, the last of which ends the table and stands for no letter."""
    (twice,) = struct.unpack_from(">H", font, at + 6)
    count = twice // 2
    last = struct.unpack_from(f">{count}H", font, at + 14)
    first = struct.unpack_from(f">{count}H", font, at + 16 + twice)
    return frozenset(
        code for a, b in zip(first, last, strict=True) if b != 0xFFFF for code in range(a, b + 1)
    )


@cache
def _source(name: str) -> Path:
    """A font file of the package, which is looked for without being imported: it needs an old library."""
    spec = find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "files" / name
        if path.is_file():
            return path
    raise ModelMissingError("the font of the PDF pages is not installed", where=PACKAGE, fix=INSTALL)
