"""The truth against an independent reading of the recording."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.signal import butter, filtfilt

from backstride.errors import UsageError
from backstride.model.common import SIDES
from backstride.synth.force import GRAVITY_MPS2
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec


def plate(synthetic):
    forces = synthetic.run.forces
    return forces.time_s, forces.plates[0].force_n


def test_force_is_there_in_contact_and_only_there(exact):
    t, force = plate(exact)
    inside = np.zeros(len(t), bool)
    for contact in exact.truth.contacts:
        stance = (t > contact.touchdown_s + 1e-6) & (t < contact.lift_off_s - 1e-6)
        assert force[stance, 1].min() > 0
        inside |= (t >= contact.touchdown_s) & (t <= contact.lift_off_s)
    between = (t > exact.truth.contacts[0].touchdown_s) & (t < exact.truth.contacts[-1].lift_off_s)
    assert np.all(force[between & ~inside] == 0)


def test_contacts_are_the_50_newton_crossings_of_the_plate(exact):
    """The convention, done again from the sampled plate with another filter call."""
    t, force = plate(exact)
    b, a = butter(2, 50, fs=exact.run.forces.rate_hz)
    low = filtfilt(b, a, force[:, 1]) - 50
    k = np.flatnonzero(low[:-1] * low[1:] < 0)
    crossing = t[k] - low[k] * (t[k + 1] - t[k]) / (low[k + 1] - low[k])
    for contact in exact.truth.contacts:
        for event in (contact.foot_strike_s, contact.toe_off_s):
            assert np.abs(crossing - event).min() < 1e-4


def test_sides_alternate_and_events_are_in_order(exact):
    contacts = exact.truth.contacts
    assert [c.side for c in contacts[:-2]] == [c.side for c in contacts[2:]]
    times = [t for c in contacts for t in (c.foot_strike_s, c.toe_off_s)]
    assert times == sorted(times)


def test_force_carries_the_body_over_whole_strides(exact):
    t, force = plate(exact)
    first, last = exact.truth.contacts[0], exact.truth.contacts[-1]
    if first.side != last.side:
        last = exact.truth.contacts[-2]
    window = (t >= first.touchdown_s) & (t < last.touchdown_s)
    mean = force[window].mean(axis=0) / (exact.spec.mass_kg * GRAVITY_MPS2)
    assert mean == pytest.approx([0, 1, 0], abs=2e-3)


def test_centre_of_pressure_stays_under_the_foot_and_moves_forward(exact):
    t, _ = plate(exact)
    pressure = exact.run.forces.plates[0].centre_of_pressure_m
    marks = {side: exact.run.points.sel(point=[f"heel_{side}", f"toe_{side}"]).to_numpy() for side in SIDES}
    times = exact.run.points["time"].to_numpy()
    belt = exact.spec.speed_mps if exact.spec.surface == "treadmill" else 0.0
    for contact in exact.truth.contacts:
        loaded = (t > contact.foot_strike_s) & (t < contact.toe_off_s)
        on_ground = pressure[loaded, 0] + belt * t[loaded]  # the belt carries the foot back
        # a forefoot striker's pressure goes back first, once, as the heel comes down
        assert on_ground[-1] > on_ground[0]
        middle = (contact.planted_from_s + contact.lift_off_s) / 2
        heel, toe = (np.interp(middle, times, marks[contact.side][:, k, 0]) + belt * middle for k in (0, 1))
        assert heel - 0.01 < np.nanmin(on_ground)
        assert np.nanmax(on_ground) < toe + 0.03  # the shoe ends in front of the marker on the toe


def test_markers_at_mid_stance_do_not_move_over_the_ground(exact):
    times = exact.run.points["time"].to_numpy()
    belt = exact.spec.speed_mps if exact.spec.surface == "treadmill" else 0.0
    for contact in exact.truth.contacts:
        length = contact.lift_off_s - contact.touchdown_s
        flat = (times > contact.touchdown_s + 0.31 * length) & (times < contact.touchdown_s + 0.36 * length)
        for name in ("heel", "mt1", "mt5"):
            marker = exact.run.points.sel(point=f"{name}_{contact.side}").to_numpy()[flat]
            marker[:, 0] += belt * times[flat]
            assert np.ptp(marker, axis=0).max() < 1e-4


def test_joint_centres_follow_from_the_markers_of_their_segment(exact):
    """Hip half way between fixed markers of the pelvis in its own frame: constant offsets."""
    points = exact.run.points
    left, right = (points.sel(point=f"asis_{side}").to_numpy() for side in SIDES)
    hips = [exact.truth.joint_centres.sel(point=f"hip_centre_{side}").to_numpy() for side in SIDES]
    for hip in hips:
        assert np.ptp(np.linalg.norm(hip - left, axis=1)) < 1e-9
        assert np.ptp(np.linalg.norm(hip - right, axis=1)) < 1e-9


SOFT_LEAVING = {
    "mass_kg": 70.62024571737791,
    "leg_angle_at_strike_deg": 11.501712989639103,
    "foot_strike_angle_deg": 0.34281005061292547,
    "knee_flexion_late_stance_deg": 7.400865225540033,
    "heel_rise_deg": 39.47637861314748,
    "impact": 1.959696287505871,
    "step_time_asymmetry_s": -0.006398249695577829,
    "contact_time_asymmetry_s": -0.0049606613897366985,
    "leg_angle_asymmetry_deg": -3.717321595435337,
    "foot_strike_asymmetry_deg": 8.277538213188985,
    "variability": 2.2724716202583597,
    "duration_s": 2.0,
}


@pytest.mark.parametrize("seed", [3, 9])
def test_a_foot_that_leaves_softly_is_not_forgotten(seed):
    """Toe-off at 50 N may come 30 ms before the force is 0; such contacts once fell out of the truth."""
    contacts = synthesise(Spec(**SOFT_LEAVING, seed=seed)).truth.contacts
    assert len(contacts) == 5
    assert max(c.lift_off_s - c.toe_off_s for c in contacts) > 0.02
    assert all(a.side != b.side for a, b in itertools.pairwise(contacts))


def test_a_run_without_a_whole_stride_of_each_foot_is_refused():
    short = Spec(cadence_spm=130, duration_s=2, duty_factor=0.36, speed_mps=2, knee_flexion_at_strike_deg=16)
    with pytest.raises(UsageError, match="whole stride of each foot"):
        synthesise(short)
