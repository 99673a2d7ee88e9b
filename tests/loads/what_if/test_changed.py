"""A whole runner changed in one respect: what must stay stays, what must change changes by what was asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from backstride.errors import MeasureRefused, UsageError
from backstride.loads.lumbar_load import lumbar_load
from backstride.loads.what_if import changed as module
from backstride.loads.what_if.changed import Tried, changed, tried
from backstride.loads.what_if.known import Known, known
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.motion import Motion
from backstride.motion.body import KNEE_ON_SHANK
from backstride.motion.filters import second_derivative
from backstride.motion.places import as_points, places_of
from helpers.run_again import RUNNER, made

ABOVE = ("lean_less", "lean_more", "half_trunk_rotation")


def _nothing(what_if_id: str) -> Known:
    """The what-if with nothing to change."""
    amount = {"lean": 0.0, "rotation": 1.0, "cadence": 1.0}[known(what_if_id).kind]
    return replace(known(what_if_id), amount=amount)


def _bones(motion: Motion) -> FloatArray:
    """(4, n) m, thighs and shanks of both sides."""
    places = places_of(motion.points)
    ends = [("hip_centre", "knee_centre"), (KNEE_ON_SHANK, "ankle_centre")]
    return np.array(
        [
            np.linalg.norm(places[f"{a}_{side}"] - places[f"{b}_{side}"], axis=1)
            for side in SIDES
            for a, b in ends
        ]
    )


def _curve(motion: Motion, name: str) -> FloatArray:
    return np.asarray(motion.angles.sel(curve=name).to_numpy())


@pytest.mark.parametrize("what_if_id", ["lean_less", "half_trunk_rotation", "cadence_plus_5"])
def test_no_change_gives_the_same_motion(motion: Motion, what_if_id: str) -> None:
    same = module._made(motion, _nothing(what_if_id), RUNNER, None)
    first = int(np.argmin(np.abs(motion.time_s - same.time_s[0])))
    rows = slice(first, first + len(same.time_s))
    np.testing.assert_allclose(same.time_s, motion.time_s[rows], atol=1e-12)
    before, after = places_of(motion.points), places_of(same.points)
    assert set(before) == set(after)
    for name in before:
        np.testing.assert_allclose(after[name], before[name][rows], atol=1e-9, err_msg=name)
    for segment in motion.segment_axes:
        np.testing.assert_allclose(
            same.segment_axes[segment], motion.segment_axes[segment][rows], atol=1e-9, err_msg=segment
        )
    np.testing.assert_allclose(same.angles, motion.angles[rows], atol=1e-8)


@pytest.mark.parametrize("what_if_id", ABOVE)
def test_bones_feet_and_the_centre_of_mass_stay(motion: Motion, what_if_id: str) -> None:
    then = changed(motion, what_if_id, RUNNER)
    np.testing.assert_allclose(_bones(then), _bones(motion), rtol=0, atol=1e-9)
    before, after = places_of(motion.points), places_of(then.points)
    for side in SIDES:
        for name in ("heel", "mt1", "mt5", "toe", "ankle_centre"):
            np.testing.assert_allclose(after[f"{name}_{side}"], before[f"{name}_{side}"], atol=1e-15)
    away = then.centre_of_mass.to_numpy() - motion.centre_of_mass.to_numpy()
    np.testing.assert_allclose(away[:, [0, 2]], 0.0, atol=1e-6)
    assert np.ptp(away[:, 1]) < 1e-6
    assert -0.025 <= away[0, 1] <= 1e-6


@pytest.mark.parametrize("what_if_id", ["lean_less", "lean_more"])
def test_the_trunk_leans_by_what_was_asked_and_the_pelvis_keeps_its_pose(
    motion: Motion, what_if_id: str
) -> None:
    then = changed(motion, what_if_id, RUNNER)
    leaned = np.degrees(np.mean(_curve(then, "trunk_lean") - _curve(motion, "trunk_lean")))
    assert leaned == pytest.approx(known(what_if_id).amount, abs=0.02)
    np.testing.assert_allclose(then.segment_axes["pelvis"], motion.segment_axes["pelvis"], atol=1e-12)


def test_half_the_rotation_is_left_about_its_mean(motion: Motion) -> None:
    then = changed(motion, "half_trunk_rotation", RUNNER)
    before, after = _curve(motion, "trunk_rotation"), _curve(then, "trunk_rotation")
    np.testing.assert_allclose(after - after.mean(), (before - before.mean()) / 2, atol=np.radians(0.3))
    assert abs(np.mean(_curve(then, "trunk_lean") - _curve(motion, "trunk_lean"))) < np.radians(0.1)


def test_a_quicker_run_has_more_and_shorter_steps_at_the_same_speed(quicker: Tried) -> None:
    factor = known("cadence_plus_10").amount
    assert len(quicker.now.strides) == len(quicker.then.strides) > 3
    for before, after in zip(quicker.now.strides, quicker.then.strides, strict=True):
        assert before.side == after.side
        lasted = before.next_foot_strike_s - before.foot_strike_s
        assert after.next_foot_strike_s - after.foot_strike_s == pytest.approx(lasted / factor, abs=0.004)
    steps = [_step_m(one) for one in (quicker.now, quicker.then)]
    assert steps[1] / steps[0] == pytest.approx(1 / factor, abs=0.01)


def _step_m(motion: Motion) -> float:
    """Mean way of the body over the belt between strikes of one foot, from the feet themselves."""
    places = places_of(motion.points)
    strikes = np.array([c.foot_strike_s for c in motion.contacts if c.side == "left"])
    heel = np.interp(strikes + 0.1, motion.time_s, places["heel_left"][:, 0])
    assert motion.speed_mps is not None
    return float(np.mean(np.diff(heel) + motion.speed_mps * np.diff(strikes)))


def test_a_quicker_run_falls_freely_in_flight_and_bounces_less(quicker: Tried) -> None:
    up = [_flight_mps2(one) for one in (quicker.now, quicker.then)]
    assert up[1] == pytest.approx(up[0], abs=0.15)
    assert up[1] == pytest.approx(-9.81, abs=0.3)
    bounce = [np.ptp(one.centre_of_mass.to_numpy()[20:-20, 1]) for one in (quicker.now, quicker.then)]
    assert 0.75 < bounce[1] / bounce[0] < 0.92


def _flight_mps2(motion: Motion) -> float:
    up = second_derivative(motion.centre_of_mass.to_numpy(), motion.rate_hz)[:, 1]
    air = np.zeros(len(up), dtype=bool)
    ordered = sorted(motion.contacts, key=lambda contact: contact.foot_strike_s)
    for before, after in pairwise(ordered):
        air |= (motion.time_s > before.toe_off_s + 0.03) & (motion.time_s < after.foot_strike_s - 0.03)
    return float(np.nanmean(up[air]))


def test_the_standing_foot_keeps_to_the_belt_in_a_quicker_run(quicker: Tried) -> None:
    """In the flat part of a contact the foot goes back with the belt: as fast as it did."""
    speeds = []
    for one in (quicker.now, quicker.then):
        places = places_of(one.points)
        flat = []
        for contact in one.contacts:
            lasts = contact.toe_off_s - contact.foot_strike_s
            at = contact.foot_strike_s + lasts * np.array([0.3, 0.55])
            heel = np.interp(at, one.time_s, places[f"mt1_{contact.side}"][:, 0])
            flat.append(np.diff(heel)[0] / np.diff(at)[0])
        speeds.append(np.mean(flat))
    assert speeds[1] == pytest.approx(speeds[0], abs=0.03)


def test_variants_are_the_same_change_made_in_other_ways(motion: Motion) -> None:
    found = tried(motion, "lean_more", RUNNER)
    assert len(found.variants) == 1
    leaned = np.degrees(np.mean(_curve(found.variants[0], "trunk_lean") - _curve(motion, "trunk_lean")))
    assert leaned == pytest.approx(5.0, abs=0.02)
    assert not np.allclose(found.variants[0].segment_axes["pelvis"], motion.segment_axes["pelvis"])


def test_less_turning_says_what_it_leaves_to_the_arms(motion: Motion) -> None:
    (note,) = tried(motion, "half_trunk_rotation", RUNNER).notes
    assert "arms" in note


def test_a_trunk_that_the_arms_cannot_make_up_for_is_refused(
    motion: Motion, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(known("half_trunk_rotation"), most_arms=0.05)
    monkeypatch.setattr(module, "known", lambda _: strict)
    with pytest.raises(MeasureRefused, match="arms could not make up"):
        tried(motion, "half_trunk_rotation", RUNNER)


def test_a_leg_that_does_not_reach_is_refused_not_stretched(
    motion: Motion, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = replace(known("lean_more"), amount=25.0)
    monkeypatch.setattr(module, "known", lambda _: far)
    with pytest.raises(MeasureRefused, match="would not reach the ground"):
        changed(motion, "lean_more", RUNNER)


def test_a_body_without_arms_is_refused(motion: Motion) -> None:
    places = {name: place for name, place in places_of(motion.points).items() if "elbow" not in name}
    bare = replace(motion, points=as_points(places, motion.time_s), centre_of_mass_method="pelvis")
    with pytest.raises(MeasureRefused, match="trunk and arms"):
        changed(bare, "lean_less", RUNNER)


def test_a_leg_without_axes_is_refused_by_name(motion: Motion) -> None:
    axes = {name: value for name, value in motion.segment_axes.items() if name != "shank_left"}
    with pytest.raises(MeasureRefused, match="left shank"):
        changed(replace(motion, segment_axes=axes), "lean_less", RUNNER)


def test_an_unknown_what_if_is_a_usage_error(motion: Motion) -> None:
    with pytest.raises(UsageError, match="lean_less"):
        changed(motion, "gradient", RUNNER)


@pytest.mark.slow
@pytest.mark.parametrize(("what_if_id", "lean_deg"), [("lean_less", 2.0), ("lean_more", 12.0)])
def test_a_runner_who_really_leans_otherwise_is_pressed_as_predicted(
    motion: Motion, what_if_id: str, lean_deg: float
) -> None:
    """The usual synthetic runner leans 7 degrees; a change of compression of 10 to 20 % is known to 8 %."""
    now, predicted, true = (
        _pressed_bw(one)
        for one in (motion, changed(motion, what_if_id, RUNNER), made(trunk_lean_deg=lean_deg))
    )
    assert (predicted - now) * (true - now) > 0
    assert predicted / now == pytest.approx(true / now, abs=0.08)


def _pressed_bw(motion: Motion) -> float:
    """Mean of the largest compression of each stride."""
    load = lumbar_load(motion, None, RUNNER)
    spans = [(s.foot_strike_s, s.next_foot_strike_s) for s in motion.strides]
    inside = [(load.time_s >= a) & (load.time_s < b) for a, b in spans]
    return float(np.mean([np.nanmax(load.compression_bw[rows]) for rows in inside]))
