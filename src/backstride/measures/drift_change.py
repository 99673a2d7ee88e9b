"""A change from fresh to tired with how far its interval reaches, and when it is clear.

Apart from ``drift`` so that a watch or a sensor needs none of the libraries that markers do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.measures.definitions import statistic
from backstride.measures.interval import RECOMMENDED_STRIDES, central, stride_spread
from backstride.model.arrays import FloatArray
from backstride.model.common import MeasureSide
from backstride.model.drift import Drift
from backstride.model.measure import MeasureDefinition


@dataclass(frozen=True)
class Change:
    """One series of strides: its value fresh and tired, how far the interval reaches from the difference."""

    fresh: float
    tired: float
    below: float
    above: float


def first_against_last(values: FloatArray, measure_id: str) -> Change | None:
    """First against last quarter of strides (n,) in time order, NaN where missing; None with too few.

    The spread of each quarter is that of ``stride_spread``: strides remember each other, and a quarter of
    them wanders by more than its own scatter shows.

    >>> found = first_against_last(np.r_[np.zeros(40), np.ones(40)], "contact_time")
    >>> found and (found.fresh, found.tired)
    (0.0, 1.0)
    """
    quarter = values.size // 4
    ends = [part[np.isfinite(part)] for part in (values[:quarter], values[values.size - quarter :])]
    if min(part.size for part in ends) < RECOMMENDED_STRIDES:
        return None
    how = statistic(measure_id)
    fresh, tired = (central(part, how) for part in ends)
    (fresh_below, fresh_above), (tired_below, tired_above) = (
        stride_spread(part, how, measure_id) for part in ends
    )
    return Change(
        fresh=fresh,
        tired=tired,
        below=float(np.hypot(tired_below, fresh_above)),
        above=float(np.hypot(tired_above, fresh_below)),
    )


def is_clear(change: Change, definition: MeasureDefinition) -> bool:
    """Whether the interval excludes 0 and the difference reaches the smallest detectable change."""
    difference = change.tired - change.fresh
    sure = difference > change.below or -difference > change.above
    return sure and abs(difference) >= (definition.detectable_change or 0.0)


def drift_row(recording: str, definition: MeasureDefinition, side: MeasureSide, change: Change) -> Drift:
    """A change as a row of the result."""
    difference = change.tired - change.fresh
    return Drift(
        id=definition.id,
        side=side,
        recording=recording,
        unit=definition.unit,
        fresh=change.fresh,
        tired=change.tired,
        difference=difference,
        interval=(difference - change.below, difference + change.above),
        detectable_change=definition.detectable_change,
        clear=is_clear(change, definition),
    )
