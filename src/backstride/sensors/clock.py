"""One rising clock for a run, whatever the device's own clock did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note
from backstride.sensors.raw import RawWatch

_LATEST_S: Final = 4102444800.0  # the year 2100: a later clock is not believed
Key = str | tuple[str, str]  # a column of our own, or a developer's field and its unit


@dataclass(frozen=True)
class Clock:
    """Stretches of the device's clock between two settings: (first, last, what to add to reach one clock)."""

    stretches: tuple[tuple[float, float, float], ...]

    def at(self, raw: float) -> float:
        """A time of the device on the one clock: by the stretch it lies in, else by the nearest."""
        _, _, add = min(self.stretches, key=lambda one: max(one[0] - raw, raw - one[1], 0.0))
        return raw + add

    def at_all(self, raw: FloatArray) -> FloatArray:
        """``at`` of many, (n,) -> (n,)."""
        if len(self.stretches) == 1:
            return raw + self.stretches[0][2]
        return np.array([self.at(float(one)) for one in raw])


def told_clock(raw: RawWatch) -> tuple[Clock, tuple[Note, ...]]:
    """The clock of a file with at least one time; its nought is that of its last setting."""
    time = raw.columns["time"]
    time = time[np.isfinite(time)]
    jump_s = float(load("sensors/watch.toml")["guards"]["clock_jump_s"])
    was_set = time >= raw.unset_below
    breaks = np.flatnonzero((np.abs(np.diff(time)) > jump_s) | (was_set[1:] != was_set[:-1])) + 1
    parts = np.split(time, breaks)
    stretches: list[tuple[float, float, float]] = []
    add = 0.0
    for index in range(len(parts) - 1, -1, -1):  # the last setting is the best informed
        part = parts[index]
        if stretches:
            add = stretches[0][0] + stretches[0][2] - 1.0 - float(part[-1])
        stretches.insert(0, (float(part.min()), float(part.max()), add))
    return Clock(tuple(stretches)), tuple(_notes(raw, time, len(parts)))


def _notes(raw: RawWatch, time: FloatArray, parts: int) -> list[Note]:
    notes = []
    if time[-1] < raw.unset_below:
        text = (
            "The device's clock was not set (it shows 1989 or later by the time since it was switched on): "
        )
        notes.append(Note(level="warning", code="clock_unset", text=text + "times count from the start."))
    if parts > 1:
        text = f"The device's clock was set {parts - 1} time(s) on the way; the jump is taken out."
        notes.append(Note(level="warning", code="clock_jump", text=text))
    return notes


def start_of(raw: RawWatch, on_clock_s: float) -> datetime | None:
    """The date and time of a moment, None where the clock was not set or shows an impossible year."""
    since_1970 = on_clock_s + raw.epoch
    if on_clock_s < raw.unset_below or not 0 < since_1970 < _LATEST_S:
        return None
    return datetime.fromtimestamp(since_1970, UTC)


def in_order(
    clock: Clock, columns: Mapping[Key, FloatArray]
) -> tuple[FloatArray, dict[Key, FloatArray], tuple[Note, ...]]:
    """Columns sorted by time, moments saved in pieces (heart rate here, position there) made one.

    Moments without a time are dropped. Returns time on the one clock (m,), columns (m,), what to say.
    """
    known = np.isfinite(columns["time"])
    time = clock.at_all(columns["time"][known])
    order = np.argsort(time, kind="stable")
    notes = []
    if not known.all():
        text = f"{int((~known).sum())} moments carry no time and were left out."
        notes.append(Note(level="warning", code="no_time", text=text))
    if (np.diff(order) < 0).any():
        text = "Some moments stood out of order in the file; they were sorted by time."
        notes.append(Note(level="info", code="out_of_order", text=text))
    time = time[order]
    first = np.flatnonzero(np.diff(time, prepend=-np.inf) > 0)
    merged = {
        name: np.fmax.reduceat(values[known][order], first)
        for name, values in columns.items()
        if name != "time"
    }
    return time[first], merged, tuple(notes)
