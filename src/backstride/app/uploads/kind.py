"""What a file is by what it holds, not by its name; nothing is ever unpacked.

Only the beginning is looked at, with the standard library alone: the first file that arrives must not wait
for the numerical libraries. The readers judge the whole of it later, in a process of their own.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backstride.app.jobs.job import FileKind
from backstride.app.jobs.words import say

LOOK_BYTES: Final = 64_000
ANSWERS_BYTES: Final = 1_000_000  # a full set of answers takes a few kilobytes
_PIECE: Final = 1_000_000


class NoRecording(Exception):  # noqa: N818 - a refusal is an outcome
    """A file that is none of what is measured. what, fix: keys of the sentence."""

    def __init__(self, what: str, fix: str = "fix_recording") -> None:
        super().__init__(what)
        self.what, self.fix = what, fix

    def sentence(self, name: str) -> str:
        """What it seems to be and what to give, in words."""
        return say("refused", name=name, what=say(self.what), fix=say(self.fix))


@dataclass(frozen=True)
class Found:
    """kind: what the file is. suffixes: what its name may end with, so that every reader takes it as such."""

    kind: FileKind
    suffixes: tuple[str, ...]


FIT: Final = Found("watch", (".fit",))
TCX: Final = Found("watch", (".tcx",))
GPX: Final = Found("watch", (".gpx",))
# Those that clips.py knows; not taken from there, because that file needs the numerical libraries.
CLIP: Final = Found(
    "video", (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".3gp", ".wmv", ".flv", ".ogv")
)
STREAM: Final = Found("video", (".ts", ".mts", ".m2ts", ".mpg", ".mpeg"))
C3D: Final = Found("c3d", (".c3d",))
TRC: Final = Found("table", (".trc",))
MOT: Final = Found("table", (".mot", ".sto"))
TSV: Final = Found("table", (".tsv",))
CSV: Final = Found("table", (".csv", ".tsv", ".txt"))
POINTS: Final = Found("keypoints", (".json",))

# (place, bytes, what it is, what to do); the formats' own published marks.
_REFUSED: Final = (
    (0, b"PK\x03\x04", "zip", "fix_unpack"),
    (0, b"PK\x05\x06", "zip", "fix_unpack"),
    (0, b"\x1f\x8b", "packed", "fix_unpack"),
    (0, b"7z\xbc\xaf\x27\x1c", "packed", "fix_unpack"),
    (0, b"Rar!", "packed", "fix_unpack"),
    (0, b"\xfd7zXZ\x00", "packed", "fix_unpack"),
    (0, b"BZh", "packed", "fix_unpack"),
    (0, b"\x28\xb5\x2f\xfd", "packed", "fix_unpack"),
    (257, b"ustar", "packed", "fix_unpack"),
    (0, b"%PDF", "pdf", "fix_recording"),
    (0, b"\x7fELF", "program", "fix_recording"),
    (0, b"MZ", "program", "fix_recording"),
    (0, b"\xcf\xfa\xed\xfe", "program", "fix_recording"),
    (0, b"\xca\xfe\xba\xbe", "program", "fix_recording"),
    (0, b"#!", "program", "fix_recording"),
    (0, b"\xff\xd8\xff", "picture", "fix_video"),
    (0, b"\x89PNG", "picture", "fix_video"),
    (0, b"GIF8", "picture", "fix_video"),
    (0, b"II*\x00", "picture", "fix_video"),
    (0, b"MM\x00*", "picture", "fix_video"),
    (8, b"WEBP", "picture", "fix_video"),
    (8, b"WAVE", "sound", "fix_video"),
    (0, b"ID3", "sound", "fix_video"),
    (0, b"fLaC", "sound", "fix_video"),
)
_STILL_BRANDS: Final = (b"heic", b"heix", b"mif1", b"msf1", b"avif")
_SOUND_BRANDS: Final = (b"M4A ", b"M4B ")
_CLIPS: Final = (
    (0, b"\x1a\x45\xdf\xa3"),
    (8, b"AVI "),
    (0, b"FLV\x01"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    (0, b"OggS"),
    *((4, one) for one in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")),
)
_POINTS: Final = re.compile(rb'"(pose_keypoints\w*|people|keypoints|landmarks|pose_landmarks)"')
_NUMBER: Final = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?|nan", re.IGNORECASE)
_SECTIONS: Final = ("safety", "intake")


def kind_of_file(path: Path) -> Found:
    """What a file on the disk is.

    Raises NoRecording for what cannot be measured; OSError where it cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(LOOK_BYTES)
    refuse_marked(start)
    for look in (_fit, _clip, _stream):
        if found := look(start):
            return found
    if _has_c3d_marks(start, path):
        return C3D
    text = _text(start)
    if text is None:
        raise NoRecording("unknown")
    return _of_text(text, path)


def _at(start: bytes, place: int, mark: bytes) -> bool:
    return start[place : place + len(mark)] == mark


def refuse_marked(start: bytes) -> None:
    """Refuse what its first bytes give away as another kind; raises NoRecording."""
    for place, mark, what, fix in _REFUSED:
        if _at(start, place, mark):
            raise NoRecording(what, fix)
    if _at(start, 0, b"BM") and b"\x00" in start[:32]:
        raise NoRecording("picture", "fix_video")
    if _at(start, 4, b"ftyp") and start[8:12] in _STILL_BRANDS:
        raise NoRecording("picture", "fix_video")
    if _at(start, 4, b"ftyp") and start[8:12] in _SOUND_BRANDS:
        raise NoRecording("sound", "fix_video")


def _fit(start: bytes) -> Found | None:
    return FIT if _at(start, 8, b".FIT") else None


def _clip(start: bytes) -> Found | None:
    return CLIP if any(_at(start, place, mark) for place, mark in _CLIPS) else None


def _stream(start: bytes) -> Found | None:
    """MPEG: a programme stream's start, or the 0x47 that begins each packet of a transport stream."""
    if _at(start, 0, b"\x00\x00\x01\xba") or _at(start, 0, b"\x00\x00\x01\xb3"):
        return STREAM
    for first, step in ((0, 188), (4, 192)):
        marks = start[first : first + 5 * step : step]
        if len(marks) == 5 and set(marks) == {0x47}:
            return STREAM
    return None


def _has_c3d_marks(start: bytes, path: Path) -> bool:
    """0x50 in byte 2, and the processor that wrote it in byte 4 of the block of parameters, as read/load.py
    looks (C3D User Guide, header and parameter sections)."""
    if len(start) < 512 or start[1] != 0x50 or start[0] < 2:
        return False
    with path.open("rb") as stream:
        stream.seek((start[0] - 1) * 512)
        parameters = stream.read(4)
    return len(parameters) == 4 and parameters[3] in (84, 85, 86)


def _text(start: bytes) -> str | None:
    """The beginning as text, None where it is none."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return start[: len(start) // 2 * 2].decode("utf-16", "ignore")
    if b"\x00" in start or not start.strip():
        return None
    text = start.decode("utf-8-sig", "replace")
    odd = sum(one < " " and one not in "\t\r\n\f" for one in text)
    return text if odd <= len(text) // 200 else None


def _of_text(text: str, path: Path) -> Found:
    begin = text.lstrip()
    if begin.startswith("<"):
        return _xml(begin[:4096].lower())
    if begin.startswith(("{", "[")) and not begin.startswith("[header"):
        return _json(path)
    return _table(text)


def _xml(begin: str) -> Found:
    if "<!doctype html" in begin or "<html" in begin:
        raise NoRecording("html")
    if "<svg" in begin:
        raise NoRecording("picture", "fix_video")
    if "<!doctype" in begin or "<!entity" in begin:
        raise NoRecording("xml_entities", "fix_watch")
    roots = {begin.find(mark): found for mark, found in (("<trainingcenterdatabase", TCX), ("<gpx", GPX))}
    roots.pop(-1, None)
    if not roots:
        raise NoRecording("xml", "fix_watch")
    return roots[min(roots)]


def _json(path: Path) -> Found:
    """Keypoints by their names for points; they may stand behind long lists of pictures."""
    if path.stat().st_size <= ANSWERS_BYTES and _is_answers(path):
        raise NoRecording("answers", "fix_answers")
    with path.open("rb") as stream:
        behind = b""
        while piece := stream.read(_PIECE):
            if _POINTS.search(behind + piece):
                return POINTS
            behind = piece[-64:]
    raise NoRecording("json")


def _is_answers(path: Path) -> bool:
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, dict):
        return False
    named = str(value.get("schema", "")).startswith("backstride.answers")
    return named or any(isinstance(value.get(one), dict) for one in _SECTIONS)


def _table(text: str) -> Found:
    """A table of numbers by its first lines; what its columns mean the readers say."""
    lines = text.splitlines()
    first = lines[0].lower() if lines else ""
    if first.startswith("pathfiletype"):
        return TRC
    if any(line.strip().lower() == "endheader" for line in lines[:300]):
        return MOT
    if first.startswith("no_of_frames"):
        return TSV
    if any(_numbers(line) >= 2 for line in lines[:300]):
        return CSV
    raise NoRecording("text")


def _numbers(line: str) -> int:
    """How many columns of a line are numbers, by whichever mark parts them; blanks part numbers alone."""
    by_mark = [sum(map(_is_number, line.split(mark))) for mark in "\t,;"]
    by_blanks = line.split()
    return max(*by_mark, len(by_blanks) if all(map(_is_number, by_blanks)) else 0)


def _is_number(part: str) -> bool:
    return _NUMBER.fullmatch(part.strip().strip('"')) is not None
