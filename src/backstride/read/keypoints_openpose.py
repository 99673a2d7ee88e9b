"""OpenPose's JSON, one file a frame: also what Pose2Sim, Sports2D and AlphaPose write in its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from backstride.errors import RefusedError, UnreadableError, WrongKindError
from backstride.read.keypoints_json import is_frame, one_set, parse_json
from backstride.read.keypoints_raw import RawKeypoints, Seen, frame_number, from_triples, numbers

FLAT: Final = ("pose_keypoints_2d", "pose_keypoints", "joints")
"""Today's key, that of OpenPose before version 1.3, and AlphaPose's in the form cmu."""
_FIX_2D: Final = "Export the points in the picture (pose_keypoints_2d), in px"


def read_folder(path: Path) -> RawKeypoints:
    """All frames of a folder, by the numbers in the files' names; files of other JSON are left out.

    Raises WrongKindError for a folder without such files, UnreadableError and RefusedError naming the file
    that cannot be used.
    """
    files = sorted(path.glob("*.json"))
    if not files:
        raise WrongKindError(
            "the folder holds no JSON files", where=path.name, fix="Give the keypoints' folder"
        )
    parsed = ((file.name, parse_json(file)) for file in files)
    frames = [(name, data) for name, data in parsed if is_frame(data)]
    if not frames:
        what = f"none of the folder's {len(files)} JSON files holds keypoints of a frame"
        raise WrongKindError(what, where=path.name, fix="Give the folder that OpenPose wrote, or one file")
    return frames_of(frames, path.name)


def frames_of(named: Iterable[tuple[str, Mapping[str, Any]]], source: str) -> RawKeypoints:
    """Frames given as (name with the frame's number, content)."""
    names: dict[int, str] = {}
    seen: list[tuple[str, int, str | None, list[Any]]] = []
    for name, data in named:
        frame = frame_number(name)
        if frame is None:
            raise UnreadableError(
                "the name holds no frame number", where=name, fix="Name the files as written"
            )
        if frame in names:
            what = f"two files have the frame number {frame} ({names[frame]}, {name})"
            raise WrongKindError(what, where=source, fix="Put one clip into one folder")
        names[frame] = name
        people = data["people"] if "people" in data else data["bodies"]
        seen += [(name, frame, _track(one), flat) for one in people if (flat := _flat(one, name))]
    points = one_set([(len(flat), name) for name, _, _, flat in seen], 3, source)
    return RawKeypoints(
        source=source,
        points=points,
        seen=tuple(
            Seen(frame, from_triples(numbers(flat, name).reshape(-1, 3)), track)
            for name, frame, track, flat in seen
        ),
        frames=frozenset(names),
    )


def _flat(person: Any, where: str) -> list[Any]:
    """x, y, confidence of all points in one list; empty where the person has no body points."""
    if not isinstance(person, Mapping):
        raise UnreadableError("a person is no JSON object", where=where, fix="Export the keypoints again")
    found: Any = next((person[key] for key in FLAT if key in person), [])
    if not isinstance(found, list):
        raise UnreadableError("the points of a person are no list", where=where, fix="Export them again")
    if not found and person.get("pose_keypoints_3d"):
        raise RefusedError("the file holds points in space only", where=where, fix=_FIX_2D)
    return found


def _track(person: Mapping[str, Any]) -> str | None:
    """The number of the person; OpenPose writes -1 where it does not follow people."""
    given = person.get("person_id")
    number = given[0] if isinstance(given, list) and given else given
    return str(number) if isinstance(number, int) and number >= 0 else None
