"""How much room files take, for people."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")
STEP: Final = 1000


def said(size_bytes: int) -> str:
    """A number of bytes as people read it.

    >>> said(0), said(999), said(1_400), said(23_456_789)
    ('0 bytes', '999 bytes', '1.4 kB', '23 MB')
    """
    size, unit = float(size_bytes), 0
    while size >= STEP and unit < len(UNITS) - 1:
        size, unit = size / STEP, unit + 1
    return f"{size:.1f} {UNITS[unit]}" if unit and size < 10 else f"{size:.0f} {UNITS[unit]}"


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
