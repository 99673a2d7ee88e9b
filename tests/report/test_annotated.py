"""The annotated copy: every frame at its time, marks where the points are, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backstride.errors import BackstrideError
from backstride.report.annotated import annotate
from backstride.report.frame_marks import COLOURS, Moment, marked
from backstride.report.player.skeleton import drawn_points
from helpers.played import (
    CONTACTS,
    HEIGHT_PX,
    WIDTH_PX,
    clip,
    contacts,
    need_video_extra,
    told_frames,
    uneven_times,
)

Image = NDArray[np.uint8]
GREY = 90


@pytest.fixture(scope="module", autouse=True)
def _video_extra() -> None:
    need_video_extra()


def grey(time_s: NDArray[np.float64]) -> list[tuple[float, Image]]:
    return [(time, np.full((HEIGHT_PX, WIDTH_PX, 3), GREY, np.uint8)) for time in time_s.tolist()]


def copied(path: Path) -> list[tuple[float, Image]]:
    import av

    with av.open(str(path)) as container:
        return [(frame.time, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def moment(*standing: str) -> Moment:
    at = {name: places[0] for name, places in drawn_points(clip(uneven_times(2)).keypoints).items()}
    return Moment(at, frozenset(standing), 1.234)  # type: ignore[arg-type]


def coloured(image: Image, side: str) -> NDArray[np.bool_]:
    return np.all(np.abs(image.astype(int) - COLOURS[side]) < 25, axis=2)  # type: ignore[index]


def test_a_line_of_the_left_leg_is_whole_and_one_of_the_right_has_gaps() -> None:
    image = np.full((HEIGHT_PX * 4, WIDTH_PX * 4, 3), GREY, np.uint8)
    at = {name: place * 4 for name, place in moment().places.items()}
    drawn = marked(image, Moment(at, frozenset(), 0.0))
    for side, whole in (("left", True), ("right", False)):
        hip, knee = at[f"hip_centre_{side}"], at[f"knee_centre_{side}"]
        along = np.round(hip + (knee - hip) * np.linspace(0.25, 0.95, 80)[:, None]).astype(int)
        on = coloured(drawn, side)[along[:, 1], along[:, 0]]
        assert on.all() == whole
        assert on.mean() > 0.3


def test_the_frame_given_is_left_as_it_was() -> None:
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), GREY, np.uint8)
    assert (marked(image, moment()) != image).any()
    assert (image == GREY).all()


def test_a_foot_that_stands_is_drawn_thicker_and_its_box_is_filled() -> None:
    image = np.full((HEIGHT_PX * 3, WIDTH_PX * 3, 3), GREY, np.uint8)
    at = {name: place * 3 for name, place in moment().places.items()}
    swings, stands = (
        coloured(marked(image, Moment(at, frozenset(feet), 0.0)), "left") for feet in ((), ("left",))
    )
    foot = np.array([at["heel_left"], at["toe_left"]]).round().astype(int)
    around = np.s_[foot[:, 1].min() - 6 : foot[:, 1].max() + 7, foot[:, 0].min() : foot[:, 0].max()]
    assert stands[around].sum() > 1.3 * swings[around].sum()
    corner = np.s_[: HEIGHT_PX // 2, : WIDTH_PX // 2]
    assert stands[corner].sum() > swings[corner].sum()


def test_a_point_that_was_not_seen_draws_nothing_there() -> None:
    places = dict(moment().places)
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), GREY, np.uint8)
    unseen = {name: np.full(2, np.nan) for name in places}
    words_only = marked(image, Moment(unseen, frozenset(), 1.234))
    assert (words_only == marked(image, Moment({}, frozenset(), 1.234))).all()


def test_every_frame_is_copied_at_its_time_without_sound_or_a_note(tmp_path: Path) -> None:
    import av

    time_s = uneven_times()
    out, done = tmp_path / "copy.mp4", list[int]()
    annotate(grey(time_s), clip(time_s), contacts(1.5), out, done.append)
    shown = copied(out)
    assert np.allclose([time for time, _ in shown], time_s - time_s[0], atol=1e-5)
    assert done == list(range(1, len(time_s) + 1))
    with av.open(str(out)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
    assert b"x264" not in out.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.mp4"]


def test_marks_follow_the_body_and_stand_only_during_a_contact(tmp_path: Path) -> None:
    time_s = uneven_times()
    annotate(grey(time_s), clip(time_s), contacts(1.5), tmp_path / "copy.mp4")
    box = np.s_[2 : HEIGHT_PX // 4, 2:30]  # where the boxes of both feet stand
    filled = [coloured(image, "left")[box].sum() for _, image in copied(tmp_path / "copy.mp4")]
    left = [(strike, off) for side, strike, off in CONTACTS if side == "left"]
    stands = np.array([any(1.5 + a <= time < 1.5 + b for a, b in left) for time in time_s])
    assert min(np.array(filled)[stands]) > 1.2 * max(np.array(filled)[~stands])


def test_contacts_of_slow_motion_lie_on_the_clock_of_the_run(tmp_path: Path) -> None:
    time_s = uneven_times()
    feet = [
        c.model_copy(update={"foot_strike_s": c.foot_strike_s / 4, "toe_off_s": c.toe_off_s / 4})
        for c in contacts(1.5)
    ]
    for name, slow, told in (("slow", 4.0, feet), ("real", 1.0, contacts(1.5))):
        annotate(grey(time_s), clip(time_s, slow_motion=slow), told, tmp_path / f"{name}.mp4")
    box = np.s_[2 : HEIGHT_PX // 4, 2:30]
    counts = [
        [int(coloured(image, "left")[box].sum() > 40) for _, image in copied(tmp_path / f"{name}.mp4")]
        for name in ("slow", "real")
    ]
    assert counts[0] == counts[1]
    assert 0 < sum(counts[0]) < len(time_s)


def test_a_frame_that_is_none_of_the_clips_gets_no_body(tmp_path: Path) -> None:
    time_s = uneven_times(4)
    beside = grey(time_s + 0.008)
    annotate(beside, clip(time_s), (), tmp_path / "copy.mp4")
    legs = np.s_[HEIGHT_PX // 3 :, :]
    assert all(
        np.abs(image[legs].astype(int) - GREY).max() < 12 for _, image in copied(tmp_path / "copy.mp4")
    )


def test_odd_sides_lose_a_pixel(tmp_path: Path) -> None:
    frames = [(time, np.zeros((121, 201, 3), np.uint8)) for time in (1.5, 1.53)]
    annotate(frames, clip(uneven_times(2)), (), tmp_path / "copy.mp4")
    assert {image.shape for _, image in copied(tmp_path / "copy.mp4")} == {(120, 200, 3)}


def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "copy.mp4"
    out.write_bytes(b"old")

    def broken() -> Iterator[tuple[float, Image]]:
        yield from told_frames(uneven_times(5))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate(broken(), clip(uneven_times(5)), (), out)
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["copy.mp4"]
    with pytest.raises(ValueError, match="no frame"):
        annotate([], clip(uneven_times(5)), (), out)
    assert out.read_bytes() == b"old"


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BackstrideError, match="annotated video cannot be written"):
        annotate(grey(uneven_times(2)), clip(uneven_times(2)), (), tmp_path / "file" / "copy.mp4")


def test_contacts_of_another_recording_are_not_drawn(tmp_path: Path) -> None:
    time_s = uneven_times(8)
    other = contacts(1.4, recording="another")
    for name, feet in (("other", other), ("none", ())):
        annotate(grey(time_s), clip(time_s), feet, tmp_path / f"{name}.mp4")
    assert (tmp_path / "other.mp4").read_bytes() == (tmp_path / "none.mp4").read_bytes()
