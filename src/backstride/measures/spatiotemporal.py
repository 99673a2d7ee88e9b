"""Time and distance of steps: everything that needs only contacts, speed and the ankles."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from backstride.measures.registry import measure
from backstride.measures.trial import Trial, at, speed_mps
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.contact import Contact

# A step longer than this share of a stride means a contact in between was missed (a plate left, a marker
# lost); steps are half a stride, and a limp moves that by a tenth, never by half (judged).
LONGEST_STEP: Final = 0.75


@measure("cadence")
def cadence(trial: Trial, side: Side) -> FloatArray:
    """Steps per minute of both feet: two steps in every stride."""
    return 2 * 60 / stride_time(trial, side)


@measure("stride_time")
def stride_time(trial: Trial, side: Side) -> FloatArray:
    """Seconds from foot strike to the same foot's next foot strike."""
    return np.array([s.next_foot_strike_s - s.foot_strike_s for s in trial.strides(side)], dtype=float)


@measure("contact_time")
def contact_time(trial: Trial, side: Side) -> FloatArray:
    """Seconds from foot strike to toe-off."""
    return np.array([c.toe_off_s - c.foot_strike_s for c in trial.contacts(side)], dtype=float)


@measure("flight_time")
def flight_time(trial: Trial, side: Side) -> FloatArray:
    """Seconds from this foot's toe-off to the other foot's strike; below zero both feet are down."""
    return np.array([after.foot_strike_s - c.toe_off_s for c, after in steps(trial, side)], dtype=float)


@measure("duty_factor")
def duty_factor(trial: Trial, side: Side) -> FloatArray:
    """Contact over stride time."""
    contact_s = np.array([s.toe_off_s - s.foot_strike_s for s in trial.strides(side)], dtype=float)
    return contact_s / stride_time(trial, side)


@measure("speed")
def speed(trial: Trial, side: Side) -> FloatArray:
    """Belt or travel speed, the same for every stride."""
    return np.full(len(trial.strides(side)), speed_mps(trial))


@measure("stride_length")
def stride_length(trial: Trial, side: Side) -> FloatArray:
    """Metres covered in a stride: speed times stride time."""
    return speed_mps(trial) * stride_time(trial, side)


@measure("step_width")
def step_width(trial: Trial, side: Side) -> FloatArray:
    """Metres the right ankle is to the right of the left, each at its own mid-stance; below zero crossed."""
    lateral = {s: trial.point_m(f"ankle_centre_{s}")[:, 2] for s in ("left", "right")}
    pairs = steps(trial, side)
    here = at(trial, lateral[side], _mid_stance_s([c for c, _ in pairs]))
    there = at(
        trial, lateral["right" if side == "left" else "left"], _mid_stance_s([after for _, after in pairs])
    )
    return there - here if side == "left" else here - there


@measure("step_width_variability")
def step_width_variability(trial: Trial, side: Side) -> FloatArray:
    """The step widths whose standard deviation is the measure."""
    return step_width(trial, side)


def steps(trial: Trial, side: Side) -> tuple[tuple[Contact, Contact], ...]:
    """(contact of ``side``, the other foot's next contact), leaving out steps that span a missed contact."""
    ordered = sorted(trial.motion.contacts, key=lambda c: c.foot_strike_s)
    usual_s = float(np.median(durations)) if (durations := _stride_times_s(trial)) else np.inf
    return tuple(
        (c, after)
        for c, after in pairwise(ordered)
        if c.side == side
        and after.side != side
        and after.foot_strike_s - c.foot_strike_s < LONGEST_STEP * usual_s
    )


def _stride_times_s(trial: Trial) -> list[float]:
    return [s.next_foot_strike_s - s.foot_strike_s for s in trial.motion.strides]


def _mid_stance_s(contacts: list[Contact]) -> FloatArray:
    return np.array([(c.foot_strike_s + c.toe_off_s) / 2 for c in contacts], dtype=float)
