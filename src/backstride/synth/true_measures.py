"""The measures of the contract computed from the truth: what a perfect instrument would report."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.synth.truth import TrueContact

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
    for name in ("pelvic_tilt", "trunk_lean"):
        key = "pelvic_tilt_change" if name == "pelvic_tilt" else name
        out[key] = {
            "both": float(np.mean([np.degrees(curves[name][w]).mean() for w in _windows(strides, time_s)]))
        }
    extension: dict[Side, float] = {}
    for side in SIDES:
        mine = [s for s in strides if s[0] == side]
        hip = np.degrees(curves[f"hip_flexion_{side}"])
        extension[side] = float(np.mean([-hip[w].min() for w in _windows(mine, time_s)]))
    out["hip_extension_peak"] = _with_both(extension)
    return out


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


def _strides(contacts: Sequence[TrueContact]) -> list[tuple[str, float, float]]:
    return [
        (a.side, a.foot_strike_s, b.foot_strike_s)
        for a, b in zip(contacts, contacts[2:], strict=False)
        if a.side == b.side
    ]


def _windows(strides: Sequence[tuple[str, float, float]], time_s: FloatArray) -> list[slice]:
    return [slice(*np.searchsorted(time_s, (start, end))) for _, start, end in strides]


def _range(strides: Sequence[tuple[str, float, float]], time_s: FloatArray, curve: FloatArray) -> float:
    return float(np.median([np.ptp(curve[w]) for w in _windows(strides, time_s)]))


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _with_both(sides: Mapping[Side, float]) -> Sided:
    return {"left": sides["left"], "right": sides["right"], "both": (sides["left"] + sides["right"]) / 2}
