"""How one row of the result is made: a value with its interval, or the reason there is none.

Apart from ``compute`` so that a watch or a sensor needs none of the libraries that markers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.measures.bands import verdict
from backstride.measures.definitions import limits, statistic
from backstride.measures.interval import central, join, stride_spread
from backstride.model.arrays import FloatArray
from backstride.model.common import MeasureSide
from backstride.model.measure import Measure, MeasureDefinition, Reference

# Digits that survive in the result: a hundredth of the smallest detectable change or finer.
DECIMALS: Final = {
    "steps/min": 2,
    "s": 5,
    "m": 5,
    "m/s": 4,
    "deg": 3,
    "1": 5,
    "BW": 4,
    "BW/s": 2,
    "BW s": 5,
    "N/m": 1,
    "N m/kg": 4,
    "J/kg": 5,
}
TWO_SESSIONS: Final = 2.77  # 1.96 x sqrt 2: 95 % of differences of two values with one error are smaller


def valued(
    definition: MeasureDefinition,
    side: MeasureSide,
    recording: str,
    values: FloatArray,
    error_sd: float,
    band: Reference | None,
    *,
    common_sd: float = 0.0,
) -> Measure:
    """One row from per-stride values (n,), n >= 3, finite.

    common_sd: of an error that every recording of this runner shares, which no change between two holds. The
    detectable change is the measure's own or, where this recording's instrument is worse than the one that
    was judged by, what two such recordings could tell apart.
    """
    how = statistic(definition.id)
    value = central(values, how)
    interval = join(value, stride_spread(values, how, definition.id), float(np.hypot(error_sd, common_sd)))
    return stated(
        definition, side, recording, value, interval, error_sd, band, n_strides=values.size, per_stride=values
    )


def stated(
    definition: MeasureDefinition,
    side: MeasureSide,
    recording: str,
    value: float,
    interval: tuple[float, float],
    error_sd: float,
    band: Reference | None,
    *,
    n_strides: int,
    per_stride: Sequence[float] | FloatArray = (),
) -> Measure:
    """One row whose value and interval were worked out elsewhere: rounded, kept to what can be, judged.

    error_sd: the instrument's, in the measure's unit. per_stride: what the row is pooled from.
    """
    digits = DECIMALS[definition.unit]
    least, most = limits(definition.id)
    rounded = round(value, digits)
    return Measure(
        id=definition.id,
        side=side,
        value=rounded,
        unit=definition.unit,
        interval=(round(max(interval[0], least), digits), round(min(interval[1], most), digits)),
        n_strides=n_strides,
        detectable_change=_detectable(definition, error_sd, digits),
        reference=band,
        verdict=verdict(rounded, band),
        recording=recording,
        per_stride=tuple(float(v) for v in per_stride),
    )


def _detectable(definition: MeasureDefinition, error_sd: float, digits: int) -> float | None:
    known = definition.detectable_change
    return None if known is None else max(known, round(TWO_SESSIONS * error_sd, digits))


def refused(
    definition: MeasureDefinition, side: MeasureSide, recording: str, why: str, n_strides: int
) -> Measure:
    """One row that says why there is no value."""
    return Measure(
        id=definition.id,
        side=side,
        value=None,
        unit=definition.unit,
        interval=None,
        n_strides=n_strides,
        detectable_change=definition.detectable_change,
        reference=None,
        verdict=None,
        recording=recording,
        refused=why,
    )
