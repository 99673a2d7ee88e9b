"""How the arms swing and the head is held."""

from __future__ import annotations

import numpy as np

from backstride.errors import MeasureRefused
from backstride.measures.registry import measure
from backstride.measures.trial import Trial, over_strides, spread
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.motion import head
from backstride.motion.arms import upper_arm_angle
from backstride.motion.places import places_of


@measure("arm_swing_range")
def arm_swing_range(trial: Trial, side: Side) -> FloatArray:
    """Degrees between the extremes of this side's upper arm before and behind the trunk in a stride."""
    angle = _known("The arm swing", upper_arm_angle(places_of(trial.motion.points), side))
    return np.degrees(over_strides(trial, side, angle, spread))


@measure("head_pitch")
def head_pitch(trial: Trial, side: Side) -> FloatArray:
    """Degrees the chin is down, mean of a stride, against own standing where that shows the head.

    Without it the slope of the markers themselves, with the wider interval of a head band's own slope.
    """
    running = _known("The pitch of the head", head.head_pitch(places_of(trial.motion.points)))
    stood = head.head_pitch({name: place[None] for name, place in trial.motion.standing_m.items()})
    seen = not isinstance(stood, str) and bool(np.isfinite(stood[0]))
    if trial.motion.has_standing and not seen:
        raise MeasureRefused(
            "The standing trial does not show the head", fix="Record standing with the same head markers"
        )
    level = float(stood[0]) if seen else 0.0
    return np.degrees(over_strides(trial, side, running, np.mean) - level)


def _known(what: str, angle: FloatArray | str) -> FloatArray:
    if isinstance(angle, str):
        raise MeasureRefused(f"{what} was not seen", fix=f"Record with {angle}")
    return angle
