"""Left and right put right over a clip: exchanges made on purpose in what a virtual camera sees."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.model.arrays import BoolArray
from backstride.model.keypoints import Keypoints
from backstride.pose.camera import Camera
from backstride.pose.side_points import body_size_px, exchange_limbs, limb_names
from backstride.pose.sides import solve_sides
from backstride.synth.filmed import filmed, places_of
from backstride.synth.presets import usual
from backstride.synth.runner import synthesise

CLOCK_S = 1.0
FEET = [f"{name}_{side}" for name in ("ankle_centre", "heel", "toe") for side in ("left", "right")]


@cache
def places(speed_mps: float = 3.0) -> xr.DataArray:
    wishes = {"duration_s": 5.0, "marker_rate_hz": 100.0}
    return places_of(synthesise(usual(speed_mps).model_copy(update=wishes)))


def seen(
    rate_hz: float = 60.0, yaw_deg: float = 0.0, speed_mps: float = 3.0, jitter: float = 0.01
) -> Keypoints:
    """A run from its right side, turned by a yaw, with jitter in shares of the trunk's length."""
    there = places(speed_mps)
    yaw = np.radians(yaw_deg)
    place_m = np.nanmean(there.to_numpy(), axis=(0, 1)) + 6.0 * np.array([np.sin(yaw), 0.0, np.cos(yaw)])
    clean = filmed(there, Camera(place_m, 1920, 1080, focal_px=1900.0, heading_rad=-yaw), rate_hz)
    noise = np.random.default_rng(3).standard_normal(clean.points.shape)
    return replace(clean, points=clean.points + jitter * body_size_px(clean) * noise)


def in_frames(clip: Keypoints, *spans: tuple[int, int]) -> BoolArray:
    frames = np.zeros(len(clip.time_s), dtype=bool)
    for first, end in spans:
        frames[first:end] = True
    return frames


def legs_exchanged(clip: Keypoints, frames: BoolArray) -> Keypoints:
    return exchange_limbs(clip, frames, limb_names("legs"))


def with_points(clip: Keypoints, names: list[str], frames: BoolArray, values: object) -> Keypoints:
    points = clip.points.copy()
    points.loc[{"point": names, "time": clip.time_s[frames]}] = values
    return replace(clip, points=points)


def assert_right(solved: Keypoints, truth: Keypoints) -> None:
    known = solved.points.notnull()
    assert float((solved.points - truth.points).where(known, 0.0).__abs__().max()) == 0.0


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0, 240.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 15.0])
def test_a_clip_without_an_exchange_stays_as_it_is(rate_hz: float, yaw_deg: float) -> None:
    clip = seen(rate_hz, yaw_deg)
    solved = solve_sides(clip)
    assert not solved.exchanged.any()
    assert solved.doubtful.mean() < 0.005
    assert solved.evidence.label_share == 1.0
    assert solved.evidence.anti_phase > 0.9
    assert_right(solved.keypoints, clip)


def test_half_a_stride_is_the_runners() -> None:
    cadence_spm = usual(3.0).cadence_spm
    assert solve_sides(seen(120.0)).evidence.half_stride_s == pytest.approx(60 / cadence_spm, rel=0.03)


@settings(max_examples=15, deadline=None)
@given(
    rate_hz=st.sampled_from([30.0, 60.0, 240.0]),
    yaw_deg=st.sampled_from([-15.0, 0.0, 10.0]),
    starts=st.lists(st.floats(0, 0.97), min_size=1, max_size=8),
    length=st.integers(1, 15),
)
def test_exchanged_runs_anywhere_are_found(
    rate_hz: float, yaw_deg: float, starts: list[float], length: int
) -> None:
    clip = seen(rate_hz, yaw_deg)
    n = len(clip.time_s)
    frames = in_frames(clip, *((int(s * n), int(s * n) + length) for s in starts))
    if frames.mean() > 0.35:  # the labels still name the legs
        return
    solved = solve_sides(legs_exchanged(clip, frames))
    assert np.array_equal(solved.exchanged, frames)
    assert_right(solved.keypoints, clip)


@pytest.mark.parametrize("rate_hz", [30.0, 240.0])
def test_exchanges_that_begin_at_a_crossing(rate_hz: float) -> None:
    clip = seen(rate_hz)
    across = clip.points.sel(point="ankle_centre_left") - clip.points.sel(point="ankle_centre_right")
    crossings = np.flatnonzero(np.diff(np.sign(across.sel(axis="x").to_numpy())) != 0) + 1
    frames = in_frames(clip, *((int(c), int(c) + 6) for c in crossings[1::3]))
    assert frames.any()
    assert np.array_equal(solve_sides(legs_exchanged(clip, frames)).exchanged, frames)


def test_a_fifth_of_the_frames_at_random() -> None:
    clip = seen()
    frames = np.random.default_rng(1).random(len(clip.time_s)) < 0.2
    solved = solve_sides(legs_exchanged(clip, frames))
    assert np.array_equal(solved.exchanged, frames)
    assert solved.evidence.label_share == pytest.approx(1 - frames.mean())
    assert {note.code for note in solved.notes} >= {"sides_put_right"}
    assert solved.keypoints.notes == solved.notes


def test_points_and_frames_missing() -> None:
    clip = seen()
    rng = np.random.default_rng(2)
    points = clip.points.where(xr.DataArray(rng.random(clip.points.shape[:2]) > 0.05, dims=("time", "point")))
    points[100:130] = np.nan  # the runner is hidden for longer than half a stride
    frames = rng.random(len(clip.time_s)) < 0.1
    solved = solve_sides(legs_exchanged(replace(clip, points=points), frames))
    legs = np.isfinite(points.sel(point=["knee_centre_left", "knee_centre_right"])).all(("point", "axis"))
    assert np.array_equal(solved.exchanged[legs], frames[legs])
    assert not solved.exchanged[100:130].any()


def test_what_follows_a_long_gap_is_named_by_its_phase() -> None:
    """After the gap two frames of three are exchanged: the labels there are wrong, half a stride is right."""
    clip = seen(120.0)
    gap = in_frames(clip, (300, 360))
    frames = in_frames(clip, *((k, k + 2) for k in range(360, 420, 3)))
    hidden = replace(clip, points=clip.points.where(xr.DataArray(~gap, dims="time")))
    solved = solve_sides(legs_exchanged(hidden, frames))
    assert np.array_equal(solved.exchanged, frames)


def test_a_moving_camera_changes_nothing() -> None:
    clip = seen()
    frames = in_frames(clip, (40, 52), (200, 201))
    faulty = legs_exchanged(clip, frames)
    pan = xr.DataArray(np.linspace(-900, 900, len(clip.time_s)) ** 2 / 900, dims="time")
    assert np.array_equal(solve_sides(replace(faulty, points=faulty.points + pan)).exchanged, frames)


def test_size_in_the_picture_changes_nothing() -> None:
    clip = seen()
    faulty = legs_exchanged(clip, in_frames(clip, (40, 52)))
    small = faulty.points / 10
    small.attrs = dict(faulty.points.attrs)
    assert np.array_equal(solve_sides(replace(faulty, points=small)).exchanged, in_frames(clip, (40, 52)))


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_from_behind_and_from_the_front(yaw_deg: float) -> None:
    clip = seen(60.0, yaw_deg)
    frames = in_frames(clip, (40, 46), (150, 151))
    solved = solve_sides(legs_exchanged(clip, frames))
    assert np.array_equal(solved.exchanged, frames)
    assert solved.near is None


def test_the_nearer_side() -> None:
    assert solve_sides(seen()).near == "right"
    frames = in_frames(clip := seen(), (100, 112))
    assert solve_sides(legs_exchanged(clip, frames)).near == "right"
    assert solve_sides(replace(seen(), depth=None)).near is None


def test_confidence_and_depth_go_with_the_points() -> None:
    clip = seen()
    confidence = clip.confidence.copy()
    confidence.loc[{"point": "knee_centre_left"}] = 0.3
    clip = replace(clip, confidence=confidence)
    solved = solve_sides(legs_exchanged(clip, in_frames(clip, (30, 39))))
    assert (solved.keypoints.confidence.sel(point="knee_centre_left") == 0.3).all()
    assert solved.keypoints.depth is not None
    assert clip.depth is not None
    np.testing.assert_array_equal(solved.keypoints.depth, clip.depth)


def test_arms_are_exchanged_for_themselves() -> None:
    clip = seen()
    frames = in_frames(clip, (50, 52), (130, 131))
    solved = solve_sides(exchange_limbs(clip, frames, limb_names("arms")))
    assert not solved.exchanged.any()
    assert_right(solved.keypoints, clip)


def test_a_foot_seen_on_the_other_foot_is_left_out() -> None:
    clip = seen(60.0, jitter=0.0)
    frames = in_frames(clip, (60, 63))
    on_right = clip.points.sel(point=FEET[1::2], time=clip.time_s[frames]).to_numpy()
    solved = solve_sides(with_points(clip, FEET[::2], frames, on_right))
    assert np.array_equal(solved.doubtful, frames)
    left_out = solved.keypoints.points.isnull().any("axis")
    assert left_out.sel(point=FEET[::2]).to_numpy()[frames].all()
    assert left_out.sum() == 3 * frames.sum()
    assert {note.code for note in solved.notes} == {"sides_doubtful"}


def test_legs_put_between_the_two_are_left_out() -> None:
    clip = seen(60.0)
    frames = in_frames(clip, (80, 84), (201, 203))
    names = [f"{name}_{side}" for name in limb_names("legs")[:4] for side in ("left", "right")]
    middle = clip.points.sel(point=names, time=clip.time_s[frames]).to_numpy()
    middle = np.repeat((middle[:, ::2] + middle[:, 1::2]) / 2, 2, axis=1)
    solved = solve_sides(with_points(clip, names, frames, middle))
    assert solved.doubtful[frames].all()
    assert solved.doubtful.sum() <= frames.sum() + 2
    assert np.isnan(solved.keypoints.points.sel(point=FEET).to_numpy()[frames]).all()


def test_ten_seconds_at_240_hz_take_no_time() -> None:
    from time import process_time

    clip = seen(240.0)
    long = np.arange(2 * len(clip.time_s)) / 240.0
    twice = {
        name: xr.concat([getattr(clip, name)] * 2, dim="time").assign_coords(time=long)
        for name in ("points", "confidence", "depth")
    }
    clip = replace(clip, time_s=long, **twice)
    start = process_time()
    solve_sides(clip)
    assert process_time() - start < CLOCK_S


def test_legs_that_move_together_are_refused() -> None:
    clip = seen()
    order = clip.points.indexes["point"]
    points = clip.points.copy()
    for name in limb_names("legs"):
        right = points.to_numpy()[:, order.get_loc(f"{name}_left")] + [0.0, 30.0]
        points.loc[{"point": f"{name}_right"}] = right
    with pytest.raises(RefusedError, match=r"half a stride apart.*--swap-sides"):
        solve_sides(replace(clip, points=points))


def test_labels_by_chance_are_refused() -> None:
    clip = replace(seen(), depth=None)
    frames = np.arange(len(clip.time_s)) % 2 == 0
    with pytest.raises(RefusedError, match="about as often"):
        solve_sides(legs_exchanged(clip, frames))


def test_labels_against_depth_are_refused() -> None:
    """Legs exchanged in most frames: their names win the vote, and their depth says otherwise."""
    clip = seen()
    most = np.arange(len(clip.time_s)) % 10 < 8
    with pytest.raises(RefusedError, match="depth contradict"):
        solve_sides(legs_exchanged(clip, most))


def test_no_legs_are_refused() -> None:
    clip = seen()
    names = [f"{name}_{side}" for name in limb_names("legs") for side in ("left", "right")]
    with pytest.raises(RefusedError, match="not seen"):
        solve_sides(with_points(clip, names, np.ones(len(clip.time_s), dtype=bool), np.nan))
