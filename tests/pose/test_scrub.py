"""A scrubbed copy shows no head that was ever found, keeps every frame time and carries nothing else."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import BackstrideError, RefusedError, UsageError
from backstride.pose.decode import frames, video_info
from backstride.pose.engine import Pose
from backstride.pose.everybody import FOLLOW_EVERY_S, squares
from backstride.pose.face import HOLD_S, HeadTrack, body_top, cover_at, head_of, joined
from backstride.pose.region import Region
from backstride.pose.scrub import GREY, cover, scrub
from backstride.pose.skeleton import skeleton
from helpers.bright import BRIGHT, HEAD_PX, BrightEngine, brightest, heads_clip, point_at, region_of
from helpers.clips import QUARTER_CLOCKWISE, turn, write_clip

ENGINE = BrightEngine()
NAMES = ENGINE.point_names
SIZE = (320, 200)
SHOWS = 145  # a dim head is 150, the patch 96: a frame brighter than this shows a head


def pose_at(head: tuple[float, float], *, unsure: tuple[str, ...] = (), scale: float = 1.0) -> Pose:
    """A body with its head there, seen from in front; points whose name begins so are unsure."""
    middle = np.array(head)
    points = np.array([middle + scale * (point_at(name, middle) - middle) for name in NAMES])
    sure = np.array([0.1 if name.startswith(unsure) and unsure else 0.9 for name in NAMES])
    at = region_of(middle)
    hips_y = head[1] + scale * (at.y_px - head[1])
    return Pose(points, sure, None, 1.0, Region(at.x_px, hips_y, scale * at.side_px))


# --- one head


@given(
    x=st.floats(-500, 500), y=st.floats(-500, 500), scale=st.floats(0.2, 5.0), unsure=st.sampled_from([0, 1])
)
def test_the_box_moves_and_grows_with_the_body(x: float, y: float, scale: float, unsure: int) -> None:
    hidden = ("nose", "eye", "ear", "mouth") if unsure else ()
    box = head_of(pose_at((0, 0), unsure=hidden), NAMES).box_px
    moved = head_of(pose_at((x, y), unsure=hidden, scale=scale), NAMES).box_px
    np.testing.assert_allclose(moved, scale * box + [x, y, x, y], atol=1e-6)


@pytest.mark.parametrize("unsure", [(), ("nose", "eye"), ("nose", "eye", "ear", "mouth")])
def test_the_whole_head_is_in_the_box(unsure: tuple[str, ...]) -> None:
    head = head_of(pose_at((100, 80), unsure=unsure), NAMES)
    assert not head.from_body
    assert (head.box_px[:2] <= [100 - HEAD_PX / 2, 80 - HEAD_PX / 2]).all()
    assert (head.box_px[2:] >= [100 + HEAD_PX / 2, 80 + HEAD_PX / 2]).all()
    assert (head.box_px[2:] - head.box_px[:2] < 3 * HEAD_PX).all()


def test_without_face_and_shoulders_the_top_third_of_the_body_is_taken() -> None:
    pose = pose_at((100, 80), unsure=("nose", "eye", "ear", "mouth", "shoulder"))
    head = head_of(pose, NAMES)
    assert head.from_body
    side, at = pose.region.side_px, pose.region
    wanted = [at.x_px - side / 2, at.y_px - side / 2, at.x_px + side / 2, at.y_px - side / 6]
    np.testing.assert_allclose(head.box_px, wanted)


def test_the_top_third_turns_with_a_body_that_lies() -> None:
    box = body_top(Region(0.0, 0.0, 90.0, np.pi / 2)).box_px  # head to the right
    np.testing.assert_allclose(box, [15.0, -45.0, 45.0, 45.0], atol=1e-9)


# --- through time


def track(times_s: np.ndarray, place: np.ndarray, half_px: float = 10.0) -> HeadTrack:
    return HeadTrack(times_s, np.hstack([place - half_px, place + half_px]), np.zeros(len(times_s), bool))


@given(
    pace=st.tuples(st.floats(-2000, 2000), st.floats(-500, 500)),
    gaps_s=st.lists(st.floats(0.01, 0.9), min_size=1, max_size=12),
    share=st.floats(0, 1),
)
def test_a_head_that_moves_evenly_is_covered_between_any_two_sightings(
    pace: tuple[float, float], gaps_s: list[float], share: float
) -> None:
    times = np.concatenate([[0.0], np.cumsum(gaps_s)])
    whole = track(times, times[:, None] * np.array(pace))
    time_s = share * float(times[-1])
    box = cover_at(whole, time_s)
    assert box is not None
    place = time_s * np.array(pace)
    assert (box[:2] <= place - 10 + 1e-6).all()
    assert (box[2:] >= place + 10 - 1e-6).all()
    assert np.ptp(box.reshape(2, 2), axis=0) == pytest.approx([20, 20], abs=1e-6)


@given(phase=st.floats(0, 2 * np.pi), share=st.floats(0, 1))
def test_a_head_that_bobs_is_covered_whole_at_the_rate_it_is_followed(phase: float, share: float) -> None:
    """2.8 bobs a second of 10 cm; a head of 23 cm at 2 px a cm in a box a seventh larger."""

    def height(time_s: np.ndarray) -> np.ndarray:
        return 10.0 * np.sin(2 * np.pi * 2.8 * time_s + phase)

    times = np.arange(0, 2.01, FOLLOW_EVERY_S)
    whole = track(times, np.column_stack([100 * times, height(times)]), 46 * 1.15 / 2)
    box = cover_at(whole, 2.0 * share)
    assert box is not None
    middle = float(height(np.array(2.0 * share)))
    assert box[1] <= middle - 23
    assert box[3] >= middle + 23


def test_a_cover_holds_before_the_first_and_after_the_last_sighting_and_no_longer() -> None:
    whole = track(np.array([1.0, 1.2]), np.array([[100.0, 50.0], [140.0, 50.0]]))
    assert cover_at(whole, 1.0 - HOLD_S - 0.01) is None
    assert cover_at(whole, 1.2 + HOLD_S + 0.01) is None
    after = cover_at(whole, 1.4)
    assert after is not None
    assert after[0] <= 130  # where it was last
    assert after[2] >= 190 - 1e-6  # where its pace leads


def test_somebody_lost_for_a_moment_is_covered_meanwhile() -> None:
    times = np.arange(0, 1, 0.1)
    before = track(times, np.column_stack([200 * times, np.full(10, 50.0)]))
    back = track(times + 1.8, np.column_stack([200 * (times + 1.8), np.full(10, 50.0)]))
    whole = joined([back, before])
    assert len(whole) == 1
    box = cover_at(whole[0], 1.35)
    assert box is not None
    np.testing.assert_allclose(box, [260, 40, 280, 60], atol=1e-6)


@pytest.mark.parametrize(("gap_s", "away_px"), [(1.1, 0.0), (0.5, 400.0)])
def test_lost_for_long_or_seen_elsewhere_is_another_track(gap_s: float, away_px: float) -> None:
    times = np.arange(0, 1, 0.1)
    before = track(times, np.zeros((10, 2)))
    other = track(times + 0.9 + gap_s, np.full((10, 2), away_px))
    assert len(joined([before, other])) == 2


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


def walk(count: int, start: tuple[float, float], step: tuple[float, float]) -> np.ndarray:
    return np.array(start) + np.arange(count)[:, None] * np.array(step)


def two_people(path: Path, *, seen: np.ndarray | None = None, size: tuple[int, int] = SIZE, **how) -> Path:
    """A runner who crosses and somebody who stands, 50 frames, each head bright where it is seen."""
    count = 50
    seen = np.ones(count, bool) if seen is None else seen
    paths = [walk(count, (40, 60), (4, 0)), walk(count, (280, 120), (0, 0.2))]
    return write_clip(path, heads_clip(paths, seen, size), **how)


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


# --- refusals


def test_the_clip_itself_and_files_of_somebody_else_are_never_written_over(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    before = clip.read_bytes()
    (tmp_path / "link.mp4").symlink_to(clip)
    (tmp_path / "other.mp4").write_bytes(b"another run")
    for name, words in (
        ("a.mp4", "replace the clip itself"),
        ("link.mp4", "replace the clip itself"),
        ("other.mp4", "already"),
        ("b.avi", "MP4"),
    ):
        with pytest.raises(UsageError, match=words):
            scrub(clip, tmp_path / name, BrightEngine)
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(UsageError, match="folder"):
        scrub(clip, tmp_path / "folder.mp4", BrightEngine)
    assert clip.read_bytes() == before
    assert (tmp_path / "other.mp4").read_bytes() == b"another run"


def test_an_earlier_copy_is_replaced(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    (tmp_path / "a-scrubbed.mp4").write_bytes(b"half of it")
    scrub(clip, None, BrightEngine, cores=1)
    assert video_info(tmp_path / "a-scrubbed.mp4").frames == 50


def test_a_clip_of_nobody_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4", seen=np.zeros(50, bool))
    with pytest.raises(RefusedError, match="nobody is found"):
        scrub(clip, None, BrightEngine)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file may grow beyond this meanwhile: as a full disk, but kinder."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    with files_end_at(3000), pytest.raises(BackstrideError, match="scrubbed copy cannot be written") as stop:
        scrub(clip, None, BrightEngine, cores=1)
    assert "--out" in str(stop.value)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


class Interrupted(BrightEngine):
    """Somebody presses Ctrl-C while heads are looked for."""

    def people(self, _image):
        raise KeyboardInterrupt


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    with pytest.raises(KeyboardInterrupt):
        scrub(clip, None, Interrupted)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]
