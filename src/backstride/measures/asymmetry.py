"""Left against right: a difference with its interval, for the report and the ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from backstride.model.measure import Measure


@dataclass(frozen=True)
class Asymmetry:
    """The values of both sides; ``difference`` is left minus right in the measure's unit; ``clear`` when its
    95 % interval excludes 0 and it is larger than the smallest detectable change."""

    id: str
    recording: str
    left: float
    right: float
    difference: float
    interval: tuple[float, float]
    unit: str
    clear: bool


def asymmetries(rows: Sequence[Measure]) -> tuple[Asymmetry, ...]:
    """The side difference of every measure valued on both sides, in the order of ``rows``.

    The intervals of the sides are joined in quadrature as if independent. Errors shared by both sides
    (a tilted camera frame, a wrong speed) cancel in truth, so the interval errs on the wide side.

    >>> row = {"id": "contact_time", "unit": "s", "n_strides": 9, "detectable_change": 0.008,
    ...        "reference": None, "verdict": "no_reference", "recording": "run"}
    >>> left = Measure(side="left", value=0.26, interval=(0.257, 0.263), **row)
    >>> right = Measure(side="right", value=0.24, interval=(0.236, 0.244), **row)
    >>> (found,) = asymmetries([left, right])
    >>> found.left, found.right, round(found.difference, 3), found.clear
    (0.26, 0.24, 0.02, True)
    >>> [round(end, 3) for end in found.interval]
    [0.015, 0.025]
    """
    right = {(row.id, row.recording): row for row in rows if row.side == "right" and row.value is not None}
    pairs = [
        (row, right[row.id, row.recording])
        for row in rows
        if row.side == "left" and row.value is not None and (row.id, row.recording) in right
    ]
    return tuple(difference(left, other) for left, other in pairs)


def difference(left: Measure, right: Measure) -> Asymmetry:
    """Left minus right of two valued rows of one measure."""
    if left.value is None or right.value is None or left.interval is None or right.interval is None:
        raise ValueError("both sides must have a value")
    gap = left.value - right.value
    low = gap - hypot(left.value - left.interval[0], right.interval[1] - right.value)
    high = gap + hypot(left.interval[1] - left.value, right.value - right.interval[0])
    real = abs(gap) > (left.detectable_change or 0.0) and (low > 0 or high < 0)
    return Asymmetry(left.id, left.recording, left.value, right.value, gap, (low, high), left.unit, real)
