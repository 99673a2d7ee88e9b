"""Peaks, loading and braking in body weights: what the force plates say, the peak also without them."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.ground_reaction import ContactForce, GroundReaction
from backstride.measures.registry import measure
from backstride.measures.trial import Trial
from backstride.measures.without_plates import peaks_without_plates_bw, why_no_braking
from backstride.model.arrays import FloatArray
from backstride.model.common import Side

# Over whole steps the vertical impulse equals body weight times time. A contact whose impulse is
# further from that than this missed part of the plate (limping moves it by about a tenth; judged).
IMPULSE_TOLERANCE: Final = 0.3
IMPACT_WINDOW: Final = 0.25  # share of stance searched for an impact peak; active peaks come at 40-50 %
NO_IMPACT_SHARE: Final = 0.13  # docs/conventions.md: 13 % of stance where there is no impact peak
SLOPE_FROM: Final = 0.2  # docs/conventions.md: the slope is taken from 20 to 80 % of that time
SLOPE_TO: Final = 0.8


@measure("peak_vertical_force")
def peak_vertical_force(trial: Trial, side: Side) -> FloatArray:
    """Largest vertical force of a contact, BW."""
    if trial.reaction is None:
        return peaks_without_plates_bw(trial, side)
    return np.array([force[:, 1].max() for force in _contacts_bw(trial, side)], dtype=float)


@measure("loading_rate")
def loading_rate(trial: Trial, side: Side) -> FloatArray:
    """Mean slope of vertical force over 20-80 % of foot strike to impact peak (or 13 % of stance), BW/s."""
    rate_hz = plates_of(trial).rate_hz
    return np.array([_slope(force[:, 1], rate_hz) for force in _contacts_bw(trial, side)], dtype=float)


@measure("braking_force_peak")
def braking_force_peak(trial: Trial, side: Side) -> FloatArray:
    """Largest backward force of a contact, BW, given as a positive peak."""
    _require_braking(trial)
    return np.array([(-force[:, 0]).max() for force in _contacts_bw(trial, side)], dtype=float)


@measure("braking_impulse")
def braking_impulse(trial: Trial, side: Side) -> FloatArray:
    """Backward force summed over a contact, BW s, given positive."""
    _require_braking(trial)
    rate_hz = plates_of(trial).rate_hz
    return np.array(
        [np.maximum(-force[:, 0], 0).sum() / rate_hz for force in _contacts_bw(trial, side)], dtype=float
    )


def _require_braking(trial: Trial) -> None:
    if trial.reaction is None:
        raise why_no_braking()


def _slope(vertical_bw: FloatArray, rate_hz: float) -> float:
    """BW/s; NaN when the window holds less than one sample interval."""
    end = _impact_sample(vertical_bw)
    first, last = SLOPE_FROM * end, SLOPE_TO * end
    if last - first < 1:
        return float("nan")
    low, high = np.interp([first, last], np.arange(vertical_bw.size), vertical_bw)
    return float((high - low) / (last - first) * rate_hz)


def _impact_sample(vertical_bw: FloatArray) -> float:
    """Samples after foot strike of the impact peak, or 13 % of stance where none stands out."""
    early = vertical_bw[: int(IMPACT_WINDOW * vertical_bw.size) + 1]
    rising = np.diff(early) > 0
    peaks = np.flatnonzero(rising[:-1] & ~rising[1:]) + 1
    return float(peaks[0]) if peaks.size else NO_IMPACT_SHARE * vertical_bw.size


def _contacts_bw(trial: Trial, side: Side) -> list[FloatArray]:
    """(samples, 3) force in body weights of each contact the plates saw whole."""
    reaction = plates_of(trial)
    weight_n = body_weight_n(reaction)
    return [reaction.force_n[c.start : c.stop] / weight_n for c in whole_contacts(trial, side)]


def whole_contacts(trial: Trial, side: Side) -> list[ContactForce]:
    """This foot's contacts that lay wholly on the plates, in time order.

    Raises:
        MeasureRefused: there are no plates, or it has contacts and none lay wholly on them.
    """
    reaction = plates_of(trial)
    weight_n = body_weight_n(reaction)
    slices = [c for c in reaction.contacts if c.side == side]
    whole = [c for c in slices if _whole(reaction, c, weight_n, _step_time_s(trial))]
    if slices and not whole:
        raise MeasureRefused(
            f"No contact of the {side} foot lay wholly on a force plate",
            fix="Run across the middle of the plates, or on an instrumented treadmill",
        )
    return whole


def _whole(reaction: GroundReaction, contact: ContactForce, weight_n: float, step_s: float) -> bool:
    vertical_n = reaction.force_n[contact.start : contact.stop, 1]
    if vertical_n.size == 0 or not np.isfinite(vertical_n).all():
        return False
    share = float(vertical_n.sum()) / reaction.rate_hz / (weight_n * step_s)
    return abs(share - 1) <= IMPULSE_TOLERANCE


def _step_time_s(trial: Trial) -> float:
    strides = trial.motion.strides
    if not strides:
        raise MeasureRefused(
            "No complete stride was recorded", fix="Record at least three strides of each foot"
        )
    return float(np.median([s.next_foot_strike_s - s.foot_strike_s for s in strides])) / 2


def plates_of(trial: Trial) -> GroundReaction:
    """The forces of the plates.

    Raises:
        MeasureRefused: there were no plates.
    """
    if trial.reaction is None:
        raise MeasureRefused(
            "This recording has no force plates",
            fix="Record on force plates, or add their file with --forces",
        )
    return trial.reaction


def body_weight_n(reaction: GroundReaction) -> float:
    """The runner's weight, N.

    Raises:
        MeasureRefused: neither given nor seen by the plates.
    """
    if reaction.body_weight_n is None:
        raise MeasureRefused(
            "The body weight is not known and the plates did not see whole strides",
            fix="Give the mass with --mass-kg",
        )
    return reaction.body_weight_n
