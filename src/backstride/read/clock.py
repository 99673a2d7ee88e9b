"""A time column understood: its rate, its holes, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backstride.errors import UnreadableError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note

_MOST_DECIMALS = 7
"""Decimals looked for in a time column; rounding to a tenth of a microsecond no longer matters."""

_ROUNDED = 1.05
"""A first and another time, both rounded, differ from the true difference by at most one last digit."""

_REGULAR = 0.1
"""Largest departure from an even grid, in frames, that is still writing precision and not another clock."""

_USABLE = 0.3
"""Departure, in frames, beyond which the samples cannot be treated as evenly spaced: filters assume it."""

_MOST_MISSING = 1.0
"""Frames that may be absent, as a multiple of those present; beyond, two recordings stand in one file."""

_RATE_TOLERANCE = 0.005
"""A stated rate this far off would bend a cadence of 180 steps/min by 0.9: worth saying, and saying only."""

_LATEST_S = 1e7
"""Four months: no recording's own clock reads more; a larger number is damage."""

Frames = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Clock:
    """An even clock. ``frames`` (n,) are the grid positions of the file's rows, ``count`` the whole grid."""

    rate_hz: float
    start_s: float
    frames: Frames
    count: int
    notes: tuple[Note, ...] = ()

    @property
    def time_s(self) -> FloatArray:
        """The grid's times, (count,)."""
        return self.start_s + np.arange(self.count) / self.rate_hz

    def spread(self, values: FloatArray) -> FloatArray:
        """Rows put on the grid, absent frames NaN; the same array where nothing is absent."""
        if self.count == len(values):
            return values
        out = np.full((self.count, *values.shape[1:]), np.nan)
        out[self.frames] = values
        return out


def read_clock(time_s: FloatArray, stated_hz: float | None, where: str) -> Clock:
    """The even clock behind a time column, shape (n,) in s; the column is believed before ``stated_hz``.

    A stated rate that the column confirms within its written decimals is kept, for a column of three
    decimals hides the true rate. Absent frames become grid positions without a row. Raises UnreadableError
    when there is no usable time, when it runs backwards, or when the spacing is too uneven to filter.
    """
    count = len(time_s)
    seen = time_s[np.isfinite(time_s)]
    if count == 0:
        raise UnreadableError("the table has no rows", where=where, fix="Export the recording again")
    if len(seen) == 0 or (count > 1 and np.ptp(seen) == 0):
        return _without_times(count, len(seen) > 0, stated_hz, where)
    _check(time_s, where)
    every = np.arange(count)
    if count == 1:
        return Clock(stated_hz or 1.0, float(time_s[0]), every, 1)
    if stated_hz is not None and _departure(time_s, stated_hz, every) <= _allowed(time_s, stated_hz):
        return Clock(stated_hz, float(time_s[0]), every, count)
    return _fit(time_s, stated_hz, where)


def _check(time_s: FloatArray, where: str) -> None:
    missing = np.flatnonzero(~np.isfinite(time_s))
    if len(missing):
        what = f"the time is missing in row {missing[0] + 1} of the table"
        raise UnreadableError(what, where=where, fix="Export the recording again")
    if np.abs(time_s).max() > _LATEST_S:
        raise UnreadableError("the time column holds impossible times", where=where, fix="Export it again")


def _without_times(count: int, stands_still: bool, stated_hz: float | None, where: str) -> Clock:
    if stated_hz is None or (count > 1 and stands_still):
        what = "the time column stands still" if stands_still else "there are no times and no rate"
        raise UnreadableError(what, where=where, fix="Export it with its times")
    text = f"The file has no times; its rate of {stated_hz:g} Hz is used."
    note = Note(level="warning", code="no_time", text=text)
    return Clock(stated_hz, 0.0, np.arange(count), count, (note,))


def _fit(time_s: FloatArray, stated_hz: float | None, where: str) -> Clock:
    """The rate of the column itself, its holes counted in whole frames."""
    backwards = np.flatnonzero(np.diff(time_s) <= 0)
    if len(backwards):
        what = f"time does not go forward at row {backwards[0] + 2} of the table"
        raise UnreadableError(what, where=where, fix="Export one recording per file")
    start, count = float(time_s[0]), len(time_s)
    rate = _rate(time_s)
    frames = np.rint((time_s - start) * rate).astype(np.int64)
    rate = _round_rate(float(frames[-1] / (time_s[-1] - start)), time_s, frames)
    away, allowed = _departure(time_s, rate, frames), _allowed(time_s, rate)
    total = int(frames[-1]) + 1
    crowded = bool((np.diff(frames) < 1).any())
    if crowded or away > max(_USABLE, allowed) or total > count * (1 + _MOST_MISSING):
        what = "the samples are too unevenly spaced in time to be filtered"
        raise UnreadableError(what, where=where, fix="Export it at a fixed rate")
    return Clock(rate, start, frames, total, _notes(rate, stated_hz, total - count, away, allowed))


def _rate(time_s: FloatArray) -> float:
    """The rate by the median step, made exact over the longest stretch without a hole."""
    steps = np.diff(time_s)
    typical = float(np.median(steps))
    holes = np.flatnonzero(steps > 1.5 * typical)  # a hole is at least one absent frame: two steps
    edges = np.concatenate([[0], holes + 1, [len(time_s)]])
    longest = int(np.argmax(np.diff(edges)))
    first, last = int(edges[longest]), int(edges[longest + 1]) - 1
    return (last - first) / float(time_s[last] - time_s[first]) if last > first else 1.0 / typical


def _round_rate(rate: float, time_s: FloatArray, frames: Frames) -> float:
    """A whole number of hertz where the column cannot tell it from the fitted rate."""
    whole = float(round(rate))
    same = whole > 0 and _departure(time_s, whole, frames) <= _allowed(time_s, whole)
    return whole if same else rate


def _departure(time_s: FloatArray, rate: float, frames: Frames) -> float:
    """Largest distance of the times from the grid, in frames."""
    return float(np.abs((time_s - time_s[0]) * rate - frames).max())


def _allowed(time_s: FloatArray, rate: float) -> float:
    """The departure, in frames, that the column's written decimals explain.

    Decimals as coarse as a frame must fall on the grid exactly, else an absent frame would pass for
    rounding; decimals coarser than a frame cannot show a single absent one.
    """
    written = _resolution_s(time_s) * rate
    if written <= 1.0:
        return max(_REGULAR, min(_ROUNDED * written, 1 - _REGULAR))
    return _ROUNDED * written


def _resolution_s(time_s: FloatArray) -> float:
    """The last decimal place the column is written with; 0 where it has more than are looked for."""
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = time_s * 10.0**decimals
        if np.abs(scaled - np.rint(scaled)).max() < 1e-3:  # of the last digit: far above rounding of floats
            return float(10.0**-decimals)
    return 0.0


def _notes(
    rate: float, stated_hz: float | None, absent: int, away: float, allowed: float
) -> tuple[Note, ...]:
    notes = []
    if stated_hz is not None and abs(rate - stated_hz) > _RATE_TOLERANCE * stated_hz:
        text = f"The header says {stated_hz:g} Hz but the times run at {rate:.2f} Hz; the times are used."
        notes.append(Note(level="warning", code="rate_disagrees", text=text))
    if absent:
        text = f"{absent} frames are absent from the file; they are kept as gaps."
        notes.append(Note(level="warning", code="absent_frames", text=text))
    if away > allowed:
        text = f"The times are uneven by up to {100 * away:.0f} % of a frame; an even clock is used."
        notes.append(Note(level="warning", code="uneven_time", text=text))
    return tuple(notes)
