"""A change from fresh to tired with how far its interval reaches, and when it is clear."""

from __future__ import annotations

from dataclasses import dataclass

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
