"""What a changed run would make of each load: the same steps before and after, with the doubt about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.special import stdtrit

from backstride.errors import MeasureRefused
from backstride.measures.definitions import definition, trial_error
from backstride.measures.interval import FEWEST_STRIDES, Z_95
from backstride.measures.lumbar import LUMBAR
from backstride.measures.registry import formulas
from backstride.measures.rows import DECIMALS
from backstride.measures.trial import Trial
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, MeasureSide
from backstride.model.loads import LoadChange

PERCENT: Final = 100.0
# All pulls 38 % larger or smaller (one anatomy's 95 %, knowledge/lumbar_muscles.toml) make a change of a
# compression that is two thirds pulls 11 % larger or 17 % smaller: rounded up.
OF_ANATOMY: Final = 0.2
NOTHING_OFF: Final[Mapping[str, float]] = MappingProxyType({})
CHANGE_DECIMALS: Final = 2  # of a percent; the intervals are a hundred times wider


@dataclass(frozen=True)
class _Change:
    """A change as a share of now: the value, and how far its strides alone let it be off to either side."""

    now: float
    share: float
    spread: float


def load_changes(
    now: Trial,
    then: Trial,
    variants: Sequence[Trial] = (),
    off_percent: Mapping[str, float] = NOTHING_OFF,
) -> tuple[LoadChange, ...]:
    """The change of every load's mean over steps or strides, of left, right and both; what cannot be had is
    left out.

    The 95 % interval joins, in quadrature: how much the change differs between paired steps (Student's t);
    the farthest of the variants to either side, the same change made in other ways, taken as the bounds of
    95 %; of loads that the muscles make a fifth of the change, for the one anatomy; and by how much such a
    change missed runners who really changed. The load's own error falls out: the same body and the same
    anatomy stand in both.

    Args:
        now: the run as it was, with the contacts and strides of ``then``, in its order.
        then: the changed run.
        variants: other ways to make the same change.
        off_percent: per load, the root mean square of that miss, % of now.
    """
    return tuple(
        row
        for measure_id in LUMBAR
        for row in _rows(measure_id, now, then, variants, off_percent.get(measure_id, 0.0) / PERCENT)
    )


def _rows(
    measure_id: str, now: Trial, then: Trial, variants: Sequence[Trial], off: float
) -> Iterator[LoadChange]:
    words = definition(measure_id)
    before, after = _by_side(measure_id, now), _by_side(measure_id, then)
    others = [_by_side(measure_id, one) for one in variants]
    sides: tuple[MeasureSide, ...] = (*SIDES, "both") if words.bilateral else ("both",)
    for side in sides:
        found = _change(before[side], after[side])
        if found is None:
            continue
        told = [one for other in others if (one := _change(before[side], other[side])) is not None]
        low, high = _interval(measure_id, found, [one.share for one in told], off)
        digits = DECIMALS[words.unit]
        yield LoadChange(
            id=measure_id,
            side=side,
            unit=words.unit,
            now=round(found.now, digits),
            then=round(found.now * (1 + found.share), digits),
            change_percent=round(found.share * PERCENT, CHANGE_DECIMALS),
            interval_percent=(round(low * PERCENT, CHANGE_DECIMALS), round(high * PERCENT, CHANGE_DECIMALS)),
        )


def _by_side(measure_id: str, trial: Trial) -> dict[MeasureSide, FloatArray]:
    """Values of every step or stride of each foot, and of both one after the other."""
    each: dict[MeasureSide, FloatArray] = {}
    for side in SIDES:
        try:
            each[side] = formulas()[measure_id](trial, side)
        except MeasureRefused:
            each[side] = np.empty(0)
    return {**each, "both": np.concatenate([each[side] for side in SIDES])}


def _change(before: FloatArray, after: FloatArray) -> _Change | None:
    """Of paired values; None where too few pairs are known or there is nothing to change."""
    if before.size != after.size:
        return None
    known = np.isfinite(before) & np.isfinite(after)
    old, new = before[known], after[known]
    if old.size < FEWEST_STRIDES or not np.mean(old) > 0:
        return None
    mean = float(np.mean(old))
    share = float(np.mean(new)) / mean - 1.0
    off = float(np.std(new - (1.0 + share) * old, ddof=1)) / np.sqrt(old.size) / mean
    return _Change(mean, share, float(stdtrit(old.size - 1, 0.975)) * off)


def _interval(measure_id: str, found: _Change, others: Sequence[float], off: float) -> tuple[float, float]:
    anatomy = OF_ANATOMY * abs(found.share) if trial_error(measure_id).common_share else 0.0
    own = float(np.linalg.norm([found.spread, anatomy, Z_95 * off]))
    below = found.share - min([found.share, *others])
    above = max([found.share, *others]) - found.share
    return found.share - float(np.hypot(own, below)), found.share + float(np.hypot(own, above))
