"""Files of keypoints with anything in one place, and files of any bytes: keypoints or one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backstride.errors import BackstrideError
from backstride.read.keypoints import is_keypoints, read_keypoints
from helpers.keypoint_files import frame, one_file, person, shares, with_bytes

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.text(max_size=6),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.just({"x": "left"}),
    st.just([1, [2], {"y": 3}]),
)
FLAT = person(17)["pose_keypoints_2d"]
MARKS = shares(fps=25, width=640, height=360)
PAIRS = {"keypoints": [[100 + n, 50 + 9 * n] for n in range(17)], "keypoint_scores": [0.5] * 17}
SOUND: dict[str, Any] = {
    "results": [{"image_id": n, "keypoints": FLAT, "idx": 1} for n in range(3)],
    "set": {
        "images": [{"id": n, "file_name": f"{n}.jpg", "width": 640, "height": 360} for n in range(3)],
        "annotations": [{"image_id": n, "keypoints": FLAT} for n in range(3)],
    },
    "instances": {"instance_info": [{"frame_id": n, "instances": [PAIRS]} for n in range(3)]},
    "by name": {f"{n}.jpg": frame(person(25, person_id=[0])) for n in range(3)},
    "landmarks": MARKS,
    "named": [{"time": n / 25, "landmarks": {"nose": {"x": 1, "y": 2}}} for n in range(3)],
}


def spoilt(data: Any, steps: list[int], junk: Any) -> Any:
    """A copy with one place, found by these steps down from the top, replaced by something else."""
    if not steps or not isinstance(data, list | dict) or not data:
        return junk
    keys = list(data) if isinstance(data, dict) else list(range(len(data)))
    key = keys[steps[0] % len(keys)]
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[key] = spoilt(data[key], steps[1:], junk)
    return copy


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SOUND)), st.lists(st.integers(0, 99), max_size=6), JUNK)
@example("landmarks", [1], 10**400)
@example("landmarks", [0, 1, 0], True)
@example("results", [1, 0], [])
@example("results", [1, 2], {"x": 1})
@example("set", [0, 1, 0], {})
def test_one_spoilt_place_gives_keypoints_or_one_sentence(
    tmp_path: Path, kind: str, steps: list[int], junk: Any
) -> None:
    path = one_file(tmp_path, spoilt(SOUND[kind], steps, junk))
    try:
        read_keypoints(path, 25.0)
    except BackstrideError as error:
        refused = error
        assert refused.where
        assert refused.fix


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["x.csv", "x.trc", "x.json", "x", "x_px.trc"]))
@example(b"PathFileType\n\nFrame#\tTime\n", "x_px.trc")
@example(b"\nFrame#\tTime\tLHip\n", "x_px.trc")
def test_any_bytes_give_one_sentence(tmp_path: Path, data: bytes, name: str) -> None:
    path = with_bytes(tmp_path / name, data)
    assert is_keypoints(path) in (True, False)
    with pytest.raises(BackstrideError):
        read_keypoints(path, 25.0)
