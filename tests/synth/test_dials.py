"""Every dial moves its own measure, step by step in one direction, and hardly any other."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec

EXACT = {"variability": 0.0, "marker_noise_m": 0.0, "force_noise_n": 0.0, "duration_s": 2.5}
#: Nobody can ask for these alone: they follow from where the foot is, the body goes and the torso turns.
FOLLOW = frozenset(
    {"hip_extension_peak", "knee_flexion_peak_stance", "shank_angle_at_strike", "trunk_line_lateral_range"}
)
#: What "hardly" allows, of values in the measures' units: degrees, or shares of the value.
HARDLY_DEG, HARDLY_SHARE = 0.25, 0.012


@dataclass(frozen=True)
class Dial:
    """values: what it is set to. slope: change of its measure per change of the dial, within ``off``.
    bound: measures that must move with it, by physics or by definition."""

    name: str
    values: tuple[float, float, float]
    measure: str
    slope: float
    off: float = 0.05
    bound: frozenset[str] = frozenset()


def dial(
    name: str, values: tuple, measure: str, slope: float = 1.0, off: float = 0.05, bound: str = ""
) -> Dial:
    return Dial(name, values, measure, slope, off, frozenset(bound.split()))


SPRINGS = "vertical_stiffness leg_stiffness"
RHYTHM = f"braking_impulse contact_time flight_time stride_time stride_length vertical_oscillation {SPRINGS}"
BRAKING, LINE = "braking_force_peak braking_impulse", "trunk_line_lean"
DIALS = [
    dial("speed_mps", (2.6, 2.8, 3.0), "speed", bound=f"stride_length {BRAKING} {SPRINGS}"),
    dial("cadence_spm", (160, 165, 170), "cadence", bound=RHYTHM),
    # of whole contacts; the measure's begin and end at 50 N, later and earlier the less force there is
    dial("duty_factor", (0.36, 0.37, 0.38), "duty_factor", off=0.08, bound=f"peak_vertical_force {RHYTHM}"),
    dial(
        "leg_angle_at_strike_deg",
        (11, 12, 13),
        "leg_angle_at_strike",
        bound="overstride braking_force_peak braking_impulse",
    ),
    dial("knee_flexion_at_strike_deg", (10, 12, 14), "knee_flexion_at_strike"),
    dial("foot_strike_angle_deg", (8, 12, 16), "foot_strike_angle", bound="knee_flexion_at_strike"),
    dial("hip_extension_peak_deg", (4, 9, 14), "hip_extension_peak", off=0.02),
    dial("pelvic_tilt_change_deg", (3, 6, 9), "pelvic_tilt_change", off=0.001),
    dial("pelvic_tilt_range_deg", (5, 7, 9), "pelvic_tilt_range", off=0.01),
    dial(
        "pelvic_obliquity_range_deg", (6, 9, 12), "pelvic_obliquity_range", off=0.01, bound="pelvic_drop_peak"
    ),
    dial("pelvic_rotation_range_deg", (6, 10, 14), "pelvic_rotation_range", off=0.01),
    dial("trunk_lean_deg", (4, 7, 10), "trunk_lean", off=0.001, bound=LINE),
    dial("trunk_lateral_range_deg", (2, 5, 8), "trunk_lateral_range", off=0.01),
    dial("trunk_rotation_range_deg", (12, 18, 24), "trunk_rotation_range", off=0.01),
    dial("pelvis_trunk_phase_deg", (110, 140, 170), "pelvis_trunk_phase", off=0.01),
    dial("arm_swing_range_deg", (30, 50, 70), "arm_swing_range"),
    dial("head_pitch_deg", (-10, 5, 20), "head_pitch", off=0.001),
    dial("step_width_m", (0.03, 0.06, 0.10), "step_width"),
]


@cache
def made(name: str, value: float) -> Synthetic:
    return synthesise(Spec(**EXACT, **{name: value}))


@pytest.mark.parametrize("row", DIALS, ids=lambda row: row.name)
def test_a_dial_moves_its_own_measure_as_far_as_itself(row):
    values = [made(row.name, value).truth.measures[row.measure]["both"] for value in row.values]
    slopes = np.diff(values) / np.diff(row.values)
    assert slopes == pytest.approx([row.slope] * 2, abs=row.off)


@pytest.mark.parametrize("row", DIALS, ids=lambda row: row.name)
def test_a_dial_hardly_moves_the_measures_of_others(row):
    first, last = (made(row.name, value).truth.measures for value in (row.values[0], row.values[-1]))
    others = first.keys() - {row.measure} - row.bound - FOLLOW
    moved = {
        name: change
        for name in others
        for change in [abs(last[name]["both"] - first[name]["both"])]
        if change > max(HARDLY_SHARE * abs(first[name]["both"]), HARDLY_DEG if is_angle(name) else 0)
    }
    assert moved == {}


def is_angle(name: str) -> bool:
    return any(word in name for word in ("angle", "flexion", "extension", "pelvic", "trunk", "head", "swing"))


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("contact_time_asymmetry_s", "contact_time"),
        ("leg_angle_asymmetry_deg", "leg_angle_at_strike"),
        ("knee_flexion_asymmetry_deg", "knee_flexion_at_strike"),
        ("foot_strike_asymmetry_deg", "foot_strike_angle"),
        ("pelvic_drop_asymmetry_deg", "pelvic_drop_peak"),
    ],
)
def test_an_asymmetry_is_left_minus_right(name, measure):
    ask = 0.01 if name.endswith("_s") else 4.0
    sides = [made(name, value).truth.measures[measure] for value in (-ask, ask)]
    differences = [side["left"] - side["right"] for side in sides]
    assert differences == pytest.approx([-ask, ask], rel=0.12)  # by whole contacts, read at 50 N


def steps(synthetic: Synthetic, side: str) -> float:
    """Mean time from this foot's strike to the other's."""
    pairs = itertools.pairwise(synthetic.truth.contacts)
    return float(np.mean([b.foot_strike_s - a.foot_strike_s for a, b in pairs if a.side == side]))


def test_step_time_asymmetry_is_of_the_steps_that_begin_with_left_and_right_strikes():
    synthetic = made("step_time_asymmetry_s", 0.01)
    assert steps(synthetic, "left") - steps(synthetic, "right") == pytest.approx(0.01, abs=1e-3)


def drift(synthetic: Synthetic, field: str) -> float:
    """Change over the recording of a field of the strides, by a straight line."""
    rows = synthetic.truth.strides
    middle = [(s.foot_strike_s + s.next_foot_strike_s) / 2 for s in rows]
    return float(np.polyfit(middle, [getattr(s, field) for s in rows], 1)[0]) * synthetic.spec.duration_s


@pytest.mark.parametrize(
    ("name", "field", "measure"),
    [
        ("trunk_lean_drift_deg", "trunk_lean_deg", "trunk_lean"),
        ("pelvic_tilt_drift_deg", "pelvic_tilt_change_deg", "pelvic_tilt_change"),
    ],
)
@pytest.mark.parametrize("ask", [-6.0, 6.0])
def test_a_posture_drifts_as_asked_and_keeps_its_mean(name, field, measure, ask):
    synthetic = synthesise(Spec(**{**EXACT, "duration_s": 6.0}, **{name: ask}))
    assert drift(synthetic, field) == pytest.approx(ask, abs=0.05)
    assert synthetic.truth.measures[measure]["both"] == pytest.approx(
        getattr(Spec(), f"{measure}_deg"), abs=0.3
    )


def test_cadence_drifts_as_asked_and_keeps_its_mean():
    spec = Spec(**{**EXACT, "duration_s": 8.0}, cadence_drift_spm=-10)
    truth = synthesise(spec).truth
    strikes = np.array([c.foot_strike_s for c in truth.contacts])
    middle, cadence = (strikes[1:] + strikes[:-1]) / 2, 60 / np.diff(strikes)
    assert np.polyfit(middle, cadence, 1)[0] * spec.duration_s == pytest.approx(-10, abs=0.2)
    assert truth.measures["cadence"]["both"] == pytest.approx(165, abs=0.5)


def test_the_arms_swing_alike_and_each_side_is_told():
    swing = made("arm_swing_range_deg", 50).truth.measures["arm_swing_range"]
    assert set(swing) == {"left", "right", "both"}
    assert swing["left"] == pytest.approx(swing["right"], abs=0.05)
    assert swing["both"] == pytest.approx(50, rel=0.04)  # the arm's plane leans out by 15 deg


def test_a_chin_held_down_lowers_the_front_of_the_head():
    up, down = (made("head_pitch_deg", value).run.points for value in (-10, 20))
    fronts = [
        p.sel(point="head_front_left").to_numpy()[:, 1] - p.sel(point="head_back_left").to_numpy()[:, 1]
        for p in (up, down)
    ]
    assert fronts[1].mean() < fronts[0].mean() - 0.05
