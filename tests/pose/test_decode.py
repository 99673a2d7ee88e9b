"""Frames come out whole, upright and at their true times."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backstride.pose.decode import frames, video_info
from helpers.clips import HALF, QUARTER_CLOCKWISE, corner_lit, grey, turn, write_clip


def test_times_are_those_of_the_file_at_a_variable_rate(tmp_path: Path) -> None:
    times_ms = [0, 33, 67, 150, 151, 400, 417, 1000]
    clip = write_clip(tmp_path / "a.mp4", grey(8), times_ms=times_ms)
    assert [frame.time_s for frame in frames(clip)] == pytest.approx([t / 1000 for t in times_ms], abs=1e-4)


@pytest.mark.parametrize("first", [0, 3, 10, 17, 24])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi"])
def test_a_piece_is_the_same_frames_as_the_whole(tmp_path: Path, first: int, suffix: str) -> None:
    clip = write_clip(tmp_path / f"a{suffix}", grey(25))
    whole = list(frames(clip))
    assert len(whole) == 25
    edges = [frame.time_s for frame in whole] + [np.inf]
    piece = list(frames(clip, edges[first], edges[min(first + 7, 25)]))
    assert [one.time_s for one in piece] == edges[first : min(first + 7, 25)]
    for one, other in zip(piece, whole[first:], strict=False):
        np.testing.assert_array_equal(one.image(), other.image())


@pytest.mark.parametrize(
    ("matrix", "shape", "lit"),
    [
        ((1, 0, 0, 1), (64, 96), (0, 0)),
        (QUARTER_CLOCKWISE, (96, 64), (0, 1)),
        (HALF, (64, 96), (1, 1)),
        ((0, -1, 1, 0), (96, 64), (1, 0)),
    ],
)
def test_a_rotation_tag_turns_the_picture(
    tmp_path: Path, matrix: tuple[int, int, int, int], shape: tuple[int, int], lit: tuple[int, int]
) -> None:
    clip = turn(write_clip(tmp_path / "a.mp4", corner_lit(5)), matrix)
    info = video_info(clip)
    image = next(frames(clip)).image()
    assert image.shape == (*shape, 3)
    assert (info.height_px, info.width_px) == shape
    rows, columns = np.array_split(np.arange(shape[0]), 2), np.array_split(np.arange(shape[1]), 2)
    means = [[image[np.ix_(r, c)].mean() for c in columns] for r in rows]
    assert np.unravel_index(np.argmax(means), (2, 2)) == lit


def test_the_header_tells_size_rate_and_length(tmp_path: Path) -> None:
    info = video_info(write_clip(tmp_path / "a.mp4", grey(25)))
    assert (info.width_px, info.height_px, info.frames, info.rotation_deg) == (96, 64, 25, 0)
    assert info.rate_hz == pytest.approx(25.0)
    assert info.duration_s == pytest.approx(1.0)
    assert info.capture_rate_hz is None


def test_frames_are_decoded_one_at_a_time(tmp_path: Path) -> None:
    stream = frames(write_clip(tmp_path / "a.mp4", grey(25)))
    assert next(stream).time_s == 0.0
    stream.close()  # leaves the rest undecoded and the file closed; an open one would warn, and warnings fail


def test_a_slow_motion_tag_is_read(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", grey(5), metadata={"com.android.capture.fps": "240.000000"})
    assert video_info(clip).capture_rate_hz == 240.0
