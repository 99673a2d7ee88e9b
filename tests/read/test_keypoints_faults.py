"""What is refused at the door of ready-made keypoints, and in which words: one fault in each file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backstride.errors import BackstrideError, RefusedError, UnreadableError, UsageError, WrongKindError
from backstride.read.keypoints import read_keypoints
from helpers.keypoint_files import (
    TABLE_HEAD,
    clip,
    folder,
    frame,
    one_file,
    person,
    shares,
    with_bytes,
    with_file,
    world,
)

TRC = (
    "PathFileType\t4\t(X/Y/Z)\t{name}\nDataRate\tNumFrames\tNumMarkers\tUnits\n25\t3\t1\tpx\n"
    "Frame#\tTime\t{label}\n\t\tX1\tY1\tZ1\n"
)
ROWS = "".join(f"{n}\t{n / 25}\t{10 + n}\t20\t{{z}}\n" for n in range(3))
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
    "no text": (lambda p: with_bytes(p / "x.json", b"\xff\xfe\x00{"), UnreadableError, "no text"),
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
    "a table without rows": (
        lambda p: one_file(p, TABLE_HEAD + "\n", "x.csv"),
        UnreadableError,
        "has no rows",
    ),
    "text in a table": (
        lambda p: one_file(
            p, f"{TABLE_HEAD}\n0,0,{CELLS}\n1,0.04,{CELLS.replace('100', 'left', 1)}\n", "x.csv"
        ),
        UnreadableError,
        "'left' in line 3, column 3",
    ),
    "half a frame number": (
        lambda p: one_file(p, f"{TABLE_HEAD}\n0.5,0,{CELLS}\n", "x.csv"),
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
    "binary": (lambda p: with_bytes(p / "x.csv", b"a,b\x00"), UnreadableError, "binary data"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_every_fault_has_one_sentence(tmp_path: Path, case: str) -> None:
    make, kind, says = BROKEN[case]
    with pytest.raises(kind, match=says) as caught:
        read_keypoints(make(tmp_path), None if "rate" in case or "times" in case else 25.0)
    assert type(caught.value) is kind
    assert caught.value.where
    assert caught.value.fix
    assert str(tmp_path) not in str(caught.value)
