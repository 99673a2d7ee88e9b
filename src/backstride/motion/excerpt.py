"""A stretch of a long run: whole strides from its middle."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from backstride.model.common import SIDES
from backstride.model.contact import Stride
from backstride.model.motion import Motion

MARGIN_S: Final = 0.1  # before the first and after the last strike: derivatives need a few samples more


def excerpt(motion: Motion, strides: int) -> Motion:
    """The motion over at most so many strides of each foot, nearest the middle; a short run as it is."""
    kept = [one for side in SIDES for one in _middle([s for s in motion.strides if s.side == side], strides)]
    if not kept or len(kept) == len(motion.strides):
        return motion
    start_s = min(one.foot_strike_s for one in kept) - MARGIN_S
    stop_s = max(one.next_foot_strike_s for one in kept) + MARGIN_S
    rows = slice(*np.searchsorted(motion.time_s, [start_s, stop_s]).tolist())
    return replace(
        motion,
        time_s=motion.time_s[rows],
        points=motion.points[rows],
        angles=motion.angles[rows],
        centre_of_mass=motion.centre_of_mass[rows],
        segment_axes={name: axes[rows] for name, axes in motion.segment_axes.items()},
        contacts=tuple(c for c in motion.contacts if start_s <= c.foot_strike_s and c.toe_off_s <= stop_s),
        strides=tuple(
            s for s in motion.strides if start_s <= s.foot_strike_s and s.next_foot_strike_s <= stop_s
        ),
    )


def _middle(items: list[Stride], count: int) -> list[Stride]:
    first = max(0, (len(items) - count) // 2)
    return items[first : first + count]
