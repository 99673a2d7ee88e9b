"""Whether intervals hold: split halves of every real trial, one runner left out of what was fitted.

Strides of a run are not independent: a runner drifts, and pacing wanders over minutes. An interval made as if
they were misses the other half of the same run far too often. The spread is therefore stretched by
n ** (H - 1/2), the growth that a series with memory H (Hurst exponent, 0.5 without memory) gives to the error
of a mean of n strides. H is fitted here per measure; ``--fit`` writes ``coefficients/stride_memory.json``.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backstride.measures.definitions import definition, statistic
from backstride.measures.interval import central, memory, stride_spread
from backstride.model.arrays import FloatArray
from backstride.model.measure import Measure
from backstride.pipeline import analyze
from benchmarks.common import ROOT, rbds_standing, rbds_trials, save, shared_data

OUT = ROOT / "src" / "backstride" / "knowledge" / "coefficients" / "stride_memory.json"
WANTED = 0.95
GRID = np.round(np.arange(0.5, 0.91, 0.05), 2)
FEWEST = 6  # strides: three in each half, the fewest that give an interval
AGAIN_FROM = 20  # strides: halves of such a half are set against each other too
WITHOUT_MEMORY = 0.5
ENOUGH = 20  # halves: with fewer a memory is not fitted


@dataclass(frozen=True)
class Halves:
    """One measure of one trial, cut in the middle of the run: how far the halves differ, their spreads."""

    runner: str
    whole: bool
    measure: str
    difference: float
    spreads: tuple[float, float]
    strides: tuple[int, int]
    detectable_change: float

    def holds(self, hurst: float) -> bool:
        """Whether the difference lies within the joined intervals of both halves."""
        limits = [s * n ** (hurst - 0.5) for s, n in zip(self.spreads, self.strides, strict=True)]
        return abs(self.difference) <= float(np.hypot(*limits))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fit", action="store_true", help="write the fitted memories")
    found = [one for case in _cases() for one in _halves_of(case)]
    if parser.parse_args().fit:
        _write(found)
    rows = [_row(measure, [one for one in found if one.measure == measure]) for measure in _names(found)]
    everything = {"measure": "all", **_summary(found), "H": None}
    save(
        "intervals",
        "Intervals on split halves",
        "python -m benchmarks.intervals",
        [*rows, everything],
        [
            "24 RBDS trials of 30 s and 4 Hamner trials of 4 s: first half of the strides against the "
            "second, and where 20 or more are left the halves of each half; each side by itself. JA1 and "
            "bmclab_run hold too few strides to halve",
            "covered: the halves differ by no more than their joined 95 % stride intervals (instrument error "
            "left out, both share it); left out: H fitted on the other runners; shipped: H of "
            "knowledge/coefficients/stride_memory.json, fitted on the halves of whole RBDS trials",
            "beyond change: halves of whole trials that differ by more than the detectable change (asked: at "
            "most 5 %)",
        ],
    )


@dataclass(frozen=True)
class Case:
    """One real trial and who ran it."""

    runner: str
    trial: Path
    standing: Path
    speed_mps: float


def _cases() -> Iterable[Case]:
    for trial in rbds_trials():
        yield Case(trial.stem.split("run")[0], trial, rbds_standing(trial), int(trial.stem[-2:]) / 10)
    folder = shared_data() / "fullbody"
    for speed in (2, 3, 4, 5):
        trial = folder / f"hamner_s01_Run_{speed}.trc"
        yield Case("hamner_s01", trial, folder / "hamner_s01_static.trc", float(speed))


def _halves_of(case: Case) -> Iterable[Halves]:
    result = analyze(case.trial, standing=case.standing, speed_mps=case.speed_mps, surface="treadmill")
    for row in result.measures:
        one_side = definition(row.id).bilateral
        if row.value is None or (one_side and row.side == "both"):
            continue
        if len(row.per_stride) >= FEWEST and np.ptp(row.per_stride) > 0:  # a given belt speed has no spread
            yield from _cuts(case.runner, row, np.array(row.per_stride), one_side=one_side, whole=True)


def _cuts(runner: str, row: Measure, values: FloatArray, *, one_side: bool, whole: bool) -> Iterable[Halves]:
    """The halves of some strides, and once more the halves of each half."""
    halves = _in_time(values, one_side=one_side)
    yield _cut(runner, row, halves, whole=whole)
    for half in halves if whole else ():
        if half.size >= AGAIN_FROM:
            yield from _cuts(runner, row, half, one_side=one_side, whole=False)


def _cut(runner: str, row: Measure, halves: tuple[FloatArray, FloatArray], *, whole: bool) -> Halves:
    how = statistic(row.id)
    first, second = halves
    difference = central(first, how) - central(second, how)
    below = [stride_spread(part, how, row.id, hurst=WITHOUT_MEMORY) for part in halves]
    spreads = (below[0][0], below[1][1]) if difference > 0 else (below[0][1], below[1][0])
    sizes = (first.size, second.size)
    return Halves(runner, whole, row.id, difference, spreads, sizes, row.detectable_change or np.inf)


def _in_time(values: FloatArray, *, one_side: bool) -> tuple[FloatArray, FloatArray]:
    """Both halves of the run; the strides of the left foot stand before those of the right."""
    sides = [values] if one_side else [values[: (values.size + 1) // 2], values[(values.size + 1) // 2 :]]
    cuts = [(side[: side.size // 2], side[side.size // 2 :]) for side in sides]
    return np.concatenate([a for a, _ in cuts]), np.concatenate([b for _, b in cuts])


def fitted(halves: Iterable[Halves]) -> float:
    """The least memory with which enough halves agree; the largest of the grid where none is enough."""
    halves = list(halves)
    enough = (h for h in GRID if np.mean([one.holds(h) for one in halves]) >= WANTED)
    return float(next(enough, GRID[-1]))


def _left_out(halves: list[Halves]) -> list[bool]:
    """Whether each half agrees, with the memory fitted on the other runners."""
    by_runner = {r: fitted(h for h in halves if h.runner != r) for r in {h.runner for h in halves}}
    return [one.holds(by_runner[one.runner]) for one in halves]


def _row(measure: str, halves: list[Halves]) -> dict[str, object]:
    return {"measure": measure, **_summary(halves), "H": fitted(halves)}


def _summary(halves: list[Halves]) -> dict[str, object]:
    groups = defaultdict(list)
    for one in halves:
        groups[one.measure].append(one)
    left_out = [held for group in groups.values() for held in _left_out(group)]
    return {
        "halves": len(halves),
        "covered, no memory": float(np.mean([one.holds(WITHOUT_MEMORY) for one in halves])),
        "covered, left out": float(np.mean(left_out)),
        "covered, shipped": float(np.mean([one.holds(memory(one.measure)) for one in halves])),
        "beyond change": float(
            np.mean([abs(one.difference) > one.detectable_change for one in halves if one.whole])
        ),
    }


def _names(halves: list[Halves]) -> list[str]:
    return list(dict.fromkeys(one.measure for one in halves))


def _write(halves: list[Halves]) -> None:
    groups = {name: [h for h in halves if h.measure == name] for name in _names(halves)}
    memories = {name: fitted(group) for name, group in groups.items() if len(group) >= ENOUGH}
    data = {
        "source": "benchmarks/intervals.py: least Hurst exponent with which 95 % of split halves, and halves "
        "of halves, of 24 RBDS and 4 Hamner trials (9 men, two laboratories) agree",
        "default": round(float(np.median(list(memories.values()))), 2),
        "hurst": memories,
    }
    OUT.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
