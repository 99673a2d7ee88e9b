"""TRC files in px, as Sports2D writes them beside those in metres: points of the picture, y down.

Sports2D puts m under Units in both; only the name, which it also writes into the first line, tells px.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from backstride.errors import RefusedError, UnreadableError
from backstride.model.recording import Note
from backstride.read.clock import read_clock
from backstride.read.keypoints_raw import DEPTH, RawKeypoints, Seen, without_missing
from backstride.read.keypoints_sets import PointSet, name_of
from backstride.read.text_table import cells, find_layout, head_lines, read_table
from backstride.read.trc import data_rate_hz, distinct, looks_like_trc

UNITS: Final = ("px", "pixel", "pixels")
_IN_NAME: Final = re.compile(r"_px(_|\.|$)")
_COLUMNS: Final = 2  # Frame# and Time
_SHOWN: Final = 4


def is_px_trc(name: str, lines: list[str]) -> bool:
    """Whether a file of this name and these first lines is a TRC in px."""
    if not looks_like_trc(lines):
        return False
    stated = lines[0].replace("\\", "/").rsplit("/", 1)[-1].strip()
    named = any(_IN_NAME.search(one.lower()) for one in (name, stated))
    return named or _header(lines).get("Units", "").lower() in UNITS


def read_px_trc(path: Path) -> RawKeypoints:
    """The one person of a TRC in px; (0, 0) and empty cells are missing, confidences are not in it.

    Raises RefusedError for points in space and for labels that are no keypoints, UnreadableError for what
    ``text_table`` and ``clock`` cannot read.
    """
    lines = head_lines(path)
    at = next((n for n, line in enumerate(lines) if line.lower().startswith("frame")), None)
    if at is None:
        raise UnreadableError("the line of labels is missing", where=path.name, fix="Export it again")
    labels, notes = distinct([cell for cell in cells(lines[at])[_COLUMNS:] if cell])
    known = {name: n for n, label in reversed(list(enumerate(labels))) if (name := name_of(label))}
    if not known:
        what = f"none of the {len(labels)} labels is a keypoint ({', '.join(labels[:_SHOWN])})"
        raise RefusedError(what, where=path.name, fix="Export them with the names Sports2D gives")
    table = read_table(path, find_layout(lines, at + 1, path.name), _COLUMNS + 3 * len(labels))
    clock = read_clock(table[:, 1].copy(), data_rate_hz(_header(lines)), path.name)
    places = table[:, _COLUMNS:].reshape(len(table), len(labels), 3)[:, list(known.values())]
    if np.nanmax(np.abs(places[..., 2]), initial=0.0) > 0:
        raise RefusedError(
            "the points are in space, not in the picture", where=path.name, fix="Give the px file"
        )
    values = np.full((*places.shape[:2], 4), np.nan)
    values[..., :DEPTH] = places[..., :2]
    frames = clock.frames.tolist()
    return RawKeypoints(
        source=path.name,
        points=PointSet("TRC in px", len(known), tuple(known)),
        seen=tuple(Seen(n, without_missing(row)) for n, row in zip(frames, values, strict=True)),
        frames=frozenset(frames),
        times_s=dict(enumerate(clock.time_s.tolist())),
        notes=(*notes, *_unknown(labels, known), *clock.notes),
    )


def _header(lines: list[str]) -> dict[str, str]:
    """The pairs of the line of names and the line of values."""
    for above, below in pairwise(lines):
        names = cells(above)
        if "DataRate" in names:
            return dict(zip(names, cells(below), strict=False))
    return {}


def _unknown(labels: tuple[str, ...], known: dict[str, int]) -> tuple[Note, ...]:
    used = set(known.values())
    left = [label for n, label in enumerate(labels) if n not in used]
    if not left:
        return ()
    text = f"Labels that are not used: {', '.join(left)}."
    return (Note(level="info", code="unused_labels", text=text),)
