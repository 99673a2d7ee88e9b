"""Runs of a watch made from rules of the tests' own, so that what comes out is known."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

import numpy as np
from scipy.signal import lfilter

from backstride.model.watch import WatchDevice, WatchRecords, WatchRun, WatchSession, WatchTotals

NOTHING = frozenset(("time_s", "running"))


def watch_run(columns: dict[str, Any], **more: Any) -> WatchRun:
    """A run from columns (or single values); what is left out is missing, all of it is run. Every second."""
    n = max(np.size(values) for values in columns.values())
    full = {one.name: np.full(n, np.nan) for one in fields(WatchRecords) if one.name not in NOTHING}
    full |= {"time_s": np.arange(n, dtype=float), "running": np.ones(n, dtype=bool)}
    full |= {name: np.broadcast_to(values, n).copy() for name, values in columns.items()}
    usual: dict[str, Any] = {"id": "run", "paths": ("run.fit",), "format": "FIT", "start": None}
    return WatchRun(records=WatchRecords(**full), **(usual | more))


def steady(n: int = 1800, **changed: Any) -> WatchRun:
    """Thirty minutes at 3 m/s and 170 steps/min on the level, contact 250 ms. changed: columns."""
    usual: dict[str, Any] = {
        "time_s": np.arange(n, dtype=float),
        "speed_mps": 3.0,
        "distance_m": 3.0 * np.arange(n),
        "cadence_spm": 170.0,
        "stance_time_s": 0.25,
        "flight_time_s": 60 / 170 - 0.25,
        "vertical_oscillation_m": 0.08,
        "altitude_m": 100.0,
    }
    return watch_run(usual | changed)


def hilly(seed: int, *, minutes: int = 45, drift_spm: float = 0.0, slower_mps: float = 0.4) -> WatchRun:
    """A run over hills whose cadence follows speed and slope, and a drift from the first to the last quarter.

    The runner gets slower, so the raw change of cadence is not the drift. Cadence wanders over some 20 s.
    """
    rng, n = np.random.default_rng(seed), 60 * minutes
    t = np.arange(n, dtype=float)
    speed = 3.0 - slower_mps * t / n + 0.25 * np.sin(2 * np.pi * t / 300) + wander(rng, n, 0.98, 0.1)
    way = np.cumsum(speed)
    slope = 100 * 8 * 2 * np.pi / 1500 * np.cos(2 * np.pi * way / 1500)
    tired = np.clip((t - n / 4) / (n / 2), 0, 1)
    cadence = 165 + 6 * (speed - 3) + 0.8 * slope + drift_spm * tired + wander(rng, n, 0.95, 1.2)
    altitude = 100 + 8 * np.sin(2 * np.pi * way / 1500)
    saved = {"speed_mps": speed + wander(rng, n, 0.8, 0.05), "cadence_spm": np.round(cadence)}
    return watch_run({"distance_m": way, "altitude_m": np.round(5 * altitude) / 5} | saved)


def wander(rng: np.random.Generator, n: int, memory: float, sd: float) -> np.ndarray:
    """A series that remembers itself from second to second."""
    shocks = rng.normal(0, sd * np.sqrt(1 - memory**2), n)
    shocks[0] = rng.normal(0, sd)
    return np.asarray(lfilter([1.0], [1.0, -memory], shocks))


def stryd() -> WatchDevice:
    """The foot pod as it names itself."""
    return WatchDevice(maker="stryd")


def on(sub_sport: str | None) -> tuple[WatchSession, ...]:
    """One running session that the file calls so."""
    return (WatchSession("running", sub_sport, 0.0, WatchTotals(), used=True),)


MORNING = datetime.fromisoformat("2024-06-01T06:00:00+00:00")
