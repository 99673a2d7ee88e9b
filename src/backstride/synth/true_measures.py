"""The measures of the contract computed from the truth: what a perfect instrument would report."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.synth.truth import TrueContact, TrueStride

#: Measures that are one value per contact, by the field that holds it.
AT_CONTACT = (
    "leg_angle_at_strike",
    "overstride",
    "foot_strike_angle",
    "shank_angle_at_strike",
    "knee_flexion_at_strike",
    "knee_flexion_peak_stance",
    "pelvic_drop_peak",
    "peak_vertical_force",
    "braking_force_peak",
    "braking_impulse",
)
#: Measures that are the range of a curve over a stride.
RANGES = {
    "pelvic_tilt_range": "pelvic_tilt",
    "pelvic_obliquity_range": "pelvic_obliquity",
    "pelvic_rotation_range": "pelvic_rotation",
    "trunk_lateral_range": "trunk_lateral",
    "trunk_rotation_range": "trunk_rotation",
}

Sided = dict[str, float]
Stride = tuple[Side, float, float]


def true_measures(
    contacts: Sequence[TrueContact], time_s: FloatArray, curves: dict[str, FloatArray], centre_m: FloatArray
) -> dict[str, Sided]:
    """Measure id -> left, right, both. curves: (t,) rad on ``time_s``; centre_m: (t, 3) centre of mass."""
    out = {name: _per_contact(contacts, name) for name in AT_CONTACT}
    out |= _timing(contacts)
    strides = _strides(contacts)
    out |= {
        name: {"both": _range(strides, time_s, np.degrees(curves[curve]))} for name, curve in RANGES.items()
    }
    out["vertical_oscillation"] = {"both": _range(strides, time_s, centre_m[:, 1])}
    out["lateral_sway"] = {"both": _range(strides, time_s, centre_m[:, 2])}
    whole = true_strides(contacts, time_s, curves)
    for name in ("pelvic_tilt_change", "trunk_lean", "head_pitch"):
        out[name] = {"both": _mean(getattr(stride, f"{name}_deg") for stride in whole)}
    out["hip_extension_peak"] = hip_extension_peaks(whole)
    out["arm_swing_range"] = _with_both({side: _arm_swing(strides, time_s, curves, side) for side in SIDES})
    turns = [_once_per_stride(curves[f"{name}_rotation"], strides, time_s) for name in ("pelvic", "trunk")]
    lag = np.angle(turns[0] * np.conj(turns[1]))
    out["pelvis_trunk_phase"] = {"both": float(np.median(np.abs(np.degrees(lag))))}
    out["pelvis_trunk_phase_variability"] = {"both": _circular_sd_deg(lag)}
    return out


def true_trunk_line(
    contacts: Sequence[TrueContact], time_s: FloatArray, line_m: FloatArray
) -> dict[str, Sided]:
    """Lean of the line (t, 3) from the pelvis to the upper trunk: what markers can show of the trunk."""
    windows = _windows(_strides(contacts), time_s)
    forward = np.degrees(np.arctan2(line_m[:, 0], line_m[:, 1]))
    return {
        "trunk_line_lean": {"both": _mean(float(forward[window].mean()) for window in windows)},
        "trunk_line_lateral_range": {
            "both": _range(_strides(contacts), time_s, np.degrees(np.arctan2(line_m[:, 2], line_m[:, 1])))
        },
    }


def true_springs(
    contacts: Sequence[TrueContact], weight_n: float, speed_mps: float, hip_m: float
) -> dict[str, Sided]:
    """Vertical and leg stiffness, N/m. hip_m: height of the hip centres in standing."""
    springs: dict[str, dict[Side, float]] = {"vertical_stiffness": {}, "leg_stiffness": {}}
    for side in SIDES:
        mine = [c for c in contacts if c.side == side]
        peak_n = weight_n * np.array([c.peak_vertical_force_bw for c in mine])
        sinking = np.array([c.sinking_m for c in mine])
        half = speed_mps * np.array([c.toe_off_s - c.foot_strike_s for c in mine]) / 2
        springs["vertical_stiffness"][side] = float(np.mean(peak_n / sinking))
        shortening = hip_m - np.sqrt(hip_m**2 - half**2) + sinking
        springs["leg_stiffness"][side] = float(np.mean(peak_n / shortening))
    return {name: _with_both(sides) for name, sides in springs.items()}


def true_strides(
    contacts: Sequence[TrueContact], time_s: FloatArray, curves: dict[str, FloatArray]
) -> tuple[TrueStride, ...]:
    """Every stride inside the trial, both feet, in order of time."""
    strides = _strides(contacts)
    means = {name: np.degrees(curves[name]) for name in ("pelvic_tilt", "trunk_lean", "head_pitch")}
    hips = {side: np.degrees(curves[f"hip_flexion_{side}"]) for side in SIDES}
    return tuple(
        TrueStride(
            side=side,
            foot_strike_s=start,
            next_foot_strike_s=end,
            pelvic_tilt_change_deg=float(means["pelvic_tilt"][window].mean()),
            trunk_lean_deg=float(means["trunk_lean"][window].mean()),
            head_pitch_deg=float(means["head_pitch"][window].mean()),
            hip_extension_peak_deg=float(-hips[side][window].min()),
        )
        for (side, start, end), window in zip(strides, _windows(strides, time_s), strict=True)
    )


def hip_extension_peaks(strides: Sequence[TrueStride]) -> Sided:
    """Mean peak extension of each hip, degrees."""
    return _with_both(
        {side: _mean(s.hip_extension_peak_deg for s in strides if s.side == side) for side in SIDES}
    )


def _arm_swing(
    strides: Sequence[Stride], time_s: FloatArray, curves: dict[str, FloatArray], side: Side
) -> float:
    mine = [stride for stride in strides if stride[0] == side]
    return _range(mine, time_s, np.degrees(curves[f"arm_flexion_{side}"]))


def _once_per_stride(
    curve: FloatArray, strides: Sequence[Stride], time_s: FloatArray
) -> NDArray[np.complex128]:
    """(strides,) first Fourier coefficient over each stride, by the trapezoid rule on its own samples."""
    found = []
    for (_, start, end), window in zip(strides, _windows(strides, time_s), strict=True):
        phase = (time_s[window] - start) / (end - start)
        level = curve[window] - curve[window].mean()
        found.append(np.trapezoid(level * np.exp(-2j * np.pi * phase), phase))
    return np.array(found)


def _per_contact(contacts: Sequence[TrueContact], name: str) -> Sided:
    field = next(f for f in TrueContact.model_fields if f.startswith(name))
    return _with_both({side: _mean(getattr(c, field) for c in contacts if c.side == side) for side in SIDES})


def _timing(contacts: Sequence[TrueContact]) -> dict[str, Sided]:
    strikes = np.array([c.foot_strike_s for c in contacts])
    on = {side: _mean(c.toe_off_s - c.foot_strike_s for c in contacts if c.side == side) for side in SIDES}
    air = [(a.side, b.foot_strike_s - a.toe_off_s) for a, b in itertools.pairwise(contacts)]
    stride = {side: _mean(end - start for s, start, end in _strides(contacts) if s == side) for side in SIDES}
    return {
        "cadence": {"both": float(60 / np.diff(strikes).mean())},
        "contact_time": _with_both(on),
        "flight_time": _with_both({side: _mean(t for s, t in air if s == side) for side in SIDES}),
        "stride_time": _with_both(stride),
        "duty_factor": _with_both({side: on[side] / stride[side] for side in SIDES}),
    }


def _strides(contacts: Sequence[TrueContact]) -> list[Stride]:
    return [
        (a.side, a.foot_strike_s, b.foot_strike_s)
        for a, b in zip(contacts, contacts[2:], strict=False)
        if a.side == b.side
    ]


def _windows(strides: Sequence[Stride], time_s: FloatArray) -> list[slice]:
    return [slice(*np.searchsorted(time_s, (start, end))) for _, start, end in strides]


def _range(strides: Sequence[Stride], time_s: FloatArray, curve: FloatArray) -> float:
    return float(np.median([np.ptp(curve[w]) for w in _windows(strides, time_s)]))


def _circular_sd_deg(angles: FloatArray) -> float:
    """Mardia & Jupp 2000: sqrt(-2 ln R) of the mean resultant length R."""
    length = min(1.0, abs(np.mean(np.exp(1j * angles))))
    return float(np.degrees(np.sqrt(-2 * np.log(length))))


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _with_both(sides: Mapping[Side, float]) -> Sided:
    return {"left": sides["left"], "right": sides["right"], "both": (sides["left"] + sides["right"]) / 2}
