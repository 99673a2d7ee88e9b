"""Files packed with gzip or not, opened alike."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import IO, Final

_MARK: Final = b"\x1f\x8b"
# What reading a packed file raises where it is damaged or ends early.
BROKEN: Final = (EOFError, zlib.error, gzip.BadGzipFile)


def open_unpacked(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked while they are read where they are packed."""
    with path.open("rb") as stream:
        packed = stream.read(len(_MARK)) == _MARK
    return gzip.open(path) if packed else path.open("rb")  # type: ignore[return-value]
