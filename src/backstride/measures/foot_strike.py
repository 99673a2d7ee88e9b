"""The foot as it meets the ground."""

from __future__ import annotations

import numpy as np

from backstride.measures.registry import measure
from backstride.measures.trial import Trial, at
from backstride.model.common import FloatArray, Side


@measure("foot_strike_angle")
def foot_strike_angle(trial: Trial, side: Side) -> FloatArray:
    """Degrees the sole is pitched up at foot strike, against the same foot standing flat."""
    return np.degrees(at(trial, trial.curve_rad(f"foot_pitch_{side}"), trial.strikes_s(side)))
