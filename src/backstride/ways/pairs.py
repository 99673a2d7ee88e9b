"""Two watch files that overlap in time: one run seen by two devices, or two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.measures.watch_moments import ERRORS

if TYPE_CHECKING:
    from backstride.model.arrays import FloatArray
    from backstride.model.watch import WatchRun
    from backstride.ways.measured import MeasuredRecording


@dataclass(frozen=True, eq=False)
class Pace:
    """Means of every half minute of the world's clock: its number, speed and cadence, NaN where missing.

    Kept in memory to compare files, never written.
    """

    at: FloatArray
    speed_mps: FloatArray
    cadence_spm: FloatArray


def pace_of(run: WatchRun) -> Pace | None:
    """The pace of a run; None where the device's clock was not set."""
    if run.start is None:
        return None
    records = run.records
    every_s = float(load(ERRORS)["same_run"]["every_s"])
    at, which = np.unique(np.floor((run.start.timestamp() + records.time_s) / every_s), return_inverse=True)
    return Pace(at, _means(records.speed_mps, which, at.size), _means(records.cadence_spm, which, at.size))


def refuse_two_people(done: Sequence[MeasuredRecording]) -> None:
    """Nothing where the files can be one runner's.

    Raises:
        RefusedError: two of them overlap in time and are not the same run.
    """
    for one, other in combinations(done, 2):
        if one.pace is not None and other.pace is not None and _apart(one.pace, other.pace):
            raise RefusedError(
                "these files overlap in time but are not one run, so they are two people's",
                where=", ".join((*one.summary.paths, *other.summary.paths)),
                fix="Analyse each runner alone",
            )


def _apart(one: Pace, other: Pace) -> bool:
    """Whether speed or cadence in the shared time differ by more than two devices on one runner do."""
    rule = load(ERRORS)["same_run"]
    _, here, there = np.intersect1d(one.at, other.at, return_indices=True)
    if here.size * float(rule["every_s"]) <= float(rule["overlap_s"]):
        return False
    speed = _usual(np.abs(one.speed_mps[here] - other.speed_mps[there]))
    usual = _usual(one.speed_mps[here])
    cadence = _usual(np.abs(one.cadence_spm[here] - other.cadence_spm[there]))
    most = max(float(rule["speed_mps"]), float(rule["speed_share"]) * usual)
    return speed > most or cadence > float(rule["cadence_spm"])


def _usual(values: FloatArray) -> float:
    """The middle of what is known; 0 where nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else 0.0


def _means(values: FloatArray, which: np.ndarray, count: int) -> FloatArray:
    known = np.isfinite(values)
    held = np.bincount(which[known], minlength=count)
    total = np.bincount(which[known], values[known], count)
    return np.where(held > 0, total / np.maximum(held, 1), np.nan)
