"""Peaks of hip and knee."""

from __future__ import annotations

import numpy as np

from backstride.measures.registry import measure
from backstride.measures.trial import Trial, over_contacts, over_strides
from backstride.model.arrays import FloatArray
from backstride.model.common import Side


@measure("knee_flexion_peak_stance")
def knee_flexion_peak_stance(trial: Trial, side: Side) -> FloatArray:
    """Degrees of the largest knee flexion between foot strike and toe-off."""
    return np.degrees(over_contacts(trial, side, trial.curve_rad(f"knee_flexion_{side}"), np.max))


@measure("hip_extension_peak")
def hip_extension_peak(trial: Trial, side: Side) -> FloatArray:
    """Degrees of the largest hip extension in a stride, given as a positive peak."""
    return np.degrees(over_strides(trial, side, -trial.curve_rad(f"hip_flexion_{side}"), np.max))
