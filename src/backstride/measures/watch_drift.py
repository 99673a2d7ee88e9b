"""Fresh against tired in a watch's run: first against last quarter, only where both were run alike.

Speed and gradient move cadence, contact time and the rest by more than tiredness does. Moments are therefore
sorted into bins of speed and slope, and each bin counts by the smaller of its two shares: what was run in one
quarter alone is left out. Inside a bin a line takes out what speed and slope still differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.measures.definitions import definition
from backstride.measures.drift_change import Change, drift_row
from backstride.measures.interval import REPLICATES, memory, reach
from backstride.measures.watch_forces import FORCES
from backstride.measures.watch_moments import ERRORS, NEEDS, Ran, moments, ran
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import Surface
from backstride.model.drift import Drift
from backstride.model.watch import WatchRun
from backstride.sensors.slopes import slope_percent

# Speed is held equal; what follows from contact time alone drifts as that does.
DRIFTING: Final = tuple(name for name in NEEDS if name not in ("speed", *FORCES))
IntArray = np.ndarray[Any, np.dtype[np.int_]]


@dataclass(frozen=True, eq=False)
class _Quarter:
    """One quarter of one measure: sums over (blocks, bins) of weight and of weight times value."""

    weight: FloatArray
    total: FloatArray


@dataclass(frozen=True, eq=False)
class _Bins:
    """Where moments lie by speed and slope.

    which: the bin of every moment (n,), -1 where speed or slope is not known. off: (n, 2) how far both lie
    from the middle of the bin, in widths of a bin.
    """

    which: IntArray
    off: FloatArray

    @property
    def count(self) -> int:
        """How many bins there are."""
        return int(self.which.max()) + 1


def watch_drift(
    run: WatchRun, surface: Surface | None = None, speed_mps: float | None = None
) -> tuple[tuple[Drift, ...], str]:
    """Every measure's change from the first to the last quarter of the running time, or why there is none.

    surface: on a treadmill altitude tells no slope, and a told speed_mps is that of the belt throughout.

    The value is tired minus fresh at the speeds and slopes that both quarters share. The interval is that of
    a bootstrap over blocks of a minute (shorter in a short run), stretched as ``stride_spread`` does; the
    device's own error is the same in both and left out.
    """
    try:
        return tuple(_drifts(run, surface == "treadmill", speed_mps)), ""
    except MeasureRefused as why:
        return (), str(why)


def _drifts(run: WatchRun, belt: bool, speed_mps: float | None) -> list[Drift]:
    rule, of = load(ERRORS)["drift"], ran(run)
    if belt and speed_mps is not None:
        of = replace(of, speed_mps=np.full(of.ran_s.size, speed_mps))
    total = float(of.ran_s[of.running].sum())
    if total < float(rule["shortest_s"]):
        raise MeasureRefused(
            f"{total // 60:.0f} min of running are too short to tell fresh from tired",
            fix=f"Give a run of {rule['shortest_s'] / 60:.0f} min or more",
        )
    bins = _bins(of, None if belt else slope_percent(run.records), rule)
    if bins is None:
        raise MeasureRefused("The file holds no speed, so fresh and tired cannot be compared at one speed")
    ends = _ends(of, total)
    _require_overlap(of, bins, ends, rule)
    found = [_change(of, bins, ends, name, total, rule) for name in DRIFTING]
    return [
        drift_row(run.id, definition(name), "both", one)
        for name, one in zip(DRIFTING, found, strict=True)
        if one is not None
    ]


def _bins(of: Ran, slope: FloatArray | None, rule: dict[str, float]) -> _Bins | None:
    """Where every moment lies; without slopes by speed alone. None where speed is not known."""
    speed = _smooth(of.speed_mps, of.ran_s, of.running, float(rule["speed_over_s"]))
    if not np.isfinite(speed[of.running]).any():
        return None
    fast = speed / float(rule["speed_bin_mps"])
    steep = np.zeros(speed.size) if slope is None else slope / float(rule["slope_bin_percent"])
    known = np.isfinite(fast) & np.isfinite(steep) & of.running
    places = np.stack([fast, steep], axis=1)
    centres = np.stack([np.floor(fast) + 0.5, np.round(steep)], axis=1)
    _, which = np.unique(centres[known], axis=0, return_inverse=True)
    out = np.full(speed.size, -1)
    out[known] = which.ravel()
    return _Bins(out, places - centres)


def _smooth(values: FloatArray, seconds: FloatArray, running: BoolArray, over_s: float) -> FloatArray:
    """Mean of a saved speed over some seconds around each moment: positions scatter, legs do not."""
    known = np.isfinite(values) & running
    out = np.full(values.size, np.nan)
    if not known.any():
        return out
    clock = np.cumsum(seconds[known])
    first = np.searchsorted(clock, clock - over_s / 2)
    last = np.searchsorted(clock, clock + over_s / 2, side="right")
    weight = np.concatenate([[0.0], clock])
    total = np.concatenate([[0.0], np.cumsum(seconds[known] * values[known])])
    out[known] = (total[last] - total[first]) / (weight[last] - weight[first])
    return out


def _ends(of: Ran, total_s: float) -> tuple[BoolArray, BoolArray]:
    """The running moments (n,) of the first and of the last quarter of the running time."""
    clock = np.cumsum(np.where(of.running, of.ran_s, 0.0))
    return of.running & (clock <= total_s / 4), of.running & (clock > total_s * 3 / 4)


def _require_overlap(of: Ran, bins: _Bins, ends: tuple[BoolArray, BoolArray], rule: dict[str, float]) -> None:
    inside = [end & (bins.which >= 0) for end in ends]
    first, last = (np.bincount(bins.which[end], of.ran_s[end], bins.count) for end in inside)
    if min(first.sum(), last.sum()) <= 0:
        raise MeasureRefused("The speed of the first or the last quarter is not known")
    shared = float(np.minimum(first / first.sum(), last / last.sum()).sum())
    if shared < float(rule["least_overlap"]):
        raise MeasureRefused(
            f"Only {shared:.0%} of the first and the last quarter were run at one speed on one slope",
            fix="Run at an even speed, out and back or on a level loop",
        )


def _change(
    of: Ran,
    bins: _Bins,
    ends: tuple[BoolArray, BoolArray],
    measure_id: str,
    total_s: float,
    rule: dict[str, float],
) -> Change | None:
    """The matched change of one measure with its interval; None where too little of it is saved."""
    found = moments(of, measure_id)
    if found is None:
        return None
    at = np.searchsorted(of.records.time_s, found.time_s)
    longest_s = float(load(ERRORS)["blocks"]["longest_s"])
    blocks = max(int(rule["fewest_blocks"]), int(total_s / 4 / longest_s))
    chosen = [end[at] & (bins.which[at] >= 0) for end in ends]
    if min(int(one.sum()) for one in chosen) < blocks:
        return None
    levelled = _levelled(found.values, found.weight, bins.which[at], bins.off[at], chosen)
    quarters = [
        _sums(
            levelled[one],
            found.weight[one],
            _blocks(found.ran_s[one], blocks),
            bins.which[at][one],
            bins.count,
        )
        for one in chosen
    ]
    once = np.ones((1, blocks))
    fresh, tired = (float(value[0]) for value in _matched(quarters[0], quarters[1], once, once))
    if not np.isfinite([fresh, tired]).all():
        return None
    below, above = _spread(quarters, blocks, measure_id, tired - fresh)
    return Change(fresh=fresh, tired=tired, below=below, above=above)


def _levelled(
    values: FloatArray, weight: FloatArray, which: IntArray, off: FloatArray, chosen: Sequence[BoolArray]
) -> FloatArray:
    """Values (n,) as if each moment had the speed and slope of the middle of its bin.

    The line is fitted to how values differ inside the bins of one quarter, so a drift has no part in it.
    """
    rows, targets = [], []
    for one in chosen:
        known, cell = np.sqrt(weight[one]), which[one]
        mean = _cell_means(np.column_stack([off[one], values[one]]), weight[one], cell)
        rows.append((off[one] - mean[:, :2]) * known[:, None])
        targets.append((values[one] - mean[:, 2]) * known)
    lines, *_ = np.linalg.lstsq(np.concatenate(rows), np.concatenate(targets), rcond=1e-9)
    return np.asarray(values - np.nan_to_num(off) @ lines)


def _cell_means(columns: FloatArray, weight: FloatArray, cell: IntArray) -> FloatArray:
    """(n, k): of every row the weighted means of its bin."""
    total = np.bincount(cell, weight)
    means = [np.bincount(cell, weight * one) / np.where(total > 0, total, 1.0) for one in columns.T]
    return np.stack(means, axis=1)[cell]


def _blocks(ran_s: FloatArray, count: int) -> IntArray:
    """Which of ``count`` stretches of equal running time every moment (n,) lies in."""
    clock = np.cumsum(ran_s)
    return np.asarray(np.minimum((clock / clock[-1] * count).astype(int), count - 1))


def _sums(values: FloatArray, weight: FloatArray, block: IntArray, which: IntArray, count: int) -> _Quarter:
    blocks = int(block.max()) + 1
    flat = block * count + which
    shape = (blocks, count)
    return _Quarter(
        weight=np.asarray(np.bincount(flat, weight, blocks * count), dtype=float).reshape(shape),
        total=np.asarray(np.bincount(flat, weight * values, blocks * count), dtype=float).reshape(shape),
    )


def _matched(fresh: _Quarter, tired: _Quarter, draw: FloatArray, draw_tired: FloatArray) -> FloatArray:
    """(2, r) fresh and tired values at the shared speeds and slopes. draw, draw_tired: (r, blocks) times each
    block is taken."""
    weights = (draw @ fresh.weight, draw_tired @ tired.weight)
    totals = (draw @ fresh.total, draw_tired @ tired.total)
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw of blocks that hold nothing: NaN
        shares = [one / one.sum(axis=1, keepdims=True) for one in weights]
        shared = np.minimum(*shares)
        means = [np.where(shared > 0, total / one, 0.0) for total, one in zip(totals, weights, strict=True)]
        return np.stack([(shared * mean).sum(axis=1) / shared.sum(axis=1) for mean in means])


def _spread(quarters: list[_Quarter], blocks: int, measure_id: str, difference: float) -> tuple[float, float]:
    """How far below and above the difference 95 % of replicates lie, stretched for few blocks and memory."""
    generator = np.random.default_rng(zlib.crc32(measure_id.encode()))
    draws = [
        generator.multinomial(blocks, np.full(blocks, 1 / blocks), size=REPLICATES).astype(float)
        for _ in quarters
    ]
    fresh, tired = _matched(quarters[0], quarters[1], draws[0], draws[1])
    apart = tired - fresh
    return reach(apart[np.isfinite(apart)], difference, blocks, blocks ** (memory(measure_id) - 0.5))
