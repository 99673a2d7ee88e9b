"""What the synthetic runner really did, by the definitions of the conventions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfiltfilt

from backstride.errors import UsageError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Frozen, Side
from backstride.synth.body_path import force_bw, moments, position
from backstride.synth.figure import Figure
from backstride.synth.foot import SETTLE_S
from backstride.synth.force import GRAVITY_MPS2, Ground
from backstride.synth.labels import LabelSwap
from backstride.synth.leg import KNEE, PITCH, THIGH
from backstride.synth.schedule import IntArray
from backstride.synth.solve import Solution
from backstride.synth.spec import Spec

POSTURE_CURVES = (
    "pelvic_tilt",
    "pelvic_obliquity",
    "pelvic_rotation",
    "trunk_lean",
    "trunk_lateral",
    "trunk_rotation",
    "head_pitch",
)

#: Curves that are looked at within a contact.
AT_CONTACT = ("pelvic_obliquity", "foot_pitch", "shank_angle", "knee_flexion")

#: The conventions' plate contact: 50 N of vertical force low-passed at 50 Hz, second order both ways.
CONTACT_N = 50.0
CONTACT_HZ = 50.0
#: Rate at which the true force is filtered; crossings are interpolated.
FINE_HZ = 4000.0
#: 50 N lie within this of the zero of force, however softly a foot leaves; no other contact's do.
REACH_S = 0.06
#: So many contacts in a row hold a whole stride of each foot.
FEWEST_CONTACTS = 4
#: The filter settles within this time beyond the ends.
SETTLED_S = 0.2


class TrueContact(Frozen):
    """One stance inside the trial. Angles in degrees, at ``foot_strike_s`` where they say "at strike".

    touchdown_s and lift_off_s: the force leaves and reaches 0. foot_strike_s and toe_off_s: 50 N of the
    50 Hz low-passed force, which any plate shows. planted_from_s: from here to lift-off the sole does not
    move where it touches the ground.
    """

    side: Side
    touchdown_s: float
    lift_off_s: float
    foot_strike_s: float
    toe_off_s: float
    planted_from_s: float
    leg_angle_at_strike_deg: float
    overstride_m: float
    foot_strike_angle_deg: float
    shank_angle_at_strike_deg: float
    knee_flexion_at_strike_deg: float
    knee_flexion_peak_stance_deg: float
    pelvic_drop_peak_deg: float
    peak_vertical_force_bw: float
    braking_force_peak_bw: float
    braking_impulse_bw_s: float
    sinking_m: float


class TrueStride(Frozen):
    """One stride between two strikes of one foot inside the trial: means and peaks over it, degrees."""

    side: Side
    foot_strike_s: float
    next_foot_strike_s: float
    pelvic_tilt_change_deg: float
    trunk_lean_deg: float
    head_pitch_deg: float
    hip_extension_peak_deg: float


@dataclass(frozen=True, eq=False)
class Truth:
    """Exact motion and forces at the marker times, in ISB lab axes, and what follows from them.

    angles: (time, curve) rad, curves named and signed as ``Motion.angles``; all against standing, so
    pelvic_tilt is the change from it, and the trunk's angles are turns of the rigid torso above the
    lumbar joint. centre_of_mass: (time, axis) m.
    joint_centres: (time, point, axis) m. force_n: (time, axis) total ground reaction.
    measures: id -> side -> value in the measure's unit, over whole contacts or strides of the trial.
    label_swaps: where two markers carry each other's label. moved: dials that were set otherwise than in
    the spec to meet ``hip_extension_peak_deg``, and what they were set to.
    """

    contacts: tuple[TrueContact, ...]
    strides: tuple[TrueStride, ...]
    angles: xr.DataArray
    centre_of_mass: xr.DataArray
    joint_centres: xr.DataArray
    force_n: xr.DataArray
    measures: dict[str, dict[str, float]]
    label_swaps: tuple[LabelSwap, ...]
    moved: dict[str, float]


def true_angles(solution: Solution, figure: Figure) -> dict[str, FloatArray]:
    """(t,) rad per curve, on the solving grid."""
    curves: dict[str, FloatArray] = {name: getattr(solution.posture, name) for name in POSTURE_CURVES}
    for side in SIDES:
        state = solution.legs[side].state
        curves |= {
            f"hip_flexion_{side}": _flexion(figure["pelvis"].turn, figure[f"thigh_{side}"].turn),
            f"knee_flexion_{side}": state[:, KNEE],
            f"ankle_dorsiflexion_{side}": _flexion(figure[f"shank_{side}"].turn, figure[f"foot_{side}"].turn),
            f"foot_pitch_{side}": state[:, PITCH],
            f"thigh_angle_{side}": state[:, THIGH],
            f"shank_angle_{side}": state[:, THIGH] - state[:, KNEE],
            f"arm_flexion_{side}": _flexion(figure["torso"].turn, figure[f"upper_arm_{side}"].turn),
        }
    return curves


def _flexion(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """First Cardan angle (Z, then X, then Y) of the lower in the upper segment, forward positive."""
    x = np.einsum("tia,tib->tab", upper, lower)
    return np.asarray(np.arctan2(-x[:, 0, 1], x[:, 1, 1]))


def plate_contacts(spec: Spec, ground: Ground) -> tuple[FloatArray, FloatArray]:
    """(n,) foot strike and toe-off of every contact by the conventions, NaN outside the trial."""
    time_s = np.arange(-SETTLED_S, spec.duration_s + SETTLED_S, 1 / FINE_HZ)
    force = force_bw(ground, moments(ground.schedule, time_s))[:, 1] * spec.mass_kg * GRAVITY_MPS2
    low = sosfiltfilt(butter(2, CONTACT_HZ, fs=FINE_HZ, output="sos"), force) - CONTACT_N
    crossing = np.flatnonzero((low[:-1] < 0) != (low[1:] < 0))
    at = time_s[crossing] + low[crossing] / (low[crossing] - low[crossing + 1]) / FINE_HZ
    rising = low[crossing] < 0
    schedule = ground.schedule
    return _nearest(schedule.touchdown_s, at[rising]), _nearest(schedule.toe_off_s, at[~rising])


def _nearest(events_s: FloatArray, found_s: FloatArray) -> FloatArray:
    """For each event the found time within reach, else NaN."""
    near = found_s[np.abs(events_s[:, None] - found_s).argmin(axis=1)]
    return np.where(np.abs(near - events_s) < REACH_S, near, np.nan)


def true_contacts(spec: Spec, solution: Solution, curves: dict[str, FloatArray]) -> tuple[TrueContact, ...]:
    """Every contact whose strike and toe-off both lie inside the trial.

    Raises UsageError when they hold no whole stride of each foot, or two cannot be told apart at 50 N.
    """
    strike, leave = plate_contacts(spec, solution.ground)
    last = spec.duration_s - 1 / spec.marker_rate_hz
    inside = np.flatnonzero((strike >= 0) & (leave <= last))
    _refuse_gaps(inside)
    asked = [name for name in curves if name.startswith(AT_CONTACT)]
    at = {name: CubicSpline(solution.time_s, curves[name]) for name in asked}
    ankles = {side: CubicSpline(solution.time_s, solution.figure[f"foot_{side}"].origin_m) for side in SIDES}
    return tuple(
        _contact(solution.ground, at, ankles, (int(i), float(strike[i]), float(leave[i]))) for i in inside
    )


def _refuse_gaps(inside: IntArray) -> None:
    if np.any(np.diff(inside) > 1):
        raise UsageError(
            f"between two contacts the filtered force stays above {CONTACT_N:g} N",
            where="spec",
            fix="Lower duty_factor, cadence_spm, variability or the asymmetries.",
        )
    if len(inside) < FEWEST_CONTACTS:
        raise UsageError(
            "the run holds no whole stride of each foot", where="spec", fix="Raise duration_s or cadence_spm."
        )


def _contact(
    ground: Ground,
    at: dict[str, CubicSpline],
    ankles: dict[Side, CubicSpline],
    event: tuple[int, float, float],
) -> TrueContact:
    i, strike, leave = event
    schedule = ground.schedule
    side: Side = "right" if schedule.right[i] else "left"
    fine = np.linspace(strike, leave, 400)
    at_fine = moments(schedule, fine)
    body, force = position(ground, at_fine), force_bw(ground, at_fine)
    to_ankle = ankles[side](strike) - body[0]
    swing_side = 1 if side == "left" else -1  # obliquity is positive with the right side down

    def degrees(name: str, t_s: FloatArray | float) -> FloatArray:
        return np.asarray(np.degrees(at[f"{name}_{side}"](t_s)))

    return TrueContact(
        side=side,
        touchdown_s=float(schedule.touchdown_s[i]),
        lift_off_s=float(schedule.toe_off_s[i]),
        foot_strike_s=strike,
        toe_off_s=leave,
        planted_from_s=float(schedule.touchdown_s[i]) + float(SETTLE_S.max()),
        leg_angle_at_strike_deg=float(np.degrees(np.arctan2(to_ankle[0], -to_ankle[1]))),
        overstride_m=float(to_ankle[0]),
        foot_strike_angle_deg=float(degrees("foot_pitch", strike)),
        shank_angle_at_strike_deg=float(degrees("shank_angle", strike)),
        knee_flexion_at_strike_deg=float(degrees("knee_flexion", strike)),
        knee_flexion_peak_stance_deg=float(degrees("knee_flexion", fine).max()),
        pelvic_drop_peak_deg=float((swing_side * np.degrees(at["pelvic_obliquity"](fine))).max()),
        peak_vertical_force_bw=float(force[:, 1].max()),
        braking_force_peak_bw=float(-force[:, 0].min()),
        braking_impulse_bw_s=float(-np.minimum(force[:, 0], 0).mean() * (leave - strike)),
        sinking_m=float(body[0, 1] - body[:, 1].min()),
    )
