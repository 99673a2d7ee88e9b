"""A bound from physics on foot strike: the foot has landed before the ball of the foot is stopped.

The refinement is linear and was fitted on runners who mostly land on the heel or flat. Who lands far
forward, with the heel still falling, lies outside what it has seen; but whatever lands first, the ball cannot
be stopped by ground that the foot has not yet reached.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.motion.contact_features import Windows

# From foot strike until the ball's fall has slowed to half: 15 to 19 ms, trial means of the two runners of
# the fitted recordings who land forward, single contacts from 11 ms; 20 to 35 ms in all others.
LEAST_FALL_S: Final = 0.014
SEARCH_S: Final = (-0.04, 0.07)  # holds the fall and its arrest for every contact of the fitted recordings
STEP_S: Final = 0.002


def latest_strike(windows: Windows, side: Side, strike_s: FloatArray) -> FloatArray:
    """The latest each strike can be, s, (m,); infinite where the ball is not seen to be stopped."""
    offsets = np.arange(SEARCH_S[0], SEARCH_S[1], STEP_S)
    fall = windows.read("ball_y", side, strike_s, offsets / windows.stretch)
    seen = np.asarray(np.isfinite(fall).all(axis=1))
    fall = np.where(seen[:, None], fall, 0.0)
    deepest = fall.argmin(axis=1)
    after = np.arange(len(offsets))[None, :] > deepest[:, None]
    slowed = after & (fall >= fall.min(axis=1, keepdims=True) / 2)
    halved = offsets[slowed.argmax(axis=1)]
    return np.where(seen & slowed.any(axis=1), strike_s + halved - LEAST_FALL_S, np.inf)
