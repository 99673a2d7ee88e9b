"""How the trunk leans and turns, and how it turns against the pelvis."""

from __future__ import annotations

import numpy as np

from backstride.measures.registry import measure
from backstride.measures.trial import Trial, over_strides, spread
from backstride.model.arrays import FloatArray
from backstride.model.common import Side

PHASES = np.linspace(0, 1, 100, endpoint=False)  # a stride in hundredths; its first harmonic needs far fewer


@measure("trunk_lean")
def trunk_lean(trial: Trial, side: Side) -> FloatArray:
    """Degrees the trunk leans forward of the vertical, mean of a stride."""
    return np.degrees(over_strides(trial, side, trial.curve_rad("trunk_lean"), np.mean))


@measure("trunk_lateral_range")
def trunk_lateral_range(trial: Trial, side: Side) -> FloatArray:
    """Degrees between the extremes of the trunk's lean to the sides in a stride."""
    return np.degrees(over_strides(trial, side, trial.curve_rad("trunk_lateral"), spread))


@measure("trunk_rotation_range")
def trunk_rotation_range(trial: Trial, side: Side) -> FloatArray:
    """Degrees between the extremes of trunk rotation about the vertical in a stride."""
    return np.degrees(over_strides(trial, side, trial.curve_rad("trunk_rotation"), spread))


@measure("pelvis_trunk_phase")
def pelvis_trunk_phase(trial: Trial, side: Side) -> FloatArray:
    """Degrees by which the pelvis turns ahead of the trunk, one per stride, signed, within -180 and 180.

    0 is together, 180 and -180 are opposed. The phase between the once-per-stride parts of both rotations:
    both are near sines of that period, and the part is defined where a continuous phase is not, when one
    segment hardly turns between extremes. The sign stays on here and goes from the mean direction only
    (``scatter.folded_mean``): dropped from every stride it would pull opposed runners away from 180.
    """
    pelvis = _once_per_stride(trial, side, trial.curve_rad("pelvic_rotation"))
    trunk = _once_per_stride(trial, side, trial.curve_rad("trunk_rotation"))
    return np.degrees(np.angle(pelvis * np.conj(trunk)))


@measure("pelvis_trunk_phase_variability")
def pelvis_trunk_phase_variability(trial: Trial, side: Side) -> FloatArray:
    """The phases whose circular standard deviation is the measure."""
    return pelvis_trunk_phase(trial, side)


def _once_per_stride(
    trial: Trial, side: Side, curve: FloatArray
) -> np.ndarray[tuple[int], np.dtype[np.complex128]]:
    """(strides,) complex first Fourier coefficient of each stride; NaN where the curve has a gap."""
    strides = trial.strides(side)
    starts = np.array([s.foot_strike_s for s in strides], dtype=float)[:, None]
    stops = np.array([s.next_foot_strike_s for s in strides], dtype=float)[:, None]
    samples = np.interp(starts + (stops - starts) * PHASES, trial.motion.time_s, curve)
    return np.asarray(samples @ np.exp(-2j * np.pi * PHASES))
