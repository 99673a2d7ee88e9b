"""A JSON file of keypoints opened with care, and told from other JSON by its shape."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from backstride.errors import RefusedError, UnreadableError
from backstride.read.keypoints_sets import PointSet, set_of

SIZE_KEYS: Final = (
    ("width", "height"),
    ("image_width", "image_height"),
    ("frame_width", "frame_height"),
    ("video_width", "video_height"),
)
RATE_KEYS: Final = ("rate_hz", "fps", "frame_rate", "framerate")


def parse_json(path: Path) -> Any:
    """What the file holds. Raises UnreadableError where it is empty, no text, or broken, saying the place."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("the file is no text", where=path.name, fix="Export it again") from error
    if not text.strip():
        raise UnreadableError("the file is empty", where=path.name, fix="Export the keypoints again")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        what = f"the JSON is broken in line {error.lineno}, column {error.colno}"
        raise UnreadableError(what, where=path.name, fix="Export the keypoints again") from error
    except (RecursionError, ValueError) as error:
        what = "the JSON is nested too deeply or holds an impossible number"
        raise UnreadableError(what, where=path.name, fix="Export the keypoints again") from error


def is_frame(data: Any) -> bool:
    """Whether this is one frame in OpenPose's form."""
    return isinstance(data, Mapping) and any(isinstance(data.get(key), list) for key in ("people", "bodies"))


def one_set(counts: Sequence[tuple[int, str]], each: int, source: str) -> PointSet:
    """The set that all people share, from (how many numbers, where) of each; ``each`` numbers make a point.

    Raises RefusedError where nobody is seen, sets are mixed, or no set has so many points.
    """
    if not counts:
        raise RefusedError(
            "nobody is seen in any frame", where=source, fix="Film the whole runner in good light"
        )
    first, first_where = counts[0]
    other = next(((count, where) for count, where in counts if count != first), None)
    if other is not None:
        what = (
            f"sets of keypoints are mixed: {first_where} has {first} numbers a person, {other[1]} {other[0]}"
        )
        raise RefusedError(what, where=source, fix="Give the keypoints of one model")
    if first % each:
        what = f"{first} numbers a person are no whole points of {each} numbers"
        raise RefusedError(what, where=first_where, fix="Export x, y and confidence of every point")
    return set_of(first // each, first_where)


def stated_size(data: Any) -> tuple[int, int] | None:
    """Width and height in px where an object, or one directly inside it, says them."""
    for part in _parts(data):
        for keys in SIZE_KEYS:
            width, height = (_positive(part.get(key)) for key in keys)
            if width is not None and height is not None:
                return round(width), round(height)
    return None


def stated_rate(data: Any) -> float | None:
    """Frames a second where an object, or one directly inside it, says them."""
    for part in _parts(data):
        for key in RATE_KEYS:
            found = _positive(part.get(key))
            if found is not None:
                return found
    return None


def _positive(value: Any) -> float | None:
    """A number of px or Hz; nothing sound has more than six digits."""
    sound = isinstance(value, int | float) and not isinstance(value, bool) and 1e-6 < value < 1e6
    return float(value) if sound else None


def _parts(data: Any) -> list[Mapping[str, Any]]:
    if not isinstance(data, Mapping):
        return []
    return [data, *(part for part in data.values() if isinstance(part, Mapping))]
