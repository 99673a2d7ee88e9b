"""The steps of a body-worn sensor as series of values in time order, with the foot of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.measures.interval import FEWEST_STRIDES
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, MeasureSide, Side
from backstride.model.imu import ImuContact

# Steps are alike to a tenth; one that is half as long again hides a step that was not seen (judged).
_SHORTEST_STEP: Final = 0.5
_LONGEST_STEP: Final = 1.5


@dataclass(frozen=True, eq=False)
class Series:
    """values: (n,) in time order, finite. sides: of each, None where it cannot be told."""

    values: FloatArray
    sides: tuple[Side | None, ...]

    def of(self, side: MeasureSide) -> FloatArray:
        """The values of one foot, or of both.

        Where both feet are told, each is moved to the mean of both first, so that the spread is that of the
        strides and not the difference of the feet (as ``measures.compute`` does).
        """
        if side != "both":
            return self.values[self._is(side)]
        feet = [self._is(one) for one in SIDES]
        if min(int(foot.sum()) for foot in feet) < FEWEST_STRIDES or not np.logical_or(*feet).all():
            return self.values
        means = [float(self.values[foot].mean()) for foot in feet]
        out = self.values.copy()
        for foot, mean in zip(feet, means, strict=True):
            out[foot] += float(np.mean(means)) - mean
        return out

    def _is(self, side: Side) -> BoolArray:
        return np.array([one == side for one in self.sides], dtype=np.bool_)


def series(contacts: Sequence[ImuContact]) -> dict[str, Series]:
    """By measure: contact_time and peak_vertical_force of every contact, flight_time of every step that is
    followed by the next one, stride_time and duty_factor of every two. contacts: in time order.
    """
    strike = np.array([one.foot_strike_s for one in contacts])
    contact = np.array([one.toe_off_s for one in contacts]) - strike
    peak = np.array([np.nan if one.peak_force_bw is None else one.peak_force_bw for one in contacts])
    sides = tuple(one.side for one in contacts)
    step, stride = _until(strike, 1), _until(strike, 2)
    followed = _regular(step)
    twice = followed & np.append(followed[1:], False)[: len(followed)]
    return {
        "contact_time": _series(contact, sides, np.isfinite(contact)),
        "peak_vertical_force": _series(peak, sides, np.isfinite(peak)),
        "flight_time": _series(step - contact, sides, followed),
        "stride_time": _series(stride, sides, twice),
        "duty_factor": _series(contact / stride, sides, twice),
    }


def _until(strike: FloatArray, steps: int) -> FloatArray:
    """Time from each strike (n,) to the one so many later; NaN at the end."""
    later = np.full(len(strike), np.nan)
    later[:-steps] = strike[steps:] - strike[:-steps]
    return later


def _regular(step: FloatArray) -> BoolArray:
    if not np.isfinite(step).any():
        return np.zeros(len(step), dtype=np.bool_)
    usual = float(np.nanmedian(step))
    return np.asarray((step > _SHORTEST_STEP * usual) & (step < _LONGEST_STEP * usual), dtype=np.bool_)


def _series(values: FloatArray, sides: Sequence[Side | None], which: BoolArray) -> Series:
    return Series(values[which], tuple(side for side, keep in zip(sides, which, strict=True) if keep))
