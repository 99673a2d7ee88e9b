"""The door of ready-made keypoints: what is taken, what is refused and in which words, real files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backstride.errors import BackstrideError, RefusedError, UnreadableError, UsageError, WrongKindError
from backstride.read.keypoints import is_keypoints, read_keypoints

REAL = "keypoints/radluy_side_body25"


def person(count: int, x: float = 100.0, **more: Any) -> dict[str, Any]:
    flat = [number for n in range(count) for number in (x + 5 * (n % 3), 50.0 + 10 * n, 0.9)]
    return {"pose_keypoints_2d": flat, **more}


def frame(*people: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1.3, "people": list(people)}


def folder(path: Path, frames: dict[str, Any]) -> Path:
    path.mkdir()
    for name, data in frames.items():
        (path / name).write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def clip(path: Path, frames: int = 5, count: int = 25) -> Path:
    named = {f"a_{n:06d}_keypoints.json": frame(person(count, 100.0 + n)) for n in range(frames)}
    return folder(path, named)


def with_file(path: Path, name: str, data: Any) -> Path:
    (path / name).write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def one_file(path: Path, data: Any, name: str = "x.json") -> Path:
    file = path / name
    file.write_text(data if isinstance(data, str) else json.dumps(data))
    return file


def shares(**more: Any) -> dict[str, Any]:
    marks = [[{"x": 0.3 + 0.01 * n, "y": 0.02 * n, "z": -0.1} for n in range(33)]] * 4
    return {"frames": [{"frame": n, "landmarks": one} for n, one in enumerate(marks)], **more}


def world() -> list[Any]:
    return [[{"x": 0.1 * (n % 2) - 0.05, "y": 0.3 * (n not in (23, 24)), "z": 0.1} for n in range(33)]] * 4


TRC = (
    "PathFileType\t4\t(X/Y/Z)\t{name}\nDataRate\tNumFrames\tNumMarkers\tUnits\n25\t3\t1\tpx\n"
    "Frame#\tTime\t{label}\n\t\tX1\tY1\tZ1\n"
)
ROWS = "".join(f"{n}\t{n / 25}\t{10 + n}\t20\t{{z}}\n" for n in range(3))
HEAD = "frame,time," + ",".join(f"{part}{n}" for n in range(33) for part in "xy")
CELLS = ",".join(["100"] * 66)

BROKEN: dict[str, tuple[Any, type[BackstrideError], str]] = {
    "missing path": (lambda p: p / "none", UsageError, "no such file or folder"),
    "empty folder": (lambda p: folder(p / "d", {}), WrongKindError, "holds no JSON files"),
    "folder of other JSON": (
        lambda p: folder(p / "d", {"a.json": {"x": 1}, "b.json": [1]}),
        WrongKindError,
        "none of the folder's 2 JSON files",
    ),
    "one broken file": (
        lambda p: with_file(clip(p / "d"), "a_000009_keypoints.json", '{"people": ['),
        UnreadableError,
        "a_000009_keypoints.json: the JSON is broken in line 1, column 13",
    ),
    "one empty file": (
        lambda p: with_file(clip(p / "d"), "a_000009_keypoints.json", " "),
        UnreadableError,
        "a_000009_keypoints.json: the file is empty",
    ),
    "nobody": (
        lambda p: folder(p / "d", {f"{n}.json": frame() for n in range(4)}),
        RefusedError,
        "nobody is seen in any frame",
    ),
    "only missing points": (
        lambda p: folder(p / "d", {f"{n}.json": frame({"pose_keypoints_2d": [0] * 75}) for n in range(4)}),
        RefusedError,
        "nobody is seen in any of the 4 frames",
    ),
    "one frame": (lambda p: clip(p / "d", 1), WrongKindError, "this is one frame"),
    "one frame as a file": (lambda p: one_file(p, frame(person(25))), WrongKindError, "one frame of a clip"),
    "no numbers": (
        lambda p: with_file(clip(p / "d"), "a_000009.json", frame({"pose_keypoints_2d": ["left"] * 75})),
        UnreadableError,
        "a_000009.json: something else stands where a number should: 'left'",
    ),
    "points are no list": (
        lambda p: with_file(clip(p / "d"), "a_000009.json", frame({"pose_keypoints_2d": 7})),
        UnreadableError,
        "are no list",
    ),
    "a person is no object": (
        lambda p: with_file(clip(p / "d"), "a_000009.json", {"people": [3]}),
        UnreadableError,
        "no JSON object",
    ),
    "3-D": (
        lambda p: folder(
            p / "d",
            {
                f"{n}.json": frame({"pose_keypoints_2d": [], "pose_keypoints_3d": [1.0] * 100})
                for n in range(3)
            },
        ),
        RefusedError,
        "points in space only",
    ),
    "mixed sets": (
        lambda p: with_file(clip(p / "d"), "a_000009.json", frame(person(26))),
        RefusedError,
        "sets of keypoints are mixed: a_000000_keypoints.json has 75 numbers a person, a_000009.json 78",
    ),
    "unknown set": (lambda p: clip(p / "d", count=19), RefusedError, "19 points a person fit no known set"),
    "a torn person": (
        lambda p: folder(p / "d", {f"{n}.json": frame({"pose_keypoints_2d": [1] * 74}) for n in range(3)}),
        RefusedError,
        "74 numbers a person are no whole points of 3",
    ),
    "no number in the name": (
        lambda p: with_file(clip(p / "d"), "last.json", frame()),
        UnreadableError,
        "last.json: the name holds no frame number",
    ),
    "two clips": (
        lambda p: with_file(clip(p / "d"), "b_000002.json", frame(person(25))),
        WrongKindError,
        r"two files have the frame number 2 \(a_000002_keypoints.json, b_000002.json\)",
    ),
    "numbers of no clip": (
        lambda p: one_file(
            p, [{"image_id": n, "keypoints": person(17)["pose_keypoints_2d"]} for n in (139, 785, 581929)]
        ),
        RefusedError,
        "3 frames are numbered from 139 to 581929",
    ),
    "other JSON": (lambda p: one_file(p, {"answers": 1}), WrongKindError, "holds no keypoints"),
    "no text": (lambda p: _bytes(p / "x.json", b"\xff\xfe\x00{"), UnreadableError, "no text"),
    "deep": (lambda p: one_file(p, "[" * 100_000), UnreadableError, "nested too deeply|broken"),
    "a result without points": (
        lambda p: one_file(p, [{"image_id": 1, "keypoints": [1, 2, 3]}, {"image_id": 2}]),
        UnreadableError,
        "frame 2 has a person without points",
    ),
    "a picture without number": (
        lambda p: one_file(p, [{"image_id": "last.jpg", "keypoints": [1, 2, 3]}]),
        UnreadableError,
        r"no frame number \(last.jpg\)",
    ),
    "MMPose in space": (
        lambda p: one_file(p, [{"instances": [{"keypoints": [[1, 2, 3]] * 17}]}] * 3),
        RefusedError,
        "frame 0 holds points in space",
    ),
    "shares without a frame": (lambda p: one_file(p, shares(fps=25)), RefusedError, "shares of the frame"),
    "world landmarks": (lambda p: one_file(p, world()), RefusedError, "metres round the hips"),
    "absurd rate in the file": (
        lambda p: one_file(p, shares(fps=1e5, width=640, height=360)),
        RefusedError,
        "frames a second are no camera's",
    ),
    "times backwards": (
        lambda p: one_file(p, [{"time": t, "landmarks": world()[0]} for t in (0.0, 0.2, 0.1)]),
        UnreadableError,
        "time does not go forward at frame 2",
    ),
    "another table": (
        lambda p: one_file(p, "date,km\n1,2\n", "x.csv"),
        WrongKindError,
        "header names no set of keypoints",
    ),
    "a table without rows": (lambda p: one_file(p, HEAD + "\n", "x.csv"), UnreadableError, "has no rows"),
    "text in a table": (
        lambda p: one_file(p, f"{HEAD}\n0,0,{CELLS}\n1,0.04,{CELLS.replace('100', 'left', 1)}\n", "x.csv"),
        UnreadableError,
        "'left' in line 3, column 3",
    ),
    "half a frame number": (
        lambda p: one_file(p, f"{HEAD}\n0.5,0,{CELLS}\n", "x.csv"),
        UnreadableError,
        "no whole number",
    ),
    "TRC of other labels": (
        lambda p: one_file(p, TRC.format(name="a_px.trc", label="LASI") + ROWS.format(z=0), "a_px.trc"),
        RefusedError,
        r"none of the 1 labels is a keypoint \(LASI\)",
    ),
    "TRC in space": (
        lambda p: one_file(p, TRC.format(name="a_px.trc", label="LHip") + ROWS.format(z=5), "a_px.trc"),
        RefusedError,
        "in space, not in the picture",
    ),
    "TRC of one point": (
        lambda p: one_file(p, TRC.format(name="a_px.trc", label="LHip") + ROWS.format(z=0), "a_px.trc"),
        RefusedError,
        "no points of hips, knees and ankles",
    ),
    "empty file": (lambda p: one_file(p, "", "x.csv"), UnreadableError, "the file is empty"),
    "binary": (lambda p: _bytes(p / "x.csv", b"a,b\x00"), UnreadableError, "binary data"),
}


def _bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("case", BROKEN)
def test_every_fault_has_one_sentence(tmp_path: Path, case: str) -> None:
    make, kind, says = BROKEN[case]
    with pytest.raises(kind, match=says) as caught:
        read_keypoints(make(tmp_path), None if "rate" in case or "times" in case else 25.0)
    assert type(caught.value) is kind
    assert caught.value.where
    assert caught.value.fix
    assert str(tmp_path) not in str(caught.value)


def test_without_a_rate_the_message_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no times and no rate") as caught:
        read_keypoints(clip(tmp_path / "d"), None)
    assert "--rate-hz" in str(caught.value)


@pytest.mark.parametrize("rate_hz", [0.0, -25.0, 0.5, 1e6, float("nan"), float("inf")])
def test_a_rate_no_camera_has(tmp_path: Path, rate_hz: float) -> None:
    with pytest.raises(UsageError, match="no camera's"):
        read_keypoints(clip(tmp_path / "d"), rate_hz)


def test_a_told_rate_wins_over_the_files_own(tmp_path: Path) -> None:
    data = shares(fps=25, width=640, height=360)
    read = read_keypoints(one_file(tmp_path, data), 100.0)
    assert read.rate_hz == pytest.approx(100.0)
    assert "Read at 100 Hz as told; the file says 25 Hz." in [note.text for note in read.notes]


def test_every_second_frame_has_no_gaps(tmp_path: Path) -> None:
    files = {f"{2 * n}.json": frame(person(25, 100.0 + n)) for n in range(6)}
    read = read_keypoints(folder(tmp_path / "d", files), 50.0)
    assert (read.rate_hz, len(read.time_s)) == (pytest.approx(25.0), 6)
    assert np.isfinite(read.points).all()
    assert read.notes[0].code == "every_nth_frame"


def test_pictures_with_large_numbers_begin_at_zero(tmp_path: Path) -> None:
    data = [{"image_id": 10_013_020_000 + n, "keypoints": person(17)["pose_keypoints_2d"]} for n in range(4)]
    assert read_keypoints(one_file(tmp_path, data), 25.0).time_s[0] == 0.0


def test_the_file_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    path = one_file(tmp_path, frame())
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableError, match="may not be read"):
        read_keypoints(path, 25.0)
    assert not is_keypoints(path)


def test_what_is_of_this_family(tmp_path: Path) -> None:
    assert is_keypoints(clip(tmp_path / "d"))
    assert is_keypoints(one_file(tmp_path, [1], "any.json"))
    assert is_keypoints(one_file(tmp_path, HEAD, "x.csv"))
    no = [
        folder(tmp_path / "empty", {}),
        folder(tmp_path / "other", {"a.json": {"analysis": 1}}),
        one_file(tmp_path, "date,km\n1,2\n", "runs.csv"),
        one_file(tmp_path, "", "none.trc"),
        _bytes(tmp_path / "x.c3d", b"\x02\x50\x00"),
        tmp_path / "nothing",
    ]
    assert [is_keypoints(path) for path in no] == [False] * len(no)


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
    path = _bytes(tmp_path / name, data)
    assert is_keypoints(path) in (True, False)
    with pytest.raises(BackstrideError):
        read_keypoints(path, 25.0)


@pytest.mark.shared
def test_a_real_folder_of_openpose(shared: Path) -> None:
    """88 frames, 63 with a person: a run from right to left in a picture of 1920 x 1080."""
    path = shared / REAL
    assert is_keypoints(path)
    read = read_keypoints(path, 25.0)
    points = read.points.to_numpy()
    assert points.shape == (88, 25, 2)
    assert np.isfinite(points).any(axis=(1, 2)).sum() == 63
    assert not (points == 0).all(axis=2).any()
    hips = read.points.sel(point="pelvis_centre", axis="x").to_numpy()
    seen = hips[np.isfinite(hips)]
    assert (len(seen), (np.diff(seen) <= 0).all()) == (61, True)
    assert read.width_px <= 1924
    assert read.height_px <= 1080
    for side in ("left", "right"):
        names = [f"{name}_{side}" for name in ("shoulder_centre", "hip_centre", "knee_centre", "heel")]
        down = read.points.sel(axis="y", point=names).to_numpy()[10:50]
        median = np.nanmedian(down, axis=0)
        assert median.tolist() == sorted(median)
    assert [note.code for note in read.notes] == ["frame_size_guessed"]
