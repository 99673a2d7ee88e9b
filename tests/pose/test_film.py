"""A clip's points to a recording: which side is seen, metres, one plane, the run's own clock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.common import SIDES
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.model.sight import Sight
from backstride.pose.film import Filmed, exchanged, film
from helpers.seen import (
    FAR,
    HEIGHT_M,
    TALL,
    chosen,
    mirrored,
    one_after_the_other,
    passing,
    recorded,
    seen,
    slowed,
    solved,
    values_of,
    with_points,
    without,
)

SQUARE = seen()
LEG = load("pose/body.toml")["leg"]


def sight_of(recording: Recording) -> Sight:
    assert recording.sight
    return recording.sight


def codes(recording: Recording) -> set[str]:
    return {note.code for note in recording.notes}


def leg_m(recording: Recording) -> float:
    both = []
    for side in SIDES:
        hip, knee, ankle = (
            recording.points.sel(point=f"{joint}_centre_{side}", axis=["x", "y"]).to_numpy()
            for joint in ("hip", "knee", "ankle")
        )
        both.append(np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1))
    return float(np.median(np.concatenate(both)))


@pytest.mark.parametrize("height_m", [1.5, 1.75, 1.95])
def test_the_leg_is_the_share_of_the_height_that_legs_are(height_m: float) -> None:
    recording = recorded(SQUARE, Runner(height_m=height_m))
    assert leg_m(recording) == pytest.approx(LEG * height_m, rel=1e-6)
    scale_sd = sight_of(recording).scale_sd
    assert scale_sd is not None
    assert 0.02 < scale_sd < 0.06


def test_without_a_height_there_is_no_scale_to_trust() -> None:
    recording = recorded(SQUARE, Runner())
    assert sight_of(recording).scale_sd is None
    assert np.isfinite(leg_m(recording))  # angles and shares still want lengths


def test_a_metre_is_as_long_as_the_camera_makes_it() -> None:
    """1500 px of focal length at 5 m; the near side is nearer. A leg is 0.488 of nobody's height exactly."""
    assert sight_of(recorded(SQUARE)).metres_per_px == pytest.approx(5.0 / 1500.0, rel=0.04)


@pytest.mark.parametrize("view", ["side_right", "side_left"])
def test_from_the_side_forward_is_x_and_what_lies_across_is_unknown(view: str) -> None:
    recording = recorded(seen(passing(1), view=view, **FAR))
    values = recording.points.to_numpy()
    assert np.isnan(values[..., 2]).all()
    hips = recording.points.sel(point="hip_centre_left", axis="x").to_numpy()
    at = np.flatnonzero(np.isfinite(hips))
    speed = np.polyfit(recording.points.coords["time"].to_numpy()[at], hips[at], 1)[0]
    assert speed == pytest.approx(3.0, rel=0.06)
    assert recording.view == view


@pytest.mark.parametrize(("view", "way"), [("rear", 1.0), ("front", -1.0)])
def test_from_behind_the_right_is_z_and_forward_is_unknown(view: str, way: float) -> None:
    clip = seen(view=view)
    points = recorded(clip).points
    assert np.isnan(points.sel(axis="x").to_numpy()).all()
    wide_m = (points.sel(point="hip_centre_right") - points.sel(point="hip_centre_left")).sel(axis="z").mean()
    assert 0.1 < float(wide_m) < 0.25
    left, right = np.moveaxis(values_of(clip, "hip_centre_left", "hip_centre_right")[..., 0], 1, 0)
    assert np.sign(np.mean(right - left)) == way


def test_up_is_up_and_the_ground_is_where_feet_are_lowest() -> None:
    points = recorded(SQUARE).points
    height = {name: float(points.sel(point=name, axis="y").median()) for name in ("nose", "hip_centre_left")}
    assert height["nose"] == pytest.approx(HEIGHT_M * 0.93, rel=0.1)
    assert height["hip_centre_left"] == pytest.approx(LEG * HEIGHT_M, rel=0.1)
    toes = points.sel(point=["toe_left", "toe_right"], axis="y").to_numpy()
    assert np.quantile(toes, 0.05) == pytest.approx(0.0, abs=0.02)


def test_the_clips_points_stay_as_seen_for_the_player() -> None:
    found = film(seen(roll_deg=4.0), TALL, Settings())
    np.testing.assert_allclose(found.keypoints.points, seen(roll_deg=4.0).points)


@settings(max_examples=8)
@given(shift=st.tuples(st.floats(-300, 300), st.floats(-80, 80)), zoom=st.floats(0.6, 1.0))
def test_size_and_place_in_the_picture_change_no_metre(shift: tuple[float, float], zoom: float) -> None:
    middle = np.array([SQUARE.width_px, SQUARE.height_px]) / 2
    there = middle + zoom * (SQUARE.points.to_numpy() - middle) + np.array(shift)
    other = recorded(with_points(SQUARE, there))
    walked = other.points - WHOLE.points
    assert float(np.abs(walked.sel(axis="x") - walked.sel(axis="x").mean()).max()) < 0.03
    assert sight_of(other).yaw_deg == sight_of(WHOLE).yaw_deg


WHOLE = recorded(SQUARE)


def test_a_mirror_exchanges_the_sides_and_nothing_else() -> None:
    other = recorded(mirrored(SQUARE))
    assert (WHOLE.view, other.view) == ("side_right", "side_left")
    for name in ("knee_centre", "toe"):
        np.testing.assert_allclose(
            WHOLE.points.sel(point=f"{name}_left"), other.points.sel(point=f"{name}_right"), atol=1e-6
        )


def test_legs_named_the_wrong_way_round_are_named_by_where_the_runner_faces() -> None:
    found: Filmed = film(exchanged(SQUARE), TALL, Settings())
    assert "sides_from_facing" in codes(found.recording)
    for got, wanted in ((found.keypoints, SQUARE), (found.recording, WHOLE)):
        off = got.points.sel(point="toe_left") - wanted.points.sel(point="toe_left")
        assert float(np.abs(off).max()) < 2e-3


def test_exchanged_twice_is_as_it_was() -> None:
    twice = exchanged(exchanged(SQUARE))
    assert list(twice.points.coords["point"].to_numpy()) == list(SQUARE.points.coords["point"].to_numpy())
    assert "nose" in exchanged(SQUARE).points.coords["point"].to_numpy()


def test_a_person_may_exchange_the_sides() -> None:
    told = recorded(SQUARE, swap_sides=True)
    off = told.points.sel(point="toe_left") - WHOLE.points.sel(point="toe_right")
    assert float(np.abs(off).max()) < 2e-3


@pytest.mark.parametrize(
    ("told", "capture_hz", "slow"), [(None, None, 1.0), (None, 240.0, 8.0), (2.0, 240.0, 2.0)]
)
def test_slow_motion_as_told_else_as_the_file_says(
    told: float | None, capture_hz: float | None, slow: float
) -> None:
    clip = replace(slowed(seen(rate_hz=240.0), 8.0), capture_rate_hz=capture_hz)
    recording = recorded(clip, slow_motion=told)
    assert sight_of(recording).slow_motion == pytest.approx(slow)
    assert recording.rate_hz == pytest.approx(30.0 * slow)
    assert np.ptp(recording.points.coords["time"].to_numpy()) == pytest.approx(np.ptp(clip.time_s) / slow)


def test_uneven_frames_become_even_ones() -> None:
    clip = seen(rate_hz=120.0)
    kept = np.random.default_rng(1).random(len(clip.time_s)) > 0.2
    dropped = chosen(clip, np.flatnonzero(kept))
    recording = recorded(dropped)
    steps = np.diff(recording.points.coords["time"].to_numpy())
    assert np.ptp(steps) < 1e-9
    assert recording.rate_hz == pytest.approx(120.0)
    one = recorded(clip).points
    walked = (recording.points.sel(point="toe_left") - one.sel(point="toe_left")).sel(axis="x").to_numpy()
    assert np.nanquantile(np.abs(walked), 0.95) < 0.01


def test_two_passes_are_one_run_and_the_way_back_is_left_out() -> None:
    there, back, again = (
        seen(passing(1), **FAR),
        seen(passing(2), view="side_left", **FAR),
        seen(passing(2), **FAR),
    )
    recording = recorded(one_after_the_other([there, back, again], 1.0))
    assert "other_direction" in codes(recording)
    hips = recording.points.sel(point="hip_centre_left", axis="x").to_numpy()
    time_s = recording.points.coords["time"].to_numpy()
    at = np.isfinite(hips)
    assert np.isnan(hips[(time_s > 7.0) & (time_s < 13.0)]).all()
    off = hips[at] - np.polyval(np.polyfit(time_s[at], hips[at], 1), time_s[at])
    assert np.abs(off).max() < 0.4  # the belt of no treadmill: two passes on one line


@pytest.mark.parametrize(
    ("lost", "code"),
    [(("toe_left", "toe_right"), "refused"), (("nose", "ear_left", "ear_right"), "level")],
)
def test_what_an_engine_does_not_give(lost: tuple[str, ...], code: str) -> None:
    clip = without(SQUARE, *lost)
    if code == "refused":
        with pytest.raises(RefusedError, match="feet"):
            recorded(clip)
    else:
        recording = recorded(clip)
        assert code in {note.code for note in solved(clip).notes}
        assert not set(lost) & set(recording.points.coords["point"].to_numpy().tolist())


def test_a_level_that_does_not_show_is_taken_as_level() -> None:
    clip = SQUARE
    for side in SIDES:  # toes that never stand: they go round with the hips
        toe, hip = (values_of(clip, f"{name}_{side}")[:, 0] for name in ("toe", "hip_centre"))
        values = clip.points.to_numpy().copy()
        number = list(clip.points.coords["point"].to_numpy()).index(f"toe_{side}")
        values[:, number] = hip + np.median(toe - hip, axis=0) + [60.0, 0.0]
        values[::2, number] = np.nan
        clip = with_points(clip, values)
    assert sight_of(recorded(clip)).roll_deg == 0


def test_what_kind_of_file_it_was() -> None:
    assert WHOLE.kind == "video"
    ready = replace(SQUARE, engine="ready-made keypoints (OpenPose BODY_25, 25 points)")
    assert recorded(ready).kind == "keypoints"
    assert WHOLE.id == "filmed"
    assert WHOLE.paths == ("filmed.mp4",)
    assert "from the runner's right side" in WHOLE.axes.how


def test_yaw_is_read_from_the_legs_as_named_in_the_end() -> None:
    """Named the wrong way round the hips would say that the front is farther away, not nearer."""
    wrong = exchanged(seen(yaw_deg=10))
    assert sight_of(recorded(wrong)).yaw_deg == pytest.approx(
        sight_of(recorded(seen(yaw_deg=10))).yaw_deg, abs=0.2
    )
