"""How high the body rides: lowered as a whole by the least that lets both feet keep to the ground.

A constant height changes no acceleration and so no load. A leg is never stretched: it is at most as straight
as this runner ever has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.what_if.figure import Figure, Poser, leg_of
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side

SLACK_M: Final = 1e-6  # lowered by so much more than the leg is short, so that the search ends
REACHED_M: Final = 1e-6  # a knee straighter by nothing that could be measured
MOST_TRIES: Final = 12


def riding(poser: Poser, moved_m: FloatArray, most_m: float, start_m: float = 0.0) -> Figure:
    """The figure with its centre of mass moved and raised by ``start_m``, or lower by no more than legs need.

    Args:
        poser: the figure with its turns and feet.
        moved_m: (n, 3) how far the centre of mass is moved, but for its height.
        most_m: by how much it may ride lower than asked.
        start_m: how much higher it shall ride.

    Raises:
        MeasureRefused: it would have to ride lower than that.
    """
    height_m = start_m
    for _ in range(MOST_TRIES):
        short_m = float(np.nanmax(poser.balance(_raised(moved_m, height_m)), initial=0.0))
        if short_m <= REACHED_M:
            return poser.figure()
        height_m -= short_m + SLACK_M
        if start_m - height_m > most_m:
            break
    raise MeasureRefused(
        f"A leg would not reach the ground unless the whole body rode more than {100 * most_m:.1f} cm lower",
        fix="This change alone does not go with this way of running",
    )


def landing_height_m(poser: Poser, moved_m: FloatArray, strikes: Mapping[Side, list[int]]) -> float:
    """By how much to raise the moved centre of mass so that the legs land as long as they did, m.

    Args:
        poser: the figure with its turns and feet.
        moved_m: (n, 3) how far the centre of mass is moved.
        strikes: the rows at which each foot lands.
    """
    height_m = 0.0
    for _ in range(4):  # a change of 1 mm in height is one of 0.9 to 1.0 mm in length: a digit a round
        poser.balance(_raised(moved_m, height_m))
        height_m -= float(np.nanmean(np.concatenate([_longer(poser, side, strikes[side]) for side in SIDES])))
    return height_m


def _longer(poser: Poser, side: Side, rows: list[int]) -> FloatArray:
    """How much longer the leg is than it was, (k,) m, at some rows."""
    leg = leg_of(poser.own, side)
    before = np.linalg.norm(leg.hip_m - leg.ankle_m, axis=1)
    return np.asarray(poser.apart_m(side)[rows] - before[rows])


def _raised(moved_m: FloatArray, height_m: float) -> FloatArray:
    return np.asarray(moved_m + np.array([0.0, height_m, 0.0]))
