"""The small video: every frame at its time, quickly sought, silent about its origin, the same twice."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.report.player.h264 import TICKS_HZ
from backstride.report.player.small_video import LONG_SIDE_PX, ON_THE_PAGE, small_size, small_video
from helpers.played import HEIGHT_PX, WIDTH_PX, need_video_extra, read_number, told_frames, uneven_times

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


@pytest.fixture(scope="module", autouse=True)
def _video_extra() -> None:
    need_video_extra()


@pytest.fixture(scope="module")
def video(_video_extra: None) -> bytes:
    return small_video(told_frames(uneven_times()), WIDTH_PX, HEIGHT_PX)


def decoded(video: bytes) -> list[VideoFrame]:
    import av

    with av.open(io.BytesIO(video)) as container:
        return list(container.decode(video=0))


def boxes(data: bytes, start: int = 0, end: int | None = None) -> list[tuple[bytes, int, int]]:
    """Kind, begin and end of the content of the boxes of an MP4 (ISO/IEC 14496-12, 4.2)."""
    found = []
    while start < (len(data) if end is None else end):
        size, kind = struct.unpack(">I4s", data[start : start + 8])
        found.append((kind, start + 8, start + size))
        start += size
    return found


def test_every_frame_is_there_at_its_time_to_a_tick(video: bytes) -> None:
    time_s = uneven_times()
    shown = decoded(video)
    assert [read_number(frame.to_ndarray(format="rgb24")) for frame in shown] == list(range(len(time_s)))
    assert np.allclose([frame.time for frame in shown], time_s - time_s[0], atol=0.51 / TICKS_HZ, rtol=0)


def test_the_last_frame_lasts_as_long_as_the_one_before(video: bytes) -> None:
    import av

    with av.open(io.BytesIO(video)) as container:
        stream = container.streams.video[0]
        length_s = float(stream.duration * stream.time_base)
    time_s = uneven_times()
    assert length_s == pytest.approx(time_s[-1] - time_s[0] + time_s[-1] - time_s[-2], abs=2e-4)


def test_frames_that_decode_alone_lie_a_quarter_of_a_second_apart(video: bytes) -> None:
    keys = np.array([frame.time for frame in decoded(video) if frame.key_frame])
    longest_space_s = float(np.diff(uneven_times()).max())
    assert keys[0] == 0
    assert np.diff(keys).min() >= ON_THE_PAGE.key_every_s - 1 / TICKS_HZ
    assert np.diff(keys).max() <= ON_THE_PAGE.key_every_s + longest_space_s


def test_nothing_is_said_about_where_it_comes_from_and_the_index_stands_first(video: bytes) -> None:
    import av

    kinds = [kind for kind, _, _ in boxes(video)]
    assert kinds.index(b"moov") < kinds.index(b"mdat")
    for word in (b"x264", b"Lavf", b"Lavc", b"\xa9too"):
        assert word not in video
    _, start, end = next(box for box in boxes(video) if box[0] == b"moov")
    _, header, _ = next(box for box in boxes(video, start, end) if box[0] == b"mvhd")
    assert video[header : header + 12] == bytes(12)  # version and flags, created, changed: never
    with av.open(io.BytesIO(video)) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_the_same_frames_give_the_same_bytes(video: bytes) -> None:
    assert small_video(told_frames(uneven_times()), WIDTH_PX, HEIGHT_PX) == video


def test_colours_come_back() -> None:
    wanted = [(200, 60, 30), (30, 90, 200), (40, 160, 60)]
    frames = [(k / 25, np.full((90, 160, 3), colour, np.uint8)) for k, colour in enumerate(wanted)]
    for frame, colour in zip(decoded(small_video(frames, 160, 90)), wanted, strict=True):
        assert int(frame.colorspace) == 1  # said to be BT.709 (ITU-T H.273), as converted
        shown = frame.reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709")
        assert np.abs(shown.to_ndarray().mean(axis=(0, 1)) - colour).max() < 6


def test_a_large_picture_is_made_small_and_stays_in_shape() -> None:
    video = small_video([(k / 30, np.zeros((1921, 1081, 3), np.uint8)) for k in range(2)], 1081, 1921)
    assert {(frame.width, frame.height) for frame in decoded(video)} == {(540, 960)}


def test_twelve_noisy_seconds_stay_within_what_a_report_may_weigh() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (60, 135, 240, 3), dtype=np.uint8)
    frames = ((k / 30, noise[k % 60]) for k in range(90))
    assert len(small_video(frames, 240, 135)) * 8 / 3 < 1.35 * float(ON_THE_PAGE.most_bit_s or 0)


@given(st.integers(2, 8000), st.integers(2, 8000))
def test_sizes_are_even_small_and_of_the_same_shape(width: int, height: int) -> None:
    small = small_size(width, height)
    assert max(small) <= LONG_SIDE_PX + 1
    assert all(side % 2 == 0 and side >= 2 for side in small)
    scale = min(1.0, LONG_SIDE_PX / max(width, height))
    assert all(abs(got - max(2, was * scale)) <= 1 for got, was in zip(small, (width, height), strict=True))


@settings(max_examples=10)
@given(st.lists(st.integers(3, 400), min_size=1, max_size=12))
def test_any_rising_times_are_kept(spaces_ms: list[int]) -> None:
    time_s = np.concatenate([[7.0], 7.0 + np.cumsum(spaces_ms) / 1000])
    shown = decoded(small_video(told_frames(time_s), WIDTH_PX, HEIGHT_PX))
    assert np.allclose([frame.time for frame in shown], time_s - 7.0, atol=0.51 / TICKS_HZ, rtol=0)


def test_no_frame_and_time_that_stands_are_refused() -> None:
    image = np.zeros((90, 160, 3), np.uint8)
    with pytest.raises(ValueError, match="no frame"):
        small_video([], 160, 90)
    with pytest.raises(ValueError, match="forward in time"):
        small_video([(0.1, image), (0.1, image)], 160, 90)
