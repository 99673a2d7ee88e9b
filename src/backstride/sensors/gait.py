"""Run, walk or standing, moment by moment, and whether a file is a run at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backstride.errors import RefusedError, WrongKindError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Note

_FIX = "Give the file of a run"


def moving(columns: Mapping[str, FloatArray]) -> BoolArray:
    """Moments with steps, or faster than standing. columns as in ``WatchRecords``, (n,)."""
    standing_mps = float(load("sensors/watch.toml")["gait"]["standing_mps"])
    return np.isfinite(columns["cadence_spm"]) | (columns["speed_mps"] > standing_mps)


def running(columns: Mapping[str, FloatArray]) -> BoolArray:
    """Moments of running (n,): cadence, speed and duty factor vote, as far as known; a tie goes to cadence.

    Sources stand in ``knowledge/sensors/watch.toml``. Without cadence the vote is speed's alone, which is
    right in about four of five.
    """
    rule = load("sensors/watch.toml")["gait"]
    cadence, speed = columns["cadence_spm"], columns["speed_mps"]
    duty = columns["stance_time_s"] * cadence / 120.0
    votes = (
        1.1 * _vote(cadence, float(rule["cadence_spm"]))
        + _vote(speed, float(rule["speed_mps"]))
        - _vote(duty, float(rule["duty_factor"]))
    )
    return (votes > 0) & moving(columns)


def _vote(values: FloatArray, boundary: float) -> FloatArray:
    """+1 from the boundary on, -1 below it, 0 where nothing is known."""
    return np.where(np.isnan(values), 0.0, np.where(values >= boundary, 1.0, -1.0))


def refuse_unless_run(
    columns: Mapping[str, FloatArray], ran: BoolArray, *, as_walk: bool
) -> tuple[Note, ...]:
    """What to say of walked stretches.

    as_walk: the device calls it a walk.

    Raises:
        RefusedError: nobody moves in it, or it is a walk.
        WrongKindError: it is faster than anybody runs.
    """
    rule = load("sensors/watch.toml")["gait"]
    moved = moving(columns)
    if not moved.any():
        raise RefusedError("nobody moves in it: neither steps nor speed", fix=_FIX)
    usual_mps = _median(columns["speed_mps"][moved])
    if usual_mps > float(rule["too_fast_mps"]):
        raise WrongKindError(
            f"this is no run: half of it is faster than {usual_mps:.1f} m/s, so it was ridden", fix=_FIX
        )
    share = float(ran.sum() / moved.sum())
    by_speed = not np.isfinite(columns["cadence_spm"]).any()
    jog = by_speed and not as_walk and usual_mps >= float(rule["surely_walking_below_mps"])
    least = float(rule["least_running_share_of_a_walk" if as_walk else "least_running_share"])
    if share < least and not jog:
        raise RefusedError(f"this is a walk, not a run ({_usual(columns, moved)})", fix=_FIX)
    return tuple(_walked(share, least, as_walk=as_walk, by_speed=by_speed))


def _walked(share: float, least: float, *, as_walk: bool, by_speed: bool) -> list[Note]:
    notes = []
    if share < least:
        text = "Without cadence, a jog as slow as this cannot be told from a brisk walk."
        notes.append(Note(level="warning", code="slow", text=text))
    if as_walk:
        text = "The device calls this a walk, but cadence and speed are those of a run."
        notes.append(Note(level="warning", code="called_walk", text=text))
    if share < 0.995:
        how = " (by speed alone, which is wrong in about one of five)" if by_speed else ""
        text = f"{1 - share:.0%} of the moments in motion are walked{how}: marked, not counted as running."
        notes.append(Note(level="info", code="walked", text=text))
    return notes


def _usual(columns: Mapping[str, FloatArray], moved: BoolArray) -> str:
    """Cadence and speed in the middle, as far as known."""
    cadence, speed = _median(columns["cadence_spm"][moved]), _median(columns["speed_mps"][moved])
    told = [f"{cadence:.0f} steps/min"] if np.isfinite(cadence) else []
    told += [f"{speed:.1f} m/s"] if np.isfinite(speed) else []
    return ", ".join(told)


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan
