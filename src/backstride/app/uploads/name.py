"""What a file is called: as its owner calls it for people, and a safe name for the disk."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_SHOWN: Final = 200  # characters; a file system's own limit is 255 bytes
LONGEST_STEM: Final = 60
_ODD: Final = re.compile(r"[^A-Za-z0-9._-]+")
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,10}")
# Names that Windows keeps for devices, whatever the suffix.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def shown_name(name: str) -> str:
    """The name as a person reads it: no folders, nothing that is not shown, its end kept where it is long.

    >>> shown_name("C:\\\\clips\\\\run \\U0001f3c3.mp4"), shown_name("../../etc/passwd")
    ('run 🏃.mp4', 'passwd')
    """
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    plain = " ".join("".join(_visible(one) for one in last).split())
    if len(plain) > LONGEST_SHOWN:
        plain = f"{plain[: LONGEST_SHOWN - 41]}…{plain[-40:]}"
    return "file" if plain in ("", ".", "..") else plain


def safe_name(name: str, number: int, suffixes: tuple[str, ...]) -> str:
    """A name for the disk: readable ASCII, its suffix one of ``suffixes`` (the first where it is none).

    number: of the file in its job, from 0, for a name of which nothing readable is left. Two equal names do
    not meet, because each file of a job has a folder of its own.

    >>> safe_name("Läufer: 5 km.MP4", 0, (".mp4",)), safe_name("🏃", 1, (".fit",))
    ('Laufer-5-km.MP4', 'recording-2.fit')
    """
    stem, suffix = _split(shown_name(name))
    if suffix.lower() not in suffixes:
        stem, suffix = f"{stem}{suffix}", suffixes[0]
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii")
    stem = _ODD.sub("-", ascii_only)[:LONGEST_STEM].strip("-._ ") or f"recording-{number + 1}"
    return f"{'x-' if _DEVICES.fullmatch(stem.split('.')[0]) else ''}{stem}{suffix}"


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, f".{suffix}") if dot and stem and _SUFFIX.fullmatch(f".{suffix}") else (name, "")


def _visible(one: str) -> str:
    """A character, a space for what controls text or turns its direction, nothing for half a character."""
    kind = unicodedata.category(one)
    if kind in ("Cs", "Co", "Cn"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") or (kind == "Cf" and one != "\u200d") else one
