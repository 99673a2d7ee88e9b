"""What the lower back carries through a stride, and what a change of the run would make of it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from backstride.model.common import Frozen, MeasureSide
from backstride.model.measure import Unit

PERCENTS: Final = 101  # 0 and 100 % are successive contacts of one foot
LoadWay = Literal["from_above", "from_below", "both"]
Curve = Annotated[tuple[float | None, ...], Field(min_length=PERCENTS, max_length=PERCENTS)]


class LoadCurve(Frozen):
    """One load over the stride of one foot: the mean of its strides and its 95 % interval at each percent.

    Bending, turning and sideways curves are told as this side sees them, so that left and right lie on each
    other: + to this side. A percent of which too few strides know anything is null.
    """

    id: str
    side: MeasureSide
    unit: Unit
    n_strides: int
    mean: Curve
    low: Curve
    high: Curve


class LoadChange(Frozen):
    """One load now and as the changed run would have it; change_percent: of now, with its 95 % interval."""

    id: str
    side: MeasureSide
    unit: Unit
    now: float
    then: float
    change_percent: float
    interval_percent: tuple[float, float]


class TrialFound(Frozen):
    """What a study of such a change found, and whose it is."""

    text: str
    source: str


class WhatIf(Frozen):
    """The run with one thing changed. how: what was changed, by how much. refused: why it could not be done;
    then there are no curves and no changes."""

    id: str
    how: str
    refused: str | None = None
    curves: tuple[LoadCurve, ...] = ()
    changes: tuple[LoadChange, ...] = ()
    trials: tuple[TrialFound, ...] = ()


class LoadResidual(Frozen):
    """How far two ways to the same figure differ in this recording: what it is, in words, and how much."""

    text: str
    value: float
    unit: Unit


class LumbarLoads(Frozen):
    """Model estimates of what the lower back carries, never held against what a tissue bears.

    way: from head and arms down, from the feet up, or both. standing_bw: compression in the runner's own
    quiet standing by the same model, body weights; null without a standing trial that shows it.
    residual: what the recording itself disagrees by. notes: what was assumed or widened.
    """

    recording: str
    way: LoadWay
    standing_bw: float | None = None
    curves: tuple[LoadCurve, ...] = ()
    what_if: tuple[WhatIf, ...] = ()
    residual: tuple[LoadResidual, ...] = ()
    notes: tuple[str, ...] = ()
