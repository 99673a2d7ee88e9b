"""One number with its interval, or the reason there is none."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from backstride.model.common import Frozen, MeasureSide

Unit = Literal[
    "steps/min", "s", "m", "m/s", "m/s2", "deg", "1", "%", "BW", "BW/s", "BW s", "N", "N/m", "N m/kg", "J/kg"
]
MeasureVerdict = Literal["low", "within", "high", "no_reference"]
SESSION: Final = "session"  # stands for the recording in rows that join several


class Reference(Frozen):
    """The band the value is held against."""

    low: float
    high: float
    source: str


class Measure(Frozen):
    """A measured value, or a refusal: then value, interval and verdict are null."""

    id: str
    side: MeasureSide
    value: float | None
    unit: Unit
    interval: tuple[float, float] | None
    n_strides: int
    detectable_change: float | None
    reference: Reference | None
    verdict: MeasureVerdict | None
    recording: str
    refused: str | None = None
    per_stride: tuple[float, ...] = Field(default=(), exclude=True, repr=False)


class MeasureDefinition(Frozen):
    """What a measure is, where its formula and its detectable change come from."""

    id: str
    title: str
    unit: Unit
    needs: tuple[str, ...]
    formula: str
    source: str
    detectable_change: float | None
    detectable_change_source: str
    bilateral: bool
    frame_rate: str
    plain: str
