"""The door of ready-made keypoints: what is of this family, rates told and not, a real folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backstride.errors import UnreadableError, UsageError
from backstride.read.keypoints import is_keypoints, read_keypoints
from helpers.keypoint_files import TABLE_HEAD, clip, folder, frame, one_file, person, shares, with_bytes

REAL = "keypoints/radluy_side_body25"


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
    assert is_keypoints(one_file(tmp_path, TABLE_HEAD, "x.csv"))
    no = [
        folder(tmp_path / "empty", {}),
        folder(tmp_path / "other", {"a.json": {"analysis": 1}}),
        one_file(tmp_path, "date,km\n1,2\n", "runs.csv"),
        one_file(tmp_path, "", "none.trc"),
        with_bytes(tmp_path / "x.c3d", b"\x02\x50\x00"),
        tmp_path / "nothing",
    ]
    assert [is_keypoints(path) for path in no] == [False] * len(no)


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
