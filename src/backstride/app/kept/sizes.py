"""How much room files take, for people."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

UNITS: Final = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def size_text(size_bytes: int) -> str:
    """A number of bytes as people read it.

    >>> size_text(0), size_text(999), size_text(1_400), size_text(23_456_789)
    ('0 bytes', '999 bytes', '1.4 kB', '23 MB')
    >>> size_text(4_000_000_000), size_text(2_500_000), size_text(12), size_text(10**15)
    ('4 GB', '2.5 MB', '12 bytes', '1,000,000 GB')
    """
    for unit, name in UNITS:
        if (size := size_bytes / unit) >= 1:
            return f"{size:.2g} {name}" if size < 9.95 else f"{size:,.0f} {name}"
    return f"{size_bytes} bytes"


def bytes_in(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; 0 where there is nothing. Links are not followed."""
    if not path.is_dir():
        return path.lstat().st_size if path.is_file() else 0
    found = 0
    for folder, _folders, files in os.walk(path):
        for name in files:
            try:
                found += (Path(folder) / name).lstat().st_size
            except FileNotFoundError:  # a job went on while we looked
                continue
    return found
