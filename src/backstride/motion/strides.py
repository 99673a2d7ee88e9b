"""Strides out of contacts: same-foot strike to strike, complete ones only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side, other_side
from backstride.model.contact import Contact, Stride

# Runners step 120 to 260 times a minute, sprinters included: a stride lasts 0.46 to 1.0 s. Twice the margin.
SHORTEST_S: Final = 0.35
LONGEST_S: Final = 1.3
# A stride with a contact of the same foot lost in it lasts twice as long; half as long again is no stride.
LONGEST_OF_MEDIAN: Final = 1.5


def strides_of(contacts: Sequence[Contact]) -> tuple[Stride, ...]:
    """Every complete stride in time order.

    Left out: a stride with a lost contact of its own foot (too long), and, where the other foot's contacts
    are known around it, one without the other foot's strike inside.
    """
    strides = [stride for side in SIDES for stride in _of_side(contacts, side)]
    return tuple(sorted(strides, key=lambda stride: stride.foot_strike_s))


def _of_side(contacts: Sequence[Contact], side: Side) -> list[Stride]:
    own = sorted((c for c in contacts if c.side == side), key=lambda c: c.foot_strike_s)
    made = [
        Stride(
            side=side,
            foot_strike_s=first.foot_strike_s,
            toe_off_s=first.toe_off_s,
            next_foot_strike_s=second.foot_strike_s,
        )
        for first, second in pairwise(own)
    ]
    plausible = [s for s in made if SHORTEST_S <= _duration_s(s) <= LONGEST_S]
    if not plausible:
        return []
    longest = LONGEST_OF_MEDIAN * float(np.median([_duration_s(s) for s in plausible]))
    others = np.sort([c.foot_strike_s for c in contacts if c.side == other_side(side)])
    return [s for s in plausible if _duration_s(s) <= longest and _alternates(s, others)]


def _alternates(stride: Stride, others_s: FloatArray) -> bool:
    """Whether the other foot strikes once inside; passes where its contacts before and after are unknown."""
    before, upto = np.searchsorted(others_s, [stride.foot_strike_s, stride.next_foot_strike_s])
    unknown_around = before == 0 or upto == len(others_s)
    return bool(upto - before == 1 or (upto == before and unknown_around))


def _duration_s(stride: Stride) -> float:
    return stride.next_foot_strike_s - stride.foot_strike_s
