"""The whole runner: rigid, planted, driven by his forces, and true to his dials."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from backstride.errors import UsageError
from backstride.model.common import SIDES
from backstride.synth.body_path import follow, moments
from backstride.synth.figure import centre_of_mass
from backstride.synth.foot import SETTLE_S
from backstride.synth.force import GRAVITY_MPS2
from backstride.synth.presets import PRESETS, preset
from backstride.synth.runner import synthesise
from backstride.synth.solve import in_trial
from backstride.synth.spec import Spec


def centres(synthetic, name):
    return synthetic.truth.joint_centres.sel(point=name).to_numpy()


@pytest.mark.parametrize("side", SIDES)
def test_segments_keep_their_length(exact, side):
    chains = [
        ("hip", "knee", 0.245),
        ("knee", "ankle", 0.240),
        ("shoulder", "elbow", 0.165),
        ("elbow", "wrist", 0.148),
    ]
    for upper, lower, share in chains:
        gap = centres(exact, f"{lower}_centre_{side}") - centres(exact, f"{upper}_centre_{side}")
        assert np.linalg.norm(gap, axis=1) == pytest.approx(share * exact.spec.height_m, abs=1e-9)


def test_markers_of_a_segment_keep_their_distances(exact):
    points = exact.run.points
    for names in (
        ["asis_left", "asis_right", "psis_left"],
        ["heel_left", "mt1_left", "mt5_left"],
        ["c7", "sternum"],
    ):
        for one in names:
            for other in names:
                gap = np.linalg.norm(
                    points.sel(point=one).to_numpy() - points.sel(point=other).to_numpy(), axis=1
                )
                assert np.ptp(gap) < 1e-9


def sole_points(varied, side):
    """Trial samples in stance, foot still, with the foot's plane pose of each."""
    solution, leg = varied.solution, varied.solution.legs[side]
    still = solution.time_s - solution.ground.schedule.touchdown_s[leg.contact] > SETTLE_S.max()
    return leg.in_stance & still & in_trial(varied.spec, solution.time_s)


@pytest.mark.parametrize("side", SIDES)
def test_the_foot_neither_slips_nor_sinks(varied, side):
    """The material point at the contact, followed to the next sample: under 0.1 mm."""
    sole, h = varied.body.sole, varied.body["ankle_height"]
    foot = varied.solution.figure[f"foot_{side}"]
    angle = varied.solution.legs[side].state[:, 3]
    heel = angle > 0
    radius = np.where(heel, sole.heel_radius_m, sole.forefoot_radius_m)
    edge = np.where(heel, sole.heel_edge_m, sole.ball_m)
    local = np.stack([edge - radius * np.sin(angle), radius * (1 - np.cos(angle)) - h, 0 * angle], axis=1)

    def world(frames, points):
        return foot.origin_m[frames] + np.einsum("tij,tj->ti", foot.turn[frames], points)

    now = np.flatnonzero(sole_points(varied, side)[:-1] & sole_points(varied, side)[1:])
    here, there = world(now, local[now]), world(now + 1, local[now])
    assert np.abs(here[:, 1]).max() < 1e-9
    assert np.abs(there - here).max() < 1e-4


@pytest.mark.parametrize("side", SIDES)
def test_no_part_of_the_sole_goes_below_the_ground(varied, side):
    sole, h = varied.body.sole, varied.body["ankle_height"]
    foot = varied.solution.figure[f"foot_{side}"]
    inside = in_trial(varied.spec, varied.solution.time_s)
    for centre, radius in ((sole.heel_edge_m, sole.heel_radius_m), (sole.ball_m, sole.forefoot_radius_m)):
        low = foot.point(np.array([centre, radius - h, 0.0]))[inside, 1] - radius
        assert low.min() > -1e-9


def test_segments_and_forces_share_one_centre_of_mass(varied):
    solution = varied.solution
    own = centre_of_mass(varied.body, solution.figure)
    assert np.abs(own - solution.centre_m)[in_trial(varied.spec, solution.time_s)].max() < 1e-7


def test_force_is_mass_times_acceleration_of_the_segments(varied):
    """Momentum of the segments' own centre of mass over one sample against the force's impulse."""
    solution, schedule = varied.solution, varied.solution.ground.schedule
    t = solution.time_s
    dt = float(t[1] - t[0])
    speed = np.diff(centre_of_mass(varied.body, solution.figure), axis=0) / dt
    # mean acceleration between sample middles is the force averaged with a triangle two samples wide
    around = t[1:-1, None] + dt * np.linspace(-1, 1, 81)
    weight = np.maximum(1 - np.abs(np.linspace(-1, 1, 81)), 0)
    force = follow(solution.ground, moments(schedule, around)).force_bw
    mean = np.einsum("k,tka->ta", weight / weight.sum(), force)
    change = np.diff(speed, axis=0) / dt / GRAVITY_MPS2 + np.array([0, 1, 0])
    inside = in_trial(varied.spec, t)[1:-1]
    assert np.abs(change - mean)[inside].max() < 2e-3  # body weights


def test_body_in_flight_falls_freely(varied):
    solution, schedule = varied.solution, varied.solution.ground.schedule
    t, own = solution.time_s, centre_of_mass(varied.body, solution.figure)
    dt = float(t[1] - t[0])
    fall = np.diff(own, 2, axis=0) / dt**2
    i = np.searchsorted(schedule.touchdown_s, t[1:-1] - dt, side="right") - 1
    flight = (t[1:-1] - dt > schedule.toe_off_s[i]) & (t[1:-1] + dt < schedule.touchdown_s[i + 1])
    flight &= in_trial(varied.spec, t)[1:-1]
    assert flight.sum() > 100
    assert np.abs(fall[flight] + np.array([0, GRAVITY_MPS2, 0])).max() < 0.02


def test_dials_are_met(exact):
    spec, measures = exact.spec, exact.truth.measures
    assert measures["stride_time"]["both"] == pytest.approx(120 / spec.cadence_spm, abs=1e-5)
    for name in (
        "pelvic_tilt_range",
        "pelvic_obliquity_range",
        "pelvic_rotation_range",
        "trunk_rotation_range",
    ):
        assert measures[name]["both"] == pytest.approx(getattr(spec, f"{name}_deg"), abs=0.05)
    assert measures["pelvic_tilt_change"]["both"] == pytest.approx(spec.pelvic_tilt_change_deg, abs=0.05)
    at = {side: 0.5 if side == "left" else -0.5 for side in SIDES}
    for side, share in at.items():
        # read 2-3 ms after touchdown, where the filtered force passes 50 N: the leg has already moved on
        angle = spec.leg_angle_at_strike_deg + share * spec.leg_angle_asymmetry_deg
        assert measures["leg_angle_at_strike"][side] == pytest.approx(angle, abs=0.4)
        knee = spec.knee_flexion_at_strike_deg + share * spec.knee_flexion_asymmetry_deg
        assert measures["knee_flexion_at_strike"][side] == pytest.approx(knee, abs=2.5)
        pitch = spec.foot_strike_angle_deg + share * spec.foot_strike_asymmetry_deg
        assert measures["foot_strike_angle"][side] == pytest.approx(pitch, abs=2.5)


def test_knee_angle_agrees_with_the_joint_centres(exact):
    for side in SIDES:
        thigh = centres(exact, f"knee_centre_{side}") - centres(exact, f"hip_centre_{side}")
        shank = centres(exact, f"ankle_centre_{side}") - centres(exact, f"knee_centre_{side}")
        cosine = (
            np.einsum("ti,ti->t", thigh, shank)
            / np.linalg.norm(thigh, axis=1)
            / np.linalg.norm(shank, axis=1)
        )
        knee = exact.truth.angles.sel(curve=f"knee_flexion_{side}").to_numpy()
        assert np.cos(knee) == pytest.approx(cosine, abs=1e-9)


def test_pelvis_drops_on_the_swing_side(exact):
    """Positive obliquity has the right hip lower, as the hips themselves show."""
    hips = {side: centres(exact, f"hip_centre_{side}")[:, 1] for side in SIDES}
    obliquity = exact.truth.angles.sel(curve="pelvic_obliquity").to_numpy()
    width = 2 * 0.050 * exact.spec.height_m
    # tilt and rotation act on the same line of the hips: equal to a degree
    assert np.arcsin((hips["left"] - hips["right"]) / width) == pytest.approx(obliquity, abs=0.02)
    for contact in exact.truth.contacts:
        assert contact.pelvic_drop_peak_deg > 0


def test_asymmetric_drop_is_left_minus_right():
    drop = synthesise(Spec(duration_s=2.5, variability=0, pelvic_drop_asymmetry_deg=4)).truth.measures[
        "pelvic_drop_peak"
    ]
    assert drop["left"] - drop["right"] == pytest.approx(4, abs=0.1)


def test_treadmill_runner_stays_and_overground_runner_travels(exact):
    x = exact.truth.centre_of_mass.sel(axis="x").to_numpy()
    travelled = x[-1] - x[0]
    time = float(exact.run.points["time"][-1] - exact.run.points["time"][0])
    speed = exact.spec.speed_mps if exact.spec.surface == "overground" else 0.0
    assert travelled == pytest.approx(speed * time, abs=0.06)


def test_same_spec_same_numbers():
    spec = Spec(duration_s=2, gap_fraction=0.05)
    one, two = synthesise(spec), synthesise(spec)
    np.testing.assert_array_equal(one.run.points.to_numpy(), two.run.points.to_numpy())
    assert one.truth.contacts == two.truth.contacts
    other = synthesise(spec.model_copy(update={"seed": 2}))
    assert not np.array_equal(one.run.points.to_numpy(), other.run.points.to_numpy())


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # 28 runners at 2.5-3.5 m/s (RBDS), and 860 at 2.75 m/s (Malisoux 2023)
        ("cadence", 155, 180),
        ("contact_time", 0.22, 0.30),
        ("duty_factor", 0.33, 0.42),
        ("vertical_oscillation", 0.065, 0.090),
        # Patoz 2022, about 100 runners; BMC and RIC laboratories, 46 runners
        ("peak_vertical_force", 2.15, 2.65),
        # Patoz reports 8.7 deg at 2.8 m/s, the ankles of 8 RBDS runners lie at about 12 deg
        ("leg_angle_at_strike", 5.5, 13.0),
        ("knee_flexion_at_strike", 3, 17.6),
        ("knee_flexion_peak_stance", 33, 49),
        ("hip_extension_peak", 7.5, 22.7),
        ("braking_force_peak", 0.2, 0.4),
    ],
)
def test_typical_runner_is_typical(typical, name, low, high):
    assert low < typical.truth.measures[name]["both"] < high


@pytest.fixture(scope="module")
def typical():
    return synthesise(preset("typical").model_copy(update={"duration_s": 6.0}))


def test_faulty_runner_shows_his_faults(typical):
    faulty = synthesise(preset("faulty").model_copy(update={"duration_s": 6.0})).truth.measures
    ordinary = typical.truth.measures
    assert faulty["cadence"]["both"] < ordinary["cadence"]["both"] - 10
    assert faulty["leg_angle_at_strike"]["both"] > ordinary["leg_angle_at_strike"]["both"] + 3
    assert faulty["knee_flexion_at_strike"]["both"] < ordinary["knee_flexion_at_strike"]["both"] - 2
    assert faulty["pelvic_tilt_change"]["both"] > ordinary["pelvic_tilt_change"]["both"] + 5
    assert faulty["braking_force_peak"]["both"] > ordinary["braking_force_peak"]["both"]


def test_unknown_preset_names_those_there_are():
    with pytest.raises(UsageError, match="typical, faulty"):
        preset("elf")
    assert set(PRESETS) == {"typical", "faulty"}


@pytest.mark.parametrize(
    "dials",
    [
        {"speed_mps": 5.5, "cadence_spm": 130, "duty_factor": 0.45},
        {"duty_factor": 0.45, "cadence_spm": 210, "variability": 3},
        {"leg_angle_at_strike_deg": 2, "speed_mps": 4.5, "duty_factor": 0.40},
    ],
)
def test_wishes_that_exclude_each_other_are_refused(dials):
    with pytest.raises(UsageError) as refusal:
        synthesise(Spec(**dials, duration_s=2))
    assert refusal.value.fix


@pytest.mark.parametrize("dial", [{"speed_mps": 0.5}, {"height_m": 175}, {"seed": -1}, {"hat": "red"}])
def test_dials_out_of_range_are_refused(dial):
    with pytest.raises(ValidationError):
        Spec(**dial)


def any_dial(name: str) -> st.SearchStrategy[float]:
    low, high = (
        next(getattr(m, k) for m in Spec.model_fields[name].metadata if hasattr(m, k)) for k in ("ge", "le")
    )
    usual = Spec.model_fields[name].default
    # half way from the usual to each end: beyond, most combinations rightly exclude each other
    return st.floats((low + usual) / 2, (high + usual) / 2)


DIALS = (
    "height_m",
    "speed_mps",
    "cadence_spm",
    "duty_factor",
    "leg_angle_at_strike_deg",
    "knee_flexion_at_strike_deg",
    "foot_strike_angle_deg",
    "pelvic_tilt_range_deg",
    "pelvic_obliquity_range_deg",
    "pelvic_rotation_range_deg",
    "trunk_lean_deg",
    "arm_swing_range_deg",
    "step_width_m",
    "variability",
    "leg_angle_asymmetry_deg",
)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(dials=st.fixed_dictionaries({}, optional={name: any_dial(name) for name in DIALS}))
def test_any_dials_give_a_sound_runner_or_a_clear_refusal(dials):
    spec = Spec(**dials, duration_s=2.0)
    try:
        synthetic = synthesise(spec)
    except UsageError:
        return
    points = synthetic.run.points.to_numpy()
    assert np.isfinite(points).all()
    assert points[..., 1].min() > -0.01
    assert points[..., 1].max() < 1.35 * spec.height_m
    speed = np.abs(np.diff(points, axis=0)).max() * spec.marker_rate_hz
    assert speed < 5 * spec.speed_mps
    knees = [synthetic.truth.angles.sel(curve=f"knee_flexion_{side}").to_numpy() for side in SIDES]
    assert min(k.min() for k in knees) > -0.15
    assert max(k.max() for k in knees) < 2.6
