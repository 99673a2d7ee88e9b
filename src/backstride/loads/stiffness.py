"""The runner as a mass on a spring: what the plates say of each landing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.integrate import cumulative_trapezoid

from backstride.loads.force_from_times import leg_sweep_m
from backstride.loads.ground_reaction import GRAVITY_MPS2, GroundReaction
from backstride.model.arrays import FloatArray
from backstride.model.contact import Stride

# Over a whole stride the mean vertical force is the weight. Further off, a contact lay beside the plates
# (the stride then loses half); landing a little higher or lower moves it by 1 % (judged).
WEIGHT_TOLERANCE: Final = 0.10


@dataclass(frozen=True)
class Landing:
    """One contact: its largest vertical force, and how far the centre of mass sinks from foot strike on."""

    contact_s: float
    peak_n: float
    drop_m: float


def landings(reaction: GroundReaction, strides: Sequence[Stride]) -> tuple[Landing, ...]:
    """The first contact of every stride of which the plates saw both contacts whole.

    The centre of mass comes from the force alone, integrated twice over the stride (Cavagna 1975, J Appl
    Physiol 39:174): it ends the stride as high, and rising as fast, as it began it. The mean force of the
    stride is therefore its weight, whatever the scale of the plates.

    Args:
        reaction: with a body weight.
        strides: of one or both feet.
    """
    weight_n = reaction.body_weight_n
    if weight_n is None:
        return ()
    found = []
    for stride in strides:
        time_s, force_n = _over(reaction, stride)
        if time_s.size and abs(float(np.mean(force_n)) / weight_n - 1) <= WEIGHT_TOLERANCE:
            found.append(_landing(stride, time_s, force_n))
    return tuple(found)


def leg_compression_m(landing: Landing, leg_m: float, speed_mps: float) -> float:
    """How much the leg spring shortens, m: by its sweep and the drop; NaN where the leg is too short."""
    return float(leg_sweep_m(landing.contact_s, leg_m, speed_mps) + landing.drop_m)


def _over(reaction: GroundReaction, stride: Stride) -> tuple[FloatArray, FloatArray]:
    """(n,) s from foot strike to the next, and the vertical force then, N; empty if unseen."""
    start_s, stop_s = stride.foot_strike_s, stride.next_foot_strike_s
    if start_s < reaction.time_s[0] or stop_s > reaction.time_s[-1]:
        return np.empty(0), np.empty(0)
    time_s = np.linspace(start_s, stop_s, round((stop_s - start_s) * reaction.rate_hz) + 1)
    force_n = np.interp(time_s, reaction.time_s, reaction.force_n[:, 1])
    return (time_s, force_n) if np.isfinite(force_n).all() else (np.empty(0), np.empty(0))


def _landing(stride: Stride, time_s: FloatArray, force_n: FloatArray) -> Landing:
    duration_s = time_s[-1] - time_s[0]
    mean_n = np.trapezoid(force_n, time_s) / duration_s
    speed = cumulative_trapezoid((force_n / mean_n - 1) * GRAVITY_MPS2, time_s, initial=0)
    height = cumulative_trapezoid(speed - np.trapezoid(speed, time_s) / duration_s, time_s, initial=0)
    down = time_s <= stride.toe_off_s
    return Landing(
        contact_s=stride.toe_off_s - stride.foot_strike_s,
        peak_n=float(force_n[down].max()),
        drop_m=float(-height[down].min()),
    )
