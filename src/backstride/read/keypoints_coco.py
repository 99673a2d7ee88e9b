"""Lists of people as COCO's results, AlphaPose and MMPose write them: one JSON file a clip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backstride.errors import RefusedError, UnreadableError
from backstride.read.keypoints_json import one_set, stated_size
from backstride.read.keypoints_raw import RawKeypoints, Seen, frame_number, from_triples, numbers

_EXPORT: Final = "Export the keypoints again"
_SCORES: Final = ("keypoint_scores", "keypoints_scores")
_TRACKS: Final = ("track_id", "idx", "instance_id")


@dataclass(frozen=True)
class _Person:
    """One person as read: x, y, confidence of all points in one list."""

    frame: int
    flat: list[Any]
    track: str | None


def is_results(data: Any) -> bool:
    """Whether this is a list of COCO's results, or of AlphaPose's."""
    return _list_of(data, "image_id", "keypoints")


def is_dataset(data: Any) -> bool:
    """Whether this is a COCO data set with annotated keypoints."""
    return isinstance(data, Mapping) and _list_of(data.get("annotations"), "image_id", "keypoints")


def is_instances(data: Any) -> bool:
    """Whether this is what MMPose writes for a video."""
    return _list_of(_frames(data), "instances")


def read_results(data: Sequence[Mapping[str, Any]], source: str) -> RawKeypoints:
    """People of COCO's results; the frame is the number in ``image_id``. Frames without people are absent."""
    people = [_result(one, _number(one.get("image_id"), source), source) for one in data]
    return _raw(people, frozenset(one.frame for one in people), source)


def read_dataset(data: Mapping[str, Any], source: str) -> RawKeypoints:
    """People of a COCO data set; the frame is the number in the picture's file name."""
    listed = data.get("images")
    images = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    frames = {str(one.get("id")): _number(one.get("file_name", one.get("id")), source) for one in images}
    people = []
    for one in data["annotations"]:
        image = one.get("image_id")
        frame = frames.get(str(image))
        people.append(_result(one, _number(image, source) if frame is None else frame, source))
    known = frozenset(frames.values()) | {one.frame for one in people}
    return _raw(people, known, source, stated_size(images[0]) if images else None)


def read_instances(data: Any, source: str) -> RawKeypoints:
    """People of MMPose's frames, in the order of the file where frames have no number."""
    frames = _frames(data)
    order = [_number(one.get("frame_id", place), source) for place, one in enumerate(frames)]
    people = [
        _instance(person, frame, source)
        for frame, one in zip(order, frames, strict=True)
        for person in _instances(one, frame, source)
    ]
    return _raw(people, frozenset(order), source, stated_size(data))


def _instances(one: Mapping[str, Any], frame: int, source: str) -> list[Any]:
    found = one.get("instances") or []
    if not isinstance(found, list):
        raise UnreadableError(f"the people of frame {frame} are no list", where=source, fix=_EXPORT)
    return found


def _frames(data: Any) -> Any:
    return data.get("instance_info") if isinstance(data, Mapping) else data


def _list_of(data: Any, *keys: str) -> bool:
    """A list of objects that have these keys; the first tells, the readers look at all."""
    whole = isinstance(data, list) and bool(data) and all(isinstance(one, Mapping) for one in data)
    return whole and all(key in data[0] for key in keys)


def _raw(
    people: Sequence[_Person], frames: frozenset[int], source: str, size_px: tuple[int, int] | None = None
) -> RawKeypoints:
    counts = [(len(one.flat), f"frame {one.frame}") for one in people if one.flat]
    points = one_set(counts, 3, source)
    seen = tuple(
        Seen(one.frame, from_triples(numbers(one.flat, source).reshape(-1, 3)), one.track)
        for one in people
        if one.flat
    )
    return RawKeypoints(source=source, points=points, seen=seen, frames=frames, size_px=size_px)


def _result(one: Mapping[str, Any], frame: int, source: str) -> _Person:
    flat = one.get("keypoints")
    if not isinstance(flat, list):
        raise UnreadableError(f"frame {frame} has a person without points", where=source, fix=_EXPORT)
    rows = bool(flat) and all(isinstance(row, list) and len(row) == 3 for row in flat)
    return _Person(frame, [n for row in flat for n in row] if rows else flat, _track(one))


def _instance(one: Any, frame: int, source: str) -> _Person:
    """MMPose keeps places and confidences apart."""
    if not isinstance(one, Mapping) or not isinstance(one.get("keypoints"), list):
        raise UnreadableError(f"frame {frame} has a person without points", where=source, fix=_EXPORT)
    places = one["keypoints"]
    scores = next((one[key] for key in _SCORES if key in one), [1.0] * len(places))
    pairs = all(isinstance(place, list) and len(place) == 2 for place in places)
    if not pairs or not isinstance(scores, list) or len(scores) != len(places):
        space = any(isinstance(place, list) and len(place) == 3 for place in places)
        what = f"frame {frame} holds points in space" if space else f"frame {frame} holds no pairs of x and y"
        raise RefusedError(what, where=source, fix="Export the points in the picture, in px")
    return _Person(
        frame, [n for place, score in zip(places, scores, strict=True) for n in (*place, score)], _track(one)
    )


def _track(one: Mapping[str, Any]) -> str | None:
    found = next((one[key] for key in _TRACKS if key in one), None)
    number = found[0] if isinstance(found, list) and found else found
    return str(number) if isinstance(number, int | float | str) else None


def _number(name: object, source: str) -> int:
    frame = frame_number(name)
    if frame is None:
        what = f"the name of a picture holds no frame number ({str(name)[:40]})"
        raise UnreadableError(what, where=source, fix=_EXPORT)
    return frame
