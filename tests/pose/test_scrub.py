"""A scrubbed copy shows no head that was ever found, keeps every frame time and carries nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.pose.decode import frames, video_info
from backstride.pose.everybody import squares
from backstride.pose.face import HOLD_S
from backstride.pose.scrub import GREY, cover, scrub
from backstride.pose.skeleton import skeleton
from helpers.bright import BRIGHT, HEAD_PX, BrightEngine, brightest, heads_clip, point_at
from helpers.clips import QUARTER_CLOCKWISE, turn, write_clip
from helpers.two_people import SHOWS, SIZE, two_people, walk

NAMES = BrightEngine().point_names


# --- the picture


def test_a_patch_fills_whole_pixels_and_nothing_else() -> None:
    image = np.zeros((10, 20, 3), np.uint8)
    assert cover(image, np.array([2.6, -3.0, 4.2, 1.1]))
    wanted = np.zeros((10, 20, 3), np.uint8)
    wanted[0:2, 2:5] = GREY
    np.testing.assert_array_equal(image, wanted)
    assert not cover(image, np.array([-9.0, 2.0, -1.0, 5.0]))
    np.testing.assert_array_equal(image, wanted)


@given(
    size=st.tuples(st.integers(64, 3840), st.integers(64, 3840)),
    at=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_whoever_is_small_is_whole_in_some_square(size: tuple[int, int], at: tuple[float, float]) -> None:
    found = list(squares(*size))
    assert all(
        0 <= left < right <= size[0] and 0 <= top < bottom <= size[1] for left, top, right, bottom in found
    )
    if not found:
        assert max(size) < 2 * 224
        return
    side = min(max(right - left, bottom - top) for left, top, right, bottom in found)
    small = np.minimum(side / 3 - 2, size)
    low = np.array(at) * (np.array(size) - small)
    high = low + small
    assert any(
        left <= low[0] and top <= low[1] and high[0] <= right and high[1] <= bottom
        for left, top, right, bottom in found
    )


# --- the file


def test_every_head_is_covered_in_every_frame(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    assert min(brightest(clip)) > SHOWS
    done = scrub(clip, None, BrightEngine, cores=2)
    assert done.path == tmp_path / "a-scrubbed.mp4"
    assert max(brightest(done.path)) < SHOWS
    assert (done.frames, done.covered, done.from_body, done.nobody_s) == (50, 50, 0, ())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a-scrubbed.mp4", "a.mp4"]


def test_a_head_at_the_lower_edge_is_covered_too(tmp_path: Path) -> None:
    """Somebody close to the camera, hips below the frame."""
    images = heads_clip([walk(20, (60, 188 - HEAD_PX / 2), (3, 0))], np.ones(20, bool), SIZE)
    done = scrub(write_clip(tmp_path / "a.mp4", images), None, BrightEngine, cores=1)
    assert max(brightest(done.path)) < SHOWS
    assert done.from_body == 0


def test_a_head_that_the_engine_misses_for_a_while_stays_covered(tmp_path: Path) -> None:
    seen = np.ones(50, bool)
    seen[[0, 1, *range(18, 30), 48, 49]] = False  # at both ends, and for 0.48 s
    clip = two_people(tmp_path / "a.mp4", seen=seen)
    done = scrub(clip, tmp_path / "b.mp4", BrightEngine, cores=1)
    assert max(brightest(done.path)) < SHOWS


def test_where_nobody_was_found_is_told(tmp_path: Path) -> None:
    seen = np.arange(50) < 20
    done = scrub(two_people(tmp_path / "a.mp4", seen=seen), None, BrightEngine, cores=1)
    assert len(done.nobody_s) == 1
    start_s, stop_s = done.nobody_s[0]
    assert start_s == pytest.approx(0.76 + HOLD_S, abs=0.1)
    assert stop_s == pytest.approx(1.96)
    assert done.covered == round(start_s * 25)


def test_times_and_size_stay_at_a_variable_rate_that_begins_late(tmp_path: Path) -> None:
    times_ms = [500 + 37 * k + (k % 7) * 3 for k in range(50)]
    clip = two_people(tmp_path / "a.mp4", times_ms=times_ms)
    done = scrub(clip, None, BrightEngine, cores=1)
    assert [frame.time_s for frame in frames(done.path)] == [frame.time_s for frame in frames(clip)]
    assert video_info(done.path).width_px == SIZE[0]
    assert video_info(done.path).height_px == SIZE[1]


def test_a_rotation_tag_becomes_the_pixels_and_odd_sizes_grow_by_one(tmp_path: Path) -> None:
    clip = turn(two_people(tmp_path / "a.mp4", size=(SIZE[0], 198)), QUARTER_CLOCKWISE)
    done = scrub(clip, None, BrightEngine, cores=1)
    copy = video_info(done.path)
    assert (copy.rotation_deg, copy.width_px, copy.height_px) == (0, 198, SIZE[0])
    odd = two_people(tmp_path / "odd.mkv", size=(319, 199), codec="ffv1")
    copy = video_info(scrub(odd, None, BrightEngine, cores=1).path)
    assert (copy.width_px, copy.height_px) == SIZE


def test_colours_stay(tmp_path: Path) -> None:
    image = np.zeros((300, 480, 3), np.uint8)
    image[:, :160], image[:, 160:320], image[:, 320:] = (150, 40, 30), (20, 120, 50), (30, 60, 160)
    image[40 : 40 + HEAD_PX, 40 : 40 + HEAD_PX] = BRIGHT
    clip = write_clip(tmp_path / "a.mp4", [image] * 12)
    before = next(frames(clip)).image()
    after = next(frames(scrub(clip, None, BrightEngine, cores=1).path)).image()
    for column in (80, 240, 400):
        apart = before[150:290, column - 50 : column + 50].mean((0, 1)) - after[
            150:290, column - 50 : column + 50
        ].mean((0, 1))
        assert np.abs(apart).max() < 4


def test_nothing_but_the_picture_is_in_the_copy(tmp_path: Path) -> None:
    import av

    told = {
        "location": "+46.9481+007.4474/",
        "creation_time": "2024-05-01T10:00:00.000000Z",
        "com.apple.quicktime.model": "A phone",
        "title": "My run",
    }
    clip = with_sound(two_people(tmp_path / "a.mp4"), tmp_path / "b.mp4", told)
    assert b"A phone" in clip.read_bytes()
    done = scrub(clip, None, BrightEngine, cores=1)
    with av.open(str(done.path)) as copy:
        assert [stream.type for stream in copy.streams] == ["video"]
        assert set(copy.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
        assert set(copy.streams.video[0].metadata) <= {"language", "handler_name"}
    content = done.path.read_bytes()
    assert not [
        word for word in (b"A phone", b"My run", b"+46.9", b"2024", b"Lavf", b"\xa9xyz") if word in content
    ]


def with_sound(clip: Path, path: Path, told: dict[str, str]) -> Path:
    """The clip with a second of a tone, and tags."""
    import av

    with (
        av.open(str(clip)) as before,
        av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as out,
    ):
        out.metadata.update(told)
        picture = out.add_stream_from_template(before.streams.video[0])
        sound = out.add_stream("aac", rate=8000, layout="mono")
        for packet in before.demux(video=0):
            if packet.size:
                packet.stream = picture
                out.mux(packet)
        tone = np.sin(np.arange(8000) / 3).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
        frame.sample_rate = 8000
        out.mux([*sound.encode(frame), *sound.encode(None)])
    return path


def test_the_same_clip_gives_the_same_bytes(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    one, two = (scrub(clip, tmp_path / f"{n}.mp4", BrightEngine, cores=n).path for n in (1, 2))
    assert one.read_bytes() == two.read_bytes()


def test_the_figure_alone_shows_nothing_of_the_picture(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    done = scrub(clip, None, BrightEngine, whole_frame=True, cores=1)
    images = [frame.image() for frame in frames(done.path)]
    assert done.covered > 40
    assert all(np.median(image) < 5 for image in images)  # the clip's ground is 30
    assert all(30 < (image > 60).any(axis=2).sum() < 0.05 * image[..., 0].size for image in images[5:45])


def test_a_figure_leaves_out_what_is_not_known() -> None:
    places = {name: point_at(name, np.array([100.0, 40.0])) for name in NAMES}
    whole = skeleton(places, 200, 240)
    places["knee_centre_left"] = np.array([np.nan, 3.0])
    less = skeleton(places, 200, 240)
    assert 0 < (less > 0).sum() < (whole > 0).sum()
    assert not skeleton({}, 200, 240).any()
