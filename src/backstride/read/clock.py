"""A time column understood: its rate, its holes, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.errors import UnreadableError
from backstride.model.common import FloatArray
from backstride.model.recording import Note

_ROUNDING_S = 0.0006
"""Time columns are often written with three decimals: the true time lies within half a millisecond."""

_REGULAR = 0.1
"""Largest departure from an even grid, in frames, that is still writing precision and not another clock."""

_USABLE = 0.3
"""Departure, in frames, beyond which the samples cannot be treated as evenly spaced: filters assume it."""

_MOST_MISSING = 1.0
"""Frames that may be absent, as a multiple of those present; beyond, two recordings stand in one file."""


@dataclass(frozen=True, eq=False)
class Clock:
    """An even clock. ``frames`` (n,) are the grid positions of the file's rows, ``count`` the whole grid."""

    rate_hz: float
    start_s: float
    frames: np.ndarray[tuple[int], np.dtype[np.int64]]
    count: int
    notes: tuple[Note, ...]

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

    A stated rate that agrees with the column within its rounding is kept, for a column of three decimals
    hides the true rate. Absent frames become grid positions without a row. Raises UnreadableError when
    there is no usable time, when it runs backwards, or when the spacing is too uneven to filter.
    """
    count = len(time_s)
    if count == 0:
        raise UnreadableError("the table has no rows", where=where, fix="Export the recording again")
    if not np.isfinite(time_s).any() or (count > 1 and np.ptp(time_s[np.isfinite(time_s)]) == 0):
        return _without_times(count, time_s, stated_hz, where)
    if not np.isfinite(time_s).all():
        line = int(np.flatnonzero(~np.isfinite(time_s))[0]) + 1
        raise UnreadableError(
            f"the time is missing in row {line} of the table", where=where, fix="Export it again"
        )
    if count == 1:
        return Clock(stated_hz or 1.0, float(time_s[0]), np.zeros(1, dtype=np.int64), 1, ())
    steps = np.diff(time_s)
    if (steps <= 0).any():
        line = int(np.flatnonzero(steps <= 0)[0]) + 2
        raise UnreadableError(
            f"time does not go forward at row {line} of the table",
            where=where,
            fix="Export one recording per file",
        )
    return _fit(time_s, stated_hz, where)


def _without_times(count: int, time_s: FloatArray, stated_hz: float | None, where: str) -> Clock:
    if stated_hz is None or (count > 1 and np.isfinite(time_s).any()):
        raise UnreadableError(
            "the time column stands still or is empty", where=where, fix="Give the frame rate with --rate-hz"
        )
    note = Note(
        level="warning", code="no_time", text=f"The file has no times; its rate of {stated_hz:g} Hz is used."
    )
    return Clock(stated_hz, 0.0, np.arange(count), count, (note,))


def _fit(time_s: FloatArray, stated_hz: float | None, where: str) -> Clock:
    start, count = float(time_s[0]), len(time_s)
    even = np.arange(count)
    if stated_hz is not None and _departure(time_s, start, stated_hz, even) <= max(
        _REGULAR, _ROUNDING_S * stated_hz
    ):
        return Clock(stated_hz, start, even, count, ())
    rate = _rate(time_s)
    frames = np.rint((time_s - start) * rate).astype(np.int64)
    rate = _round_rate(float(frames[-1] / (time_s[-1] - start)), time_s, frames)
    total = int(frames[-1]) + 1
    away = _departure(time_s, start, rate, frames)
    if (
        (np.diff(frames) < 1).any()
        or away > max(_USABLE, _ROUNDING_S * rate)
        or total > count * (1 + _MOST_MISSING)
    ):
        raise UnreadableError(
            "the samples are too unevenly spaced in time to be filtered",
            where=where,
            fix="Export it at a fixed rate",
        )
    return Clock(rate, start, frames, total, _notes(rate, stated_hz, total - count, away))


def _rate(time_s: FloatArray) -> float:
    """The rate by the median step, made exact over the first stretch without a hole."""
    steps = np.diff(time_s)
    typical = float(np.median(steps))
    holes = np.flatnonzero(steps > 1.5 * typical)  # a hole is at least one absent frame: two steps
    edges = np.concatenate([[0], holes + 1, [len(time_s)]])
    longest = int(np.argmax(np.diff(edges)))
    first, last = int(edges[longest]), int(edges[longest + 1]) - 1
    return (last - first) / float(time_s[last] - time_s[first]) if last > first else 1.0 / typical


def _round_rate(rate: float, time_s: FloatArray, frames: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """A whole number of hertz where the column cannot tell it from the fitted rate."""
    whole = float(round(rate))
    written = _departure(time_s, float(time_s[0]), rate, frames)
    same = whole > 0 and _departure(time_s, float(time_s[0]), whole, frames) <= max(0.01, 2 * written)
    return whole if same else rate


def _departure(
    time_s: FloatArray, start: float, rate: float, frames: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> float:
    return float(np.abs((time_s - start) * rate - frames).max())


def _notes(rate: float, stated_hz: float | None, absent: int, away: float) -> tuple[Note, ...]:
    notes = []
    if (
        stated_hz is not None and abs(rate - stated_hz) > 0.005 * stated_hz
    ):  # 0.5 %: a tenth of a step a minute in 20
        text = (
            f"The header says {stated_hz:g} Hz but the time column runs at {rate:.2f} Hz; the column is used."
        )
        notes.append(Note(level="warning", code="rate_disagrees", text=text))
    if absent:
        text = f"{absent} frames are absent from the file; they are kept as gaps."
        notes.append(Note(level="warning", code="absent_frames", text=text))
    if away > _REGULAR and away > _ROUNDING_S * rate:
        text = f"The time column is uneven by up to {100 * away:.0f} % of a frame; an even clock is used."
        notes.append(Note(level="warning", code="uneven_time", text=text))
    return tuple(notes)
