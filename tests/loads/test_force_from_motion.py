"""The ground's force from the body's path: known pushes come back, and what a push must do holds exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import MeasureRefused
from backstride.loads.force_from_motion import forces_from_motion
from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.common import SIDES
from helpers.bouncing import SINE, STEPS, bouncing, peak_bw

LIMP = {"left": (1.0, 0.2, -0.05), "right": (0.9, -0.1, 0.0)}


def test_a_half_sine_comes_back_with_morins_peak_and_sinking() -> None:
    forces = forces_from_motion(bouncing())
    peak = np.pi / 2 * 0.36 / 0.25
    drop = GRAVITY_MPS2 * 0.25**2 * (peak / np.pi**2 - 1 / 8)
    assert forces.right.size == STEPS - 1
    assert forces.peaks_bw() == pytest.approx(np.full(STEPS - 1, peak), rel=0.01)
    assert forces.drops_m() == pytest.approx(np.full(STEPS - 1, drop), rel=0.01)


@pytest.mark.parametrize("side", SIDES)
def test_each_foot_gets_its_own_push(side: str) -> None:
    """Skewed, flattened, and heavier on one side; the smoothing of the shape costs up to 3 %."""
    mine = forces_from_motion(bouncing(shapes=LIMP)).of(side)  # type: ignore[arg-type]
    true = peak_bw(0.25, 0.36, LIMP, side)  # type: ignore[arg-type]
    assert mine.peaks_bw() == pytest.approx(np.full(mine.right.size, true), rel=0.03)


def test_the_heavier_foot_is_the_heavier() -> None:
    forces = forces_from_motion(bouncing(shapes=LIMP))  # type: ignore[arg-type]
    left, right = (forces.of(side).peaks_bw().mean() for side in SIDES)
    true = [peak_bw(0.25, 0.36, LIMP, side) for side in SIDES]  # type: ignore[arg-type]
    assert left / right == pytest.approx(true[0] / true[1], rel=0.02)


@settings(max_examples=25, deadline=None)
@given(
    contact_s=st.floats(0.16, 0.32),
    flight_s=st.floats(0.02, 0.18),
    skew=st.floats(-0.3, 0.3),
    noise_m=st.floats(0.0, 0.003),
)
def test_the_push_begins_and_ends_at_nothing_and_bears_the_weight(
    contact_s: float, flight_s: float, skew: float, noise_m: float
) -> None:
    """Whatever was seen: contact constraints hold to rounding."""
    shapes = dict.fromkeys(SIDES, (1.0, skew))
    motion = bouncing(contact_s=contact_s, step_s=contact_s + flight_s, shapes=shapes)  # type: ignore[arg-type]
    shaken = motion.centre_of_mass + noise_m * np.random.default_rng(1).standard_normal(
        motion.centre_of_mass.shape
    )
    forces = forces_from_motion(replace(motion, centre_of_mass=shaken))
    fine = forces.curves_bw()
    assert fine[:, [0, -1]] == pytest.approx(0, abs=1e-12)
    sums = (1 - np.cos(np.pi * np.arange(1, 6))) / (np.pi * np.arange(1, 6))
    feet = [forces.of(side) for side in SIDES]
    bears = sum(float((one.contact_s * (one.vertical_bw @ sums)).mean()) for one in feet)
    assert bears == pytest.approx(sum(float(one.step_s.mean()) for one in feet), rel=1e-12)
    assert forces.fore_aft_bw @ sums == pytest.approx(0, abs=1e-12)


def test_braking_and_pushing_come_back() -> None:
    """A whole wave of 0.3 BW, the part that the smoothing leaves."""
    braking = -forces_from_motion(bouncing(brake_bw=0.3)).curves_bw()[..., 0]
    assert braking.max(axis=1) == pytest.approx(np.full(STEPS - 1, 0.3), rel=0.1)
    assert (braking.argmax(axis=1) < 50).all()


def test_a_body_that_only_falls_has_no_scale() -> None:
    """Where nothing pushed, the shape is noise: refused rather than scaled up to the weight."""
    motion = bouncing()
    fallen = motion.centre_of_mass.copy()
    fallen[:, 1] = -GRAVITY_MPS2 * motion.time_s**2 / 2
    with pytest.raises(MeasureRefused, match="of its weight"):
        forces_from_motion(replace(motion, centre_of_mass=fallen))


def test_a_gap_costs_only_the_steps_it_touches() -> None:
    motion = bouncing()
    holed = motion.centre_of_mass.copy()
    holed[(motion.time_s > 1.0) & (motion.time_s < 1.05)] = np.nan
    found, whole = forces_from_motion(replace(motion, centre_of_mass=holed)), forces_from_motion(motion)
    assert STEPS - 3 <= found.right.size < whole.right.size
    kept = np.isin(whole.foot_strike_s, found.foot_strike_s)
    assert found.peaks_bw() == pytest.approx(whole.peaks_bw()[kept], rel=0.01)


@pytest.mark.parametrize(
    ("motion", "says"),
    [
        (bouncing(legs=False), "hips, knees and ankles"),
        (bouncing(contact_s=0.4, step_s=0.36), "whole step of each foot"),
    ],
)
def test_what_cannot_be_told_is_refused(motion, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(MeasureRefused, match=says):
        forces_from_motion(motion)


def test_no_contact_is_refused() -> None:
    with pytest.raises(MeasureRefused, match="whole step of each foot"):
        forces_from_motion(replace(bouncing(), contacts=()))


@pytest.mark.parametrize("rate_hz", [60.0, 100.0, 250.0])
def test_the_peak_does_not_depend_on_the_cameras(rate_hz: float) -> None:
    peaks = forces_from_motion(bouncing(rate_hz=rate_hz)).peaks_bw()
    assert peaks == pytest.approx(np.full(STEPS - 1, np.pi / 2 * 0.36 / 0.25), rel=0.02)


def test_a_toe_off_ten_milliseconds_early_moves_little() -> None:
    """Contacts from markers are a few milliseconds off; the path, not the contact time, tells the peak."""
    motion = bouncing(shapes=dict.fromkeys(SIDES, SINE))  # type: ignore[misc]
    late = tuple(c.model_copy(update={"toe_off_s": c.toe_off_s - 0.01}) for c in motion.contacts)
    now = forces_from_motion(replace(motion, contacts=late)).peaks_bw().mean()
    assert now == pytest.approx(forces_from_motion(motion).peaks_bw().mean(), rel=0.02)
