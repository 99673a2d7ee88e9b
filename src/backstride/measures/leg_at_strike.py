"""Where and how the leg is when the foot strikes: the numbers of overstriding."""

from __future__ import annotations

import numpy as np

from backstride.measures.registry import measure
from backstride.measures.trial import Trial, at
from backstride.model.arrays import FloatArray
from backstride.model.common import Side


@measure("overstride")
def overstride(trial: Trial, side: Side) -> FloatArray:
    """Metres the ankle is ahead of the centre of mass at foot strike."""
    ahead_m, _ = _ankle_from_centre(trial, side)
    return ahead_m


@measure("leg_angle_at_strike")
def leg_angle_at_strike(trial: Trial, side: Side) -> FloatArray:
    """Degrees from vertical of the line from centre of mass to ankle at foot strike, foot ahead +."""
    ahead_m, below_m = _ankle_from_centre(trial, side)
    return np.degrees(np.arctan2(ahead_m, below_m))


@measure("shank_angle_at_strike")
def shank_angle_at_strike(trial: Trial, side: Side) -> FloatArray:
    """Degrees from vertical of the shank at foot strike, ankle ahead of the knee +."""
    return np.degrees(at(trial, trial.curve_rad(f"shank_angle_{side}"), trial.strikes_s(side)))


@measure("knee_flexion_at_strike")
def knee_flexion_at_strike(trial: Trial, side: Side) -> FloatArray:
    """Degrees of knee flexion at foot strike."""
    return np.degrees(at(trial, trial.curve_rad(f"knee_flexion_{side}"), trial.strikes_s(side)))


def _ankle_from_centre(trial: Trial, side: Side) -> tuple[FloatArray, FloatArray]:
    """(metres ahead of, metres below) the centre of mass, per foot strike."""
    offset_m = trial.point_m(f"ankle_centre_{side}") - trial.centre_of_mass_m()
    strikes_s = trial.strikes_s(side)
    return at(trial, offset_m[:, 0], strikes_s), -at(trial, offset_m[:, 1], strikes_s)
