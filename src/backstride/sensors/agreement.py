"""The device's own averages beside those of the saved moments: a check of units, zeros and legs.

A device averages every second; many save only some of them, and some save no contact time while their wearer
walks. Where all is saved the two must agree within one unit of what the device writes; elsewhere the
difference is the file's and not the reader's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.watch import WatchRun, WatchTotals

# One unit of what devices write, in the column's unit (FIT profile; stance time comes in whole ms, cadence in
# whole strides where it has no fraction).
RESOLUTION: Final = {
    "speed_mps": 0.001,
    "cadence_spm": 2.0,
    "heart_rate_bpm": 1.0,
    "stance_time_s": 0.001,
    "stance_time_percent": 0.01,
    "stance_time_balance_percent": 0.01,
    "vertical_oscillation_m": 0.0001,
    "vertical_ratio_percent": 0.01,
    "step_length_m": 0.0001,
    "power_w": 1.0,
}
_SLACK: Final = 1.0001  # for the last bit of a product


@dataclass(frozen=True)
class Agreement:
    """device, records: mean of one column, in its unit. within: they differ by at most one unit.
    missing: the share of the stretch's moments without the value."""

    column: str
    device: float
    records: float
    within: bool
    missing: float


def saved_share(run: WatchRun) -> float:
    """Saved moments per second with the timer running, at most 1."""
    time_s = run.records.time_s
    paused_s = sum(until - since for since, until in run.pauses)
    return float(min(1.0, time_s.size / max(1.0, time_s[-1] - time_s[0] + 1.0 - paused_s)))


def agreement(run: WatchRun) -> tuple[Agreement, ...]:
    """One row per average of the only running session; none where there are several."""
    used = [one for one in run.sessions if one.used]
    everything = np.ones(run.records.time_s.size, dtype=bool)
    return _rows(run, used[0].totals, everything) if len(used) == 1 else ()


def lap_agreement(run: WatchRun) -> tuple[tuple[Agreement, ...], ...]:
    """The same for every lap, in order."""
    time_s = run.records.time_s
    starts = [lap.start_s for lap in run.laps] + [np.inf]
    insides = [(time_s >= since) & (time_s < until) for since, until in pairwise(starts)]
    return tuple(_rows(run, lap.totals, inside) for lap, inside in zip(run.laps, insides, strict=True))


def _rows(run: WatchRun, totals: WatchTotals, inside: BoolArray) -> tuple[Agreement, ...]:
    """Means as devices take them: standing counts as no steps; of speed two are in use, the mean of what was
    saved and way over time."""
    time_s, rows = run.records.time_s[inside], []
    for column, resolution in RESOLUTION.items():
        device = totals.averages.get(column)
        values = getattr(run.records, column)[inside]
        if device is None or not np.isfinite(values).any():
            continue
        means = [_over_time(time_s, np.nan_to_num(values) if column == "cadence_spm" else values)]
        if column == "speed_mps" and totals.timer_s:
            means.append(_way(run, inside) / totals.timer_s)
        own = min(means, key=lambda mean: abs(mean - device))
        missing = float(np.isnan(values).mean())
        rows.append(Agreement(column, device, own, abs(own - device) <= _SLACK * resolution, missing))
    return tuple(rows)


def _way(run: WatchRun, inside: BoolArray) -> float:
    """Metres in a stretch, from the last moment before it; NaN where none is known."""
    distance, first = run.records.distance_m, int(np.flatnonzero(inside)[0])
    before = distance[:first][np.isfinite(distance[:first])]
    here = distance[inside][np.isfinite(distance[inside])]
    return float(here[-1] - (before[-1] if before.size else 0.0)) if here.size else np.nan


def _over_time(time_s: FloatArray, values: FloatArray) -> float:
    """Mean over time: a plain one where every second is saved, else each moment by the time around it."""
    known = np.isfinite(values)
    time, values = time_s[known], values[known]
    if time.size < 2 or np.median(np.diff(time)) <= 1.0:
        return float(values.mean())
    return float(np.trapezoid(values, time) / (time[-1] - time[0]))
