"""Where a head is in one frame, and the cover that goes with it through time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.pose.engine import Pose
from backstride.pose.everybody import FOLLOW_EVERY_S
from backstride.pose.face import HOLD_S, HeadTrack, body_top, cover_at, head_of, joined
from backstride.pose.region import Region
from helpers.bright import HEAD_PX, BrightEngine, point_at, region_of

NAMES = BrightEngine().point_names


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
