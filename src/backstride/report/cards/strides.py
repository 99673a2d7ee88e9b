"""The single strides behind each value, kept small enough to travel with the curves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.model.common import MeasureSide
from backstride.model.measure import Measure
from backstride.report.select import both_or_sides, session_rows

MOST: Final = 200  # as many as are kept of each curve: an hour of running draws the same picture
DIGITS: Final = 5  # significant ones: a stride's 1003.4 N keeps its first decimal


@dataclass(frozen=True)
class StrideValues:
    """Values of single strides in time order; of more than ``MOST`` one in ``every`` is kept."""

    measure: str
    side: MeasureSide
    values: tuple[float, ...]
    every: int = 1


def stride_values(measures: Iterable[Measure]) -> tuple[StrideValues, ...]:
    """The strides of every row that a page shows: both sides where there are sides, else the one value."""
    shown = (row for sides in session_rows(measures).values() for row in both_or_sides(sides))
    return tuple(_kept(row) for row in shown if row.per_stride)


def _kept(row: Measure) -> StrideValues:
    every = int(np.ceil(len(row.per_stride) / MOST))
    values = tuple(float(f"{value:.{DIGITS}g}") for value in row.per_stride[::every])
    return StrideValues(row.id, row.side, values, every)
