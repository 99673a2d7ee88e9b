"""What a file of keypoints holds, before anybody says who the runner is; and its numbers, read with care."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final

import numpy as np

from backstride.errors import UnreadableError
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Note
from backstride.read.keypoints_sets import PointSet
from backstride.read.text_table import printable

X, Y, DEPTH, SURE = range(4)
"""Columns of ``Seen.points``."""
WIDEST_PX: Final = 1e6
"""No picture is that wide: what lies beyond is a code for missing, or damage."""
_EXPORT: Final = "Export the keypoints again"
_MOST_DIGITS: Final = 15
"""More digits count no frames, and a float no longer holds them; OpenPose writes 12."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One person in one frame.

    points: (p, 4) x, y, depth in the file's unit, and confidence from 0 to 1; x and y NaN where the point is
    missing, depth and confidence NaN where the file gives none. track: what the file calls the person, where
    it follows people through time.
    """

    frame: int
    points: FloatArray
    track: str | None = None

    @cached_property
    def height(self) -> float:
        """The larger side of the box round the points, in the file's unit; 0 with fewer than two seen."""
        place = self.points[:, [X, Y]]
        place = place[~np.isnan(place[:, X])]
        return float(np.ptp(place, axis=0).max()) if len(place) else 0.0


@dataclass(frozen=True, eq=False)
class RawKeypoints:
    """All people of a clip. frames: numbers of all frames the file knows of, also those without anybody.

    times_s: time of a frame on the file's own clock, where it has one. rate_hz: where the file says it.
    size_px: width and height of the frame, where the file says it.
    """

    source: str
    points: PointSet
    seen: tuple[Seen, ...]
    frames: frozenset[int]
    times_s: Mapping[int, float] = field(default_factory=dict)
    rate_hz: float | None = None
    size_px: tuple[int, int] | None = None
    notes: tuple[Note, ...] = ()


def numbers(values: Sequence[Any], where: str) -> FloatArray:
    """(n,) of what a JSON list holds; null and what is not finite are NaN.

    Raises UnreadableError for anything that is no number.
    """
    wrong = next((one for one in values if not _is_number(one)), None)
    if wrong is not None:
        what = f"something else stands where a number should: {printable(str(wrong))}"
        raise UnreadableError(what, where=where, fix=_EXPORT)
    try:
        found = np.array([np.nan if one is None else one for one in values], dtype=np.float64)
    except OverflowError as error:
        raise UnreadableError("a number is far too large", where=where, fix=_EXPORT) from error
    return np.where(np.isfinite(found), found, np.nan)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def from_triples(values: FloatArray) -> FloatArray:
    """(p, 4) of x, y, confidence (p, 3) as OpenPose and COCO give them.

    Missing is (0, 0) and a confidence of 0 or less. Older AlphaPose and the peaks of SimCC go beyond 1, which
    says no more than sure.
    """
    out = np.full((len(values), 4), np.nan)
    out[:, [X, Y]], out[:, SURE] = values[:, :2], np.clip(values[:, 2], 0.0, 1.0)
    return without_missing(out, missing=np.asarray(values[:, 2] <= 0))


def without_missing(points: FloatArray, missing: BoolArray | None = None) -> FloatArray:
    """Points (p, 4), all NaN where x and y are both 0, one is NaN or beyond any picture, or as told."""
    place = points[:, [X, Y]]
    gone = ~(np.abs(place) < WIDEST_PX).all(axis=1) | (place == 0).all(axis=1)
    gone = gone if missing is None else gone | missing
    out: FloatArray = np.where(gone[:, None], np.nan, points)
    out[~(np.abs(out[:, DEPTH]) < WIDEST_PX), DEPTH] = np.nan
    return out


def frame_number(name: object) -> int | None:
    """The number of a frame in a file's name, or the number itself; None where there is none.

    >>> frame_number("run2_000000000012_keypoints.json"), frame_number("12.jpg"), frame_number(7)
    (12, 12, 7)
    """
    if isinstance(name, int) and not isinstance(name, bool):
        return name if abs(name) < 10**_MOST_DIGITS else None
    found = re.findall(r"\d+", PurePosixPath(str(name).replace("\\", "/")).name.split(".")[0])
    return int(found[-1]) if found and len(found[-1]) <= _MOST_DIGITS else None
