"""Landmarks of MediaPipe as people save them in JSON: a list of frames, each with its landmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from backstride.errors import UnreadableError
from backstride.model.arrays import FloatArray
from backstride.read.keypoints_json import one_set, stated_rate, stated_size
from backstride.read.keypoints_raw import (
    DEPTH,
    SURE,
    RawKeypoints,
    Seen,
    X,
    Y,
    frame_number,
    numbers,
    without_missing,
)
from backstride.read.keypoints_sets import PointSet, name_of
from backstride.read.keypoints_times import TIME_KEYS, seconds

LISTS: Final = ("frames", "landmarks", "pose_landmarks", "poses", "results", "data")
"""Where an object keeps its list of frames."""
LANDMARKS: Final = ("landmarks", "pose_landmarks", "keypoints", "landmark", "pose")
"""Where a frame keeps its landmarks."""
FRAMES: Final = ("frame", "frame_index", "frame_number", "frame_id", "index")
CONFIDENCES: Final = ("visibility", "confidence", "score", "likelihood", "v", "c")
_FLAT: Final = {99: 3, 132: 4}
"""Numbers of 33 landmarks in one list: x, y, z, or these and the visibility."""
_EXPORT: Final = "Export the landmarks again"
Landmarks = list[tuple[str | None, list[Any]]]
"""Label, where there is one, and x, y, z, confidence of each."""


def frames_in(data: Any) -> list[Any] | None:
    """The list of frames, None where this holds no landmarks."""
    if isinstance(data, Mapping):
        data = next((data[key] for key in LISTS if isinstance(data.get(key), list)), None)
    if not isinstance(data, list) or not data:
        return None
    return data if any(_people(frame) for frame in data) else None


def read_landmarks(data: Any, source: str) -> RawKeypoints:
    """Frames with their landmarks, numbers and times, where they have them."""
    frames = frames_in(data) or []
    order = [_frame_number(frame, place, source) for place, frame in enumerate(frames)]
    found = [(frame, person) for frame, one in zip(order, frames, strict=True) for person in _people(one)]
    points = _points(found, source)
    seen = tuple(Seen(frame, _values(person, points, source)) for frame, person in found)
    first = next(frame for frame in frames if _people(frame))
    return RawKeypoints(
        source=source,
        points=points,
        seen=seen,
        frames=frozenset(order),
        times_s=seconds(dict(zip(order, map(_time, frames), strict=True)), source),
        rate_hz=stated_rate(data),
        size_px=stated_size(data) or stated_size(first),
    )


def _people(frame: Any) -> list[Landmarks]:
    """Landmarks of everybody in a frame; nobody where it holds none."""
    if isinstance(frame, Mapping):
        inner = next((frame[key] for key in LANDMARKS if key in frame), None)
        if inner is None or inner is frame:
            return [_named(frame)] if _is_named(frame) else []
        return _people(inner)
    if not isinstance(frame, list) or not frame:
        return []
    if len(frame) in _FLAT and not isinstance(frame[0], list | Mapping):
        return [_cut(frame, _FLAT[len(frame)])]
    if all(isinstance(one, Mapping) and "x" in one for one in frame):
        return [[_landmark(one) for one in frame]]
    if all(isinstance(one, list) and one and not isinstance(one[0], list | Mapping) for one in frame):
        flat = all(len(one) in _FLAT for one in frame)
        return [person for one in frame for person in _people(one)] if flat else [_rows(frame)]
    return [person for one in frame for person in _people(one)]


def _is_named(frame: Mapping[str, Any]) -> bool:
    return any(isinstance(one, Mapping) and "x" in one and name_of(label) for label, one in frame.items())


def _named(frame: Mapping[str, Any]) -> Landmarks:
    inside = [(label, one) for label, one in frame.items() if isinstance(one, Mapping) and "x" in one]
    return [(label, _landmark(one)[1]) for label, one in inside]


def _landmark(one: Mapping[str, Any]) -> tuple[str | None, list[Any]]:
    sure = next((one[key] for key in CONFIDENCES if key in one), None)
    name = one.get("name")
    return name if isinstance(name, str) else None, [one.get("x"), one.get("y"), one.get("z"), sure]


def _cut(flat: Sequence[Any], each: int) -> Landmarks:
    return _rows([flat[place : place + each] for place in range(0, len(flat), each)])


def _rows(rows: Sequence[Sequence[Any]]) -> Landmarks:
    """Rows of x, y; x, y, z; or x, y, z and confidence."""
    return [(None, [*row[:4], *[None] * (4 - len(row[:4]))]) for row in rows]


def _points(found: Sequence[tuple[int, Landmarks]], source: str) -> PointSet:
    """The set by count; landmarks that all have known names make a set of their own."""
    labels = [label for label, _ in found[0][1]] if found else []
    named = tuple(dict.fromkeys(name for label in labels if label and (name := name_of(label))))
    if named and all(labels):
        return PointSet("named landmarks", len(labels), named)
    return one_set([(len(person), f"frame {frame}") for frame, person in found], 1, source)


def _values(person: Landmarks, points: PointSet, source: str) -> FloatArray:
    """(p, 4) in the order of the set."""
    rows = numbers([n for _, row in person for n in row], source).reshape(-1, 4)
    if all(label for label, _ in person):
        known = {name_of(label or ""): row for (label, _), row in zip(person, rows, strict=True)}
        rows = np.array([known.get(name, np.full(4, np.nan)) for name in points.names])
    if _third_is_confidence(rows):
        rows = rows[:, [0, 1, 3, 2]]
    out = np.full(rows.shape, np.nan)
    out[:, [X, Y, DEPTH]] = rows[:, :3]
    out[:, SURE] = np.clip(rows[:, 3], 0.0, 1.0)
    return without_missing(out)


def _third_is_confidence(rows: FloatArray) -> bool:
    """Whether the third of three numbers is no depth: depths count from the hips, so some are negative."""
    third = rows[:, 2]
    return bool(
        np.isnan(rows[:, 3]).all() and np.isfinite(third).all() and ((third >= 0) & (third <= 1)).all()
    )


def _frame_number(frame: Any, place: int, source: str) -> int:
    found = (
        next((frame[key] for key in FRAMES if key in frame), place) if isinstance(frame, Mapping) else place
    )
    number = frame_number(found) if isinstance(found, int) else None
    if number is None:
        what = f"the number of frame {place + 1} is no whole number"
        raise UnreadableError(what, where=source, fix=_EXPORT)
    return number


def _time(frame: Any) -> tuple[str, Any] | None:
    """Key and value of a frame's time."""
    if not isinstance(frame, Mapping):
        return None
    return next(((key, frame[key]) for key in frame if key.lower() in TIME_KEYS), None)
