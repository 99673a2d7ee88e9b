"""Pauses, gaps, laps and sessions of a run, moved from the device's clock to the run's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Note
from backstride.model.watch import WatchLap, WatchSession, WatchTotals
from backstride.sensors.clock import Clock
from backstride.sensors.legs import Legs
from backstride.sensors.raw import RawStretch, RawWatch


def pauses_of(
    raw: RawWatch, clock: Clock, origin: float, time_s: FloatArray
) -> Iterator[tuple[float, float]]:
    """Stretches with the timer stopped inside the recorded time (from_s, until_s)."""
    stopped: float | None = None
    events = sorted(
        (clock.at(at) - origin, index, runs) for index, (at, runs) in enumerate(raw.timer) if at == at
    )
    for at, _, runs in events:
        if not runs and stopped is None:
            stopped = at
        elif runs and stopped is not None:
            if at > stopped and at > time_s[0] and stopped < time_s[-1]:
                yield max(stopped, float(time_s[0])), min(at, float(time_s[-1]))
            stopped = None


def within(time_s: FloatArray, pauses: Sequence[tuple[float, float]]) -> BoolArray:
    """Which moments (n,) lie inside a pause, its ends not counted."""
    inside = np.zeros(time_s.size, dtype=bool)
    for from_s, until_s in pauses:
        inside |= (time_s > from_s) & (time_s < until_s)
    return inside


def unpaused_s(time_s: FloatArray, pauses: Sequence[tuple[float, float]]) -> FloatArray:
    """Seconds between each two moments (n - 1,), >= 0, what pauses cover left out."""
    seconds = np.diff(time_s)
    for from_s, until_s in pauses:
        covered = np.minimum(time_s[1:], until_s) - np.maximum(time_s[:-1], from_s)
        seconds = seconds - np.clip(covered, 0.0, None)
    return np.clip(seconds, 0.0, None)


def gaps(time_s: FloatArray, pauses: Sequence[tuple[float, float]]) -> Iterator[Note]:
    """Long silences with the timer running."""
    gap_s = float(load("sensors/watch.toml")["guards"]["gap_s"])
    silent = [
        until - since
        for since, until in pairwise(time_s.tolist())
        if until - since > gap_s and not any(a < until and b > since for a, b in pauses)
    ]
    if silent:
        longest = f"the longest {max(silent):.0f} s"
        text = f"Nothing was saved for more than {gap_s:g} s at {len(silent)} place(s), {longest}."
        yield Note(level="warning", code="gap", text=text)


def laps_of(
    raw: RawWatch, clock: Clock, origin: float, factor: float, time_s: FloatArray
) -> Iterator[WatchLap]:
    """The laps that begin within the running part; factor: steps per saved cycle."""
    for one in raw.laps:
        start_s = None if one.start is None else clock.at(one.start) - origin
        if start_s is not None and -1.0 <= start_s <= time_s[-1]:
            yield WatchLap(start_s, _totals(one, factor))


def sessions_of(
    raw: RawWatch, legs: Legs, clock: Clock, origin: float, factor: float
) -> Iterator[WatchSession]:
    """Every session of the file; factor: steps per saved cycle."""
    for one, taken in zip(raw.sessions, legs.used, strict=False):
        start_s = 0.0 if one.start is None else clock.at(one.start) - origin
        yield WatchSession(one.sport, one.sub_sport, start_s, _totals(one, factor), taken)


def _totals(one: RawStretch, factor: float) -> WatchTotals:
    """The device's means with cadence in steps."""
    means = {name: value for name, value in one.totals.averages.items() if name != "cadence_cycles"}
    if "cadence_cycles" in one.totals.averages:
        means["cadence_spm"] = one.totals.averages["cadence_cycles"] * factor
    return replace(one.totals, averages=means)
