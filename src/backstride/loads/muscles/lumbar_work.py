"""What a run asks of the lower back stride by stride: work of quadratus lumborum, and load that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.muscles.spine_load import SpineLoad
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.contact import Stride
from backstride.motion.filters import derivative

M_PER_KM: Final = 1000.0


@dataclass(frozen=True, eq=False)
class StrideWork:
    """Per stride, J, both positive; NaN where a part of it is missing. shortening_j: (k,) done by the muscle
    as it shortens. lengthening_j: (k,) done on it as it is drawn out."""

    shortening_j: FloatArray
    lengthening_j: FloatArray


def quadratus_power_w(load: SpineLoad, posture_rad: FloatArray, rate_hz: float) -> dict[Side, FloatArray]:
    """Power of each quadratus lumborum, side -> (n,) W, + where it shortens.

    Force times shortening speed; for turns this small the turning rate is the derivative of the posture. How
    much a fascicle shortens is read off its whole path, with the lumbar joints sharing the turn as in the
    model: the arm about L5/S1 would say twice as much in bending, as if the trunk turned about L5/S1 alone.

    Args:
        load: of the n frames.
        posture_rad: (n, 3) as ``spine_load`` took it.
        rate_hz: of the frames.
    """
    turning_rad_s = derivative(posture_rad, rate_hz)
    return {
        side: np.asarray(np.einsum("na,na->n", drive, turning_rad_s))
        for side, drive in load.quadratus_drive_nm.items()
    }


def work_per_stride(time_s: FloatArray, power_w: FloatArray, strides: Sequence[Stride]) -> StrideWork:
    """The work of one muscle over each stride, shortening and lengthening apart.

    Args:
        time_s: (n,) evenly spaced. power_w: (n,). strides: k of one foot.
    """
    return StrideWork(
        shortening_j=per_stride(time_s, np.maximum(power_w, 0.0), strides),
        lengthening_j=per_stride(time_s, np.maximum(-power_w, 0.0), strides),
    )


def per_stride(time_s: FloatArray, load: FloatArray, strides: Sequence[Stride]) -> FloatArray:
    """The time integral of a load over each stride, (k,): BW s of a compression in BW, J of a power in W.

    Args:
        time_s: (n,) evenly spaced. load: (n,), NaN where missing.
        strides: k of one foot, so that none counts twice.

    Returns:
        NaN for a stride that reaches beyond the record or holds a missing value.
    """
    return np.array([_integral(time_s, load, stride) for stride in strides])


def per_km(impulse: FloatArray, strides: Sequence[Stride], speed_mps: float | None) -> float:
    """What a kilometre at this speed adds up to: impulse over distance, of the strides that were seen whole.

    Args:
        impulse: (k,) of ``per_stride``.
        strides: the same k.
        speed_mps: of belt or travel.

    Raises:
        MeasureRefused: the speed is not known, or no stride was seen whole.
    """
    if speed_mps is None or not speed_mps > 0:
        raise MeasureRefused("load per kilometre needs the speed", fix="Give --speed-mps")
    whole = np.isfinite(impulse)
    if not whole.any():
        raise MeasureRefused(
            "no stride has a back load from one foot strike to the next", fix="Record a few strides more"
        )
    lasted_s = np.array([stride.next_foot_strike_s - stride.foot_strike_s for stride in strides])
    return float(impulse[whole].sum() / (lasted_s[whole].sum() * speed_mps) * M_PER_KM)


def per_run(load_per_km: float, distance_km: float) -> float:
    """What a run adds up to, if all of it went like the strides that were seen."""
    return load_per_km * distance_km


def _integral(time_s: FloatArray, load: FloatArray, stride: Stride) -> float:
    """The rule of trapezoids, with the load interpolated at both strikes."""
    start_s, stop_s = stride.foot_strike_s, stride.next_foot_strike_s
    if start_s < time_s[0] or stop_s > time_s[-1]:
        return float("nan")
    inside = time_s[(time_s > start_s) & (time_s < stop_s)]
    moments = np.concatenate([[start_s], inside, [stop_s]])
    return float(np.trapezoid(np.interp(moments, time_s, load), moments))
