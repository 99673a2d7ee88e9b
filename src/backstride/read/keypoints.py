"""Ready-made keypoints, whatever program wrote them: the door of this family of formats.

What is read is told from the content: a folder of OpenPose's JSON, one JSON file of COCO's results,
AlphaPose, MMPose or MediaPipe, a CSV table of landmarks, a TRC in px.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from backstride.errors import BackstrideError, UnreadableError, UsageError, WrongKindError
from backstride.model.keypoints import Keypoints
from backstride.read.keypoints_coco import (
    is_dataset,
    is_instances,
    is_results,
    read_dataset,
    read_instances,
    read_results,
)
from backstride.read.keypoints_csv import columns_of, header_of, read_csv
from backstride.read.keypoints_json import is_frame, parse_json
from backstride.read.keypoints_mediapipe import frames_in, read_landmarks
from backstride.read.keypoints_openpose import frames_of, read_folder
from backstride.read.keypoints_raw import RawKeypoints
from backstride.read.keypoints_times import check_told
from backstride.read.keypoints_trc import is_px_trc, read_px_trc
from backstride.read.text_table import head_lines

_LOOK_BYTES: Final = 4096
_LOOK_FILES: Final = 5
"""Files of a folder looked at; OpenPose writes nothing else into it."""
_MARKS: Final = (b'"pose_keypoints', b'"people"', b'"keypoints"', b'"landmarks"', b'"pose_landmarks"')


def is_keypoints(path: Path) -> bool:
    """Whether a path is of this family: a folder of keypoint JSON, a JSON file, a CSV of landmarks, a px TRC.

    Any JSON file counts: no other recording is one. Looks at the beginning only and never raises.
    """
    try:
        path = Path(path)
        if path.is_dir():
            return any(_is_marked(file) for file in islice(sorted(path.glob("*.json")), _LOOK_FILES))
        return path.is_file() and _is_file_of_ours(path)
    except (OSError, ValueError, BackstrideError):
        return False


def _is_file_of_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(_LOOK_BYTES)
    if path.suffix.lower() == ".json" or _is_json(start):
        return True
    if b"\x00" in start or not start.strip():
        return False
    return is_px_trc(path.name, head_lines(path)) or columns_of(header_of(path)) is not None


def _is_marked(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(_LOOK_BYTES)
    return any(mark in start for mark in _MARKS)


def _is_json(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_keypoints(path: Path, rate_hz: float | None = None) -> Keypoints:
    """The runner's points in every frame, in px, NaN where they are missing.

    rate_hz: frames a second of the clip; needed where the file holds no times, and wins where it does.

    Raises
    ------
    UsageError
        The path is not there, the rate is missing or no camera's.
    WrongKindError
        A folder or file of something else, one frame only.
    UnreadableError
        Empty, broken (which file), text where a number should stand, may not be read.
    RefusedError
        Nobody in any frame, several sets mixed, an unknown set, points in space, shares of a frame of unknown
        size, frames that are no clip.
    """
    path = Path(path)
    check_told(rate_hz)
    if not path.exists():
        raise UsageError("there is no such file or folder", where=path.name, fix="Check the path")
    try:
        raw = _read(path)
    except PermissionError as error:
        raise UnreadableError("it may not be read", where=path.name, fix="Change its permissions") from error
    except OSError as error:
        raise UnreadableError(f"it cannot be read ({error.strerror})", where=path.name) from error
    from backstride.read.keypoints_assemble import assemble  # xarray is slow to import

    return assemble(raw, rate_hz)


def _read(path: Path) -> RawKeypoints:
    if path.is_dir():
        files = sorted(path.glob("*.json"))
        whole = len(files) == 1 and not is_frame(parse_json(files[0]))
        return _from_json(files[0]) if whole else read_folder(path)
    with path.open("rb") as stream:
        start = stream.read(_LOOK_BYTES)
    if path.suffix.lower() == ".json" or _is_json(start):
        return _from_json(path)
    if is_px_trc(path.name, head_lines(path)):
        return read_px_trc(path)
    return read_csv(path)


def _from_json(path: Path) -> RawKeypoints:
    """One file of a whole clip, by its shape."""
    data, name = parse_json(path), path.name
    if is_results(data):
        return read_results(data, name)
    if is_dataset(data):
        return read_dataset(data, name)
    if is_instances(data):
        return read_instances(data, name)
    if is_frame(data):
        raise WrongKindError(
            "this is one frame of a clip", where=name, fix="Give the folder of all its frames"
        )
    if _is_frames_by_name(data):
        return frames_of(data.items(), name)
    if frames_in(data) is not None:
        return read_landmarks(data, name)
    raise WrongKindError(
        "this JSON holds no keypoints that are known",
        where=name,
        fix="Give the output of OpenPose, AlphaPose, MMPose or MediaPipe, or a TRC in px of Sports2D",
    )


def _is_frames_by_name(data: Any) -> bool:
    """AlphaPose in the forms open and cmu: an object of frames by the name of the picture."""
    return isinstance(data, Mapping) and bool(data) and all(is_frame(frame) for frame in data.values())
