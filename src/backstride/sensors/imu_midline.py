"""Whether a sensor sits in the middle of the body: there one step looks like the next.

Worn to one side, at the hip or on a leg, every other step is the other leg's, and the vertical acceleration
repeats a stride later but not a step later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note
from backstride.sensors.imu_steps import Piece

_STRETCH_S: Final = 10.0
_REACH: Final = 0.08  # of a step or stride: how far its length strays from the usual one


def likeness(piece: Piece) -> float:
    """How well vertical acceleration repeats a step later, over how well a stride later: 1 where as well.

    The middle one of stretches of ten seconds, in which the step hardly changes.
    """
    rate = 1 / float(piece.time_s[1] - piece.time_s[0])
    parts = np.array_split(piece.vertical_g, max(1, round(len(piece.vertical_g) / rate / _STRETCH_S)))
    return float(np.median([_likeness(part - part.mean(), piece.step_s * rate) for part in parts]))


def _likeness(moving: FloatArray, step: float) -> float:
    once, twice = (max(_repeats(moving, lag) for lag in _near(steps * step)) for steps in (1, 2))
    return once / twice if twice > 0 else 0.0


def _near(lag: float) -> range:
    return range(round((1 - _REACH) * lag), round((1 + _REACH) * lag) + 1)


def _repeats(moving: FloatArray, lag: int) -> float:
    return float(np.mean(moving[:-lag] * moving[lag:]))


def off_midline(pieces: Sequence[Piece]) -> Note | None:
    """The doubt that a sensor told to be at the middle of the waist is worn elsewhere, or None."""
    known = load("sensors/imu.toml")["midline"]
    alike = float(np.median([likeness(piece) for piece in pieces]))
    if alike >= known["least_alike"]:
        return None
    text = (
        f"One step does not look like the next in this sensor ({alike:.2f}, in the middle of the waist "
        f"{known['seen'][0]:g} or more): it may be worn at the hip or on a leg. So cadence alone is given."
    )
    return Note(level="warning", code="off_midline", text=text)
