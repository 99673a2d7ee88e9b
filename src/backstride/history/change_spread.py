"""How far two values of one runner may lie apart though nothing changed.

Between two days markers and camera are placed anew: the instrument's error is in both values and not the
same, so both whole intervals count. Within one session nothing was touched: that error is in both alike and
cancels, and what is left is how the strides wander (``measures.interval.stride_spread``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.history.change_session import ChangeSession, Key
from backstride.measures.definitions import definition, statistic
from backstride.measures.interval import FEWEST_STRIDES, memory, stride_spread
from backstride.model.measure import Measure

Reach = tuple[float, float]


@dataclass(frozen=True)
class Difference:
    """after - before, how far below and above it 95 % reach, and the smallest detectable change."""

    value: float
    below: float
    above: float
    detectable: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 %."""
        return self.value - self.below, self.value + self.above

    @property
    def toward_zero(self) -> float:
        """How far the interval reaches from the difference to the side of no change."""
        return self.below if self.value > 0 else self.above

    def must_exceed(self, allowance: float = 0.0) -> float:
        """How far it has to lie from zero to count; allowance: what something else moves it by."""
        return max(self.detectable, self.toward_zero) + allowance


def difference(before: ChangeSession, after: ChangeSession, key: Key, *, one_session: bool) -> Difference:
    """Both rows must have a value. Swapping the sessions turns the sign, and nothing else."""
    old, new = before.rows[key], after.rows[key]
    (old_below, old_above), (new_below, new_above) = (
        _reach(row, one.strides.get(key, ()), one_session=one_session)
        for one, row in ((before, old), (after, new))
    )
    return Difference(
        value=(new.value or 0.0) - (old.value or 0.0),
        below=float(np.hypot(new_below, old_above)),
        above=float(np.hypot(new_above, old_below)),
        detectable=_detectable(old, new, one_session=one_session),
    )


def _detectable(old: Measure, new: Measure, *, one_session: bool) -> float:
    """The larger of both rows; within a session the measure's own, as in ``drift``: a poorer instrument is
    off alike in both."""
    own = definition(old.id).detectable_change
    if one_session and own is not None:
        return own
    return max(row.detectable_change or 0.0 for row in (old, new))


def _reach(row: Measure, strides: tuple[float, ...], *, one_session: bool) -> Reach:
    """How far below and above the value 95 % reach, both >= 0."""
    if one_session and len(strides) >= FEWEST_STRIDES and np.ptp(strides) > 0:
        return _of_strides(row, strides)
    if row.value is None or row.interval is None:
        return 0.0, 0.0
    return max(0.0, row.value - row.interval[0]), max(0.0, row.interval[1] - row.value)


def _of_strides(row: Measure, strides: tuple[float, ...]) -> Reach:
    """The spread of the strides alone; of thinned ones as if all of them stood there."""
    below, above = stride_spread(np.array(strides), statistic(row.id), row.id)
    share = len(strides) / max(row.n_strides, len(strides))
    shrink = share ** (1 - memory(row.id))  # the error of a mean of n strides falls with n ** (H - 1)
    return below * shrink, above * shrink
