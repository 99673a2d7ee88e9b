"""A sensor's times made seconds, and its samples set on an even clock."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.errors import RefusedError, UnreadableError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Note

_CALENDAR_S: Final = 1e8  # a clock beyond three years counts from a date, not from the recording's start
_UNITS: Final = {"seconds": 1.0, "milliseconds": 1e-3, "microseconds": 1e-6, "nanoseconds": 1e-9}
_DAY_S: Final = 86_400.0


def seconds(raw: FloatArray, unit_s: float | None, where: str) -> tuple[FloatArray, tuple[Note, ...]]:
    """Times in s. raw: (n,) as the file counts them; unit_s: what the header says they count in.

    A clock that counts from a date starts at 0 instead: when somebody ran is nobody's business.

    Raises:
        UnreadableError: a time is missing or runs backwards, or no unit gives a sensor's rate.
    """
    missing = np.flatnonzero(~np.isfinite(raw))
    if missing.size:
        raise UnreadableError(f"sample {missing[0] + 1} has no time", where=where, fix="Export it again")
    back = np.flatnonzero(np.diff(raw) < 0)
    if back.size:
        raise UnreadableError(
            f"the clock runs backwards at sample {back[0] + 2}",
            where=where,
            fix="Keep one recording of one sensor in a file",
        )
    unit, name = _unit(raw, unit_s, where)
    start = raw[0] if raw[0] * unit > _CALENDAR_S else 0.0
    notes = (
        ()
        if unit_s
        else (Note(level="info", code="time_unit", text=f"The times are taken to count {name}."),)
    )
    return (raw - start) * unit, notes


def _unit(raw: FloatArray, unit_s: float | None, where: str) -> tuple[float, str]:
    steps = np.diff(raw)
    usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    slow, fast = load("sensors/imu.toml")["clock"]["rates_hz"]
    for name, unit in _UNITS.items():
        if (unit_s is None or unit == unit_s) and usual > 0 and slow <= 1 / (usual * unit) <= fast:
            return unit, name
    raise UnreadableError(
        f"its times give no rate between {slow:g} and {fast:g} Hz in seconds or thousandths of them",
        where=where,
        fix="Take the time column out and give --rate-hz",
    )


def even(
    time_s: FloatArray, signals: FloatArray, where: str
) -> tuple[FloatArray, FloatArray, float, tuple[Note, ...]]:
    """Samples on an even clock: times (m,), signals (m, c), rate in Hz, what was done.

    Samples of one time are joined to their mean, uneven ones interpolated; where the clock leaps, NaN.

    Raises:
        RefusedError: too slow to see a step in, or longer than a day.
    """
    known = load("sensors/imu.toml")["clock"]
    time_s, signals, notes = _joined(time_s, signals)
    steps = np.diff(time_s)
    usual = float(np.median(steps))
    interval = float(steps[steps < 1.5 * usual].mean())
    if 1 / interval < known["least_hz"]:
        raise RefusedError(
            f"it has {1 / interval:.0f} samples a second, too few to see a landing in",
            where=where,
            fix=f"Record with {known['least_hz']:g} Hz or more, best 100",
        )
    if time_s[-1] - time_s[0] > _DAY_S:
        raise RefusedError("it is longer than a day", where=where, fix="Cut the run out of it")
    gaps = steps > max(known["gap_s"], 1.5 * interval)
    grid = time_s[0] + interval * np.arange(round((time_s[-1] - time_s[0]) / interval) + 1)
    if len(grid) == len(time_s) and np.abs(time_s - grid).max() < known["even"] * interval:
        return time_s[0] + interval * np.arange(len(grid)), signals, 1 / interval, notes
    out = np.empty((len(grid), signals.shape[1]))
    for column, one in enumerate(signals.T):
        out[:, column] = np.interp(grid, time_s, one)
    first = np.searchsorted(grid, time_s[:-1][gaps] + interval / 2, side="right")
    last = np.searchsorted(grid, time_s[1:][gaps] - interval / 2, side="left")
    for start, end in zip(first, last, strict=True):
        out[start:end] = np.nan
    return grid, out, 1 / interval, (*notes, *_said(steps, gaps, interval))


def _joined(time_s: FloatArray, signals: FloatArray) -> tuple[FloatArray, FloatArray, tuple[Note, ...]]:
    if (np.diff(time_s) > 0).all():
        return time_s, signals, ()
    times, first, counts = np.unique(time_s, return_index=True, return_counts=True)
    joined = np.add.reduceat(signals, first, axis=0) / counts[:, None]
    text = (
        f"{len(time_s) - len(times)} samples have the time of another; such samples are joined to their mean."
    )
    return times, joined, (Note(level="warning", code="same_time", text=text),)


def _said(steps: FloatArray, gaps: BoolArray, interval: float) -> tuple[Note, ...]:
    notes = []
    away = float(np.abs(steps[~gaps] - interval).max()) / interval
    if away > 0.05:
        text = f"The samples come unevenly, by up to {100 * away:.0f} % of a sample; an even clock is used."
        notes.append(Note(level="info", code="uneven_time", text=text))
    if gaps.any():
        text = (
            f"The clock leaps {int(gaps.sum())} times, by up to {steps[gaps].max():.2f} s; "
            "nothing is made up in between."
        )
        notes.append(Note(level="warning", code="clock_gaps", text=text))
    return tuple(notes)
