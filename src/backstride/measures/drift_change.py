"""A change from fresh to tired with how far its interval reaches, and when it is clear."""

from __future__ import annotations

from dataclasses import dataclass

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
