"""How often the legs go round: swings of a known rate, walkers on paper, clips played at a wrong speed."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints
from backstride.motion.beat import FASTEST_SPM, SLOWEST_SPM, require_runners_beat, steps_per_min
from helpers.seen import refusal, seen, slowed, with_points

RATE_HZ = 120.0
WITHIN_SPM = 2.0  # ten seconds tell a rate to a tenth of their inverse


def points(named: dict[str, np.ndarray]) -> xr.DataArray:
    values = np.stack(list(named.values()), axis=1)
    return xr.DataArray(
        values,
        dims=("time", "point", "axis"),
        coords={"time": np.arange(len(values)) / RATE_HZ, "point": list(named), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def swinging(spm: float, seconds: float = 10.0, drift_m: float = 0.0, axis: int = 0) -> xr.DataArray:
    """Ankles that pass each other along one axis; the others are not known."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    named = {}
    for side, way in (("left", 1.0), ("right", -1.0)):
        place = np.full((len(time_s), 3), np.nan)
        place[:, axis] = way * (0.3 * np.sin(np.pi * spm / 60 * time_s) + drift_m * time_s / seconds)
        named[f"ankle_centre_{side}"] = place
    return points(named)


def refused(run: xr.DataArray) -> str:
    """What is said against the beat of this run at its own rate; empty where it is let through."""
    try:
        require_runners_beat(run, RATE_HZ, told=False)
    except RefusedError as why:
        return str(why)
    return ""


@settings(max_examples=30)
@given(
    spm=st.floats(60, 260),
    drift_m=st.floats(-0.2, 0.2),
    axis=st.sampled_from([0, 1, 2]),
    seconds=st.floats(6, 20),
)
def test_a_swing_of_a_known_rate(spm: float, drift_m: float, axis: int, seconds: float) -> None:
    assert steps_per_min(swinging(spm, seconds, drift_m, axis)) == pytest.approx(spm, abs=WITHIN_SPM)


@given(seed=st.integers(0, 20), share=st.floats(0, 0.3))
@settings(max_examples=20)
def test_noise_and_lost_frames(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    shaky = swinging(170.0)
    shaky = shaky + 0.03 * rng.standard_normal(shaky.shape)
    shaky[rng.random(shaky.sizes["time"]) < share] = np.nan
    assert steps_per_min(shaky) == pytest.approx(170.0, abs=WITHIN_SPM)


@pytest.mark.parametrize("apart_s", [0.6, 2.0, 6.0])
def test_what_lies_between_two_passes_is_no_swing(apart_s: float) -> None:
    """The second pass begins at the other end of the swing, so a line between them would look like one."""
    passes = [swinging(172.0, 4.4), swinging(172.0, 4.0)]
    gap = round(apart_s * RATE_HZ)
    both = np.concatenate([passes[0], np.full((gap, 2, 3), np.nan), -passes[1].to_numpy()])
    named = {str(name): both[:, i] for i, name in enumerate(passes[0].coords["point"].to_numpy())}
    assert steps_per_min(points(named)) == pytest.approx(172.0, abs=3.0)


def test_legs_that_follow_no_rate_have_none() -> None:
    shaking = np.random.default_rng(1).standard_normal((2, 1200, 3))
    for ankles in (shaking, np.zeros((2, 1200, 3))):
        named = {f"ankle_centre_{side}": ankle for side, ankle in zip(SIDES, ankles, strict=True)}
        assert np.isnan(steps_per_min(points(named)))


def test_ankles_hardly_seen_tell_nothing() -> None:
    assert np.isnan(steps_per_min(swinging(170.0).sel(point=["ankle_centre_left"])))
    hidden = swinging(170.0)
    hidden[: round(0.75 * hidden.sizes["time"])] = np.nan
    assert np.isnan(steps_per_min(hidden))
    assert refused(hidden) == ""  # what cannot be told is no reason to refuse


@pytest.mark.parametrize("spm", [SLOWEST_SPM + 3, 165.0, FASTEST_SPM - 3])
def test_what_runners_do_is_let_through(spm: float) -> None:
    assert refused(swinging(spm)) == ""


@pytest.mark.parametrize("spm", [30.0, SLOWEST_SPM - 3, FASTEST_SPM + 3])
@pytest.mark.parametrize("told", [False, True])
def test_what_no_runner_does_is_asked_about(spm: float, told: bool) -> None:
    with pytest.raises(RefusedError) as stop:
        require_runners_beat(swinging(spm), RATE_HZ, told=told)
    steps = int(stop.value.what.split()[3])
    assert steps == pytest.approx(spm, abs=WITHIN_SPM)
    assert ("Check --slow-motion" in stop.value.fix) == told
    assert ("for example --slow-motion" in stop.value.fix) == (not told)


def gait(spm: float, duty: float, bounce_m: float, belt_mps: float) -> xr.DataArray:
    """A body on a belt. duty: share of the stride each foot stands; bounce_m: + highest in mid-stance."""
    time_s = np.arange(round(12.0 * RATE_HZ)) / RATE_HZ
    stride_s = 120.0 / spm
    back_m = belt_mps * duty * stride_s
    named: dict[str, np.ndarray] = {}
    for side, late in (("left", 0.0), ("right", 0.5)):
        phase = (time_s / stride_s + late) % 1.0
        swing = np.clip((phase - duty) / (1 - duty), 0, 1)
        ahead = np.where(phase < duty, 0.5 - phase / duty, -0.5 * np.cos(np.pi * swing)) * back_m
        lift = np.where(phase < duty, 0.0, 0.12 * np.sin(np.pi * swing) ** 2)
        for name, along, up in (("heel", -0.07, 0.03), ("toe", 0.15, 0.02), ("ankle_centre", 0.0, 0.09)):
            named[f"{name}_{side}"] = np.stack([ahead + along, lift + up, np.zeros_like(lift)], axis=1)
    high = bounce_m / 2 * np.cos(4 * np.pi * (time_s / stride_s - duty / 2))
    hips = np.stack([np.zeros_like(high), 0.9 + high, np.zeros_like(high)], axis=1)
    return points(named | {f"hip_centre_{side}": hips for side in SIDES} | {"sacrum": hips})


@pytest.mark.parametrize("spm", [90.0, 105.0, 117.0])
@pytest.mark.parametrize("told", [False, True])
def test_walking_is_named(spm: float, told: bool) -> None:
    with pytest.raises(RefusedError, match="this is walking"):
        require_runners_beat(gait(spm, 0.62, 0.03, 1.3), RATE_HZ, told=told)


@pytest.mark.parametrize("times", [2.0, 8.0])
def test_walking_in_slow_motion_is_walking_too(times: float) -> None:
    slow = gait(105.0, 0.62, 0.03, 1.3)
    slow = slow.assign_coords(time=slow.coords["time"].to_numpy() * times)
    with pytest.raises(RefusedError, match="this is walking"):
        require_runners_beat(slow, RATE_HZ / times, told=False)


@pytest.mark.parametrize("times", [2.0, 8.0])
def test_running_in_slow_motion_is_not_taken_for_walking(times: float) -> None:
    slow = gait(165.0, 0.35, -0.08, 3.0)
    assert refused(slow) == ""
    slow = slow.assign_coords(time=slow.coords["time"].to_numpy() * times)
    with pytest.raises(RefusedError, match="it is slow motion, or no run"):
        require_runners_beat(slow, RATE_HZ / times, told=False)


@pytest.mark.parametrize("times", [2.0, 4.0, 8.0])
def test_slow_motion_nobody_told_of_is_asked_for(times: float) -> None:
    said = refusal(slowed(seen(rate_hz=240.0), times))
    assert said.startswith("filmed: the legs take ")
    assert "it is slow motion, or no run" in said
    assert "Say how many times slower it plays, for example --slow-motion" in said


def test_slow_motion_that_was_told_wrong() -> None:
    said = refusal(slowed(seen(rate_hz=240.0), 2.0), slow_motion=4.0)
    assert "which no runner does" in said
    assert "Check --slow-motion" in said


def on_the_spot(clip: Keypoints) -> Keypoints:
    """Knees and feet go up and down only."""
    values, names = clip.points.to_numpy().copy(), [str(n) for n in clip.points.coords["point"].to_numpy()]
    hips = np.mean([values[:, names.index(f"hip_centre_{side}"), 0] for side in SIDES], axis=0)
    for side in SIDES:
        for name in ("knee_centre", "ankle_centre", "heel", "toe"):
            at = names.index(f"{name}_{side}")
            values[:, at, 0] = hips + np.mean(values[:, at, 0] - hips)
    return with_points(clip, values)


def test_running_on_the_spot_is_refused_by_name() -> None:
    assert "this is running on the spot, or no run" in refusal(on_the_spot(seen()))
