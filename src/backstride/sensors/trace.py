"""A run over its distance, as a page shows it: pieces of one length, without positions and without dates."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import Surface
from backstride.model.run_trace import OnsetPlace, RunTrace
from backstride.model.watch import WatchRun
from backstride.sensors.slopes import ERRORS, slope_percent, slope_shares, way_m

# Column of the trace, column of the records, digits that are kept.
COLUMNS: Final = (
    ("speed_mps", "speed_mps", 3),
    ("cadence_spm", "cadence_spm", 2),
    ("contact_time_s", "stance_time_s", 4),
    ("vertical_oscillation_m", "vertical_oscillation_m", 4),
    ("heart_rate_bpm", "heart_rate_bpm", 1),
    ("altitude_m", "altitude_m", 1),
)
COMPARED: Final = (
    ("speed", "speed_mps", 3),
    ("cadence", "cadence_spm", 2),
    ("contact_time", "contact_time_s", 4),
    ("vertical_oscillation", "vertical_oscillation_m", 4),
)
Column = tuple[float | None, ...]


def run_trace(run: WatchRun, stands_for_s: FloatArray, surface: Surface | None) -> RunTrace | None:
    """The trace of a run; None where the file holds no distance. stands_for_s (n,): seconds per moment.

    A piece that is mostly run shows its running moments, any other all of its moments. On a treadmill the
    height says nothing, so there are no slopes.
    """
    records, way = run.records, way_m(run.records)
    length = None if way is None else _piece_m(way)
    if way is None or length is None:
        return None
    slope = None if surface == "treadmill" else slope_percent(records)
    piece = np.minimum((np.maximum(way - way[0], 0.0) / length).astype(int), _count(way, length) - 1)
    pieces = _Pieces(piece, _count(way, length), stands_for_s, records.running)
    middles = way[0] + (np.arange(pieces.count) + 0.5) * length
    columns: dict[str, Any] = {
        name: pieces.mean(getattr(records, column), digits) for name, column, digits in COLUMNS
    }
    rising = np.concatenate([[True], np.diff(way) > 0])
    return RunTrace(
        recording=run.id,
        distance_m=tuple(round(float(one), 1) for one in middles),
        time_s=tuple(round(float(one), 1) for one in np.interp(middles, way[rising], records.time_s[rising])),
        **columns,
        slope_percent=(None,) * pieces.count if slope is None else pieces.mean(slope, 2),
        walked=pieces.walked,
        pauses_m=tuple(round(float(np.interp(since, records.time_s, way)), 1) for since, _ in run.pauses),
        slopes=slope_shares(slope, way, records.running, stands_for_s),
        surface=surface,
        device=" ".join(part for part in (run.device.maker, run.device.product) if part),
    )


def with_onset(trace: RunTrace, onset_km: float | None) -> RunTrace:
    """The trace with the place where the pain is said to start; without one, the trace without any."""
    if onset_km is None:
        return trace.model_copy(update={"onset": None})
    at_m, way = 1000.0 * onset_km, np.array(trace.distance_m)
    end_m = float(way[-1] + 1.5 * (way[1] - way[0])) if way.size > 1 else 2 * float(way[-1])  # the rest too
    if at_m > end_m:
        return trace.model_copy(update={"onset": OnsetPlace(distance_m=at_m, in_run=False)})
    rule = load(ERRORS)["trace"]
    from_m = at_m - float(rule["onset_over_m"])
    run = ~np.array(trace.walked)
    last, before = (way > from_m) & (way <= at_m) & run, (way <= from_m) & run
    enough = from_m >= float(rule["least_before_m"])
    slope = _mean(trace.slope_percent, last)
    onset = OnsetPlace(
        distance_m=at_m,
        in_run=True,
        time_s=round(float(np.interp(at_m, way, np.array(trace.time_s))), 1),
        slope_percent=None if slope is None else round(slope, 2),
        changes=tuple(_changes(trace, before, last)) if enough else (),
    )
    return trace.model_copy(update={"onset": onset})


def _changes(trace: RunTrace, before: BoolArray, last: BoolArray) -> list[tuple[str, float, float]]:
    found = []
    for measure_id, column, digits in COMPARED:
        values: Column = getattr(trace, column)
        first, then = _mean(values, before), _mean(values, last)
        if first is not None and then is not None:
            found.append((measure_id, round(first, digits), round(then, digits)))
    return found


def _mean(values: Column, chosen: BoolArray) -> float | None:
    kept = [value for value, take in zip(values, chosen, strict=True) if take and value is not None]
    return sum(kept) / len(kept) if kept else None


def _piece_m(way: FloatArray) -> float | None:
    """The shortest length of a piece with at most 200 of them, each as long as two moments are apart."""
    rule = load(ERRORS)["trace"]
    total, moved = float(way[-1] - way[0]), np.diff(way)
    apart = float(np.median(moved[moved > 0])) if (moved > 0).any() else 0.0
    fitting = [one for one in rule["lengths_m"] if total / one <= rule["pieces"] and one >= 2 * apart]
    return float(fitting[0]) if fitting and total >= fitting[0] else None


def _count(way: FloatArray, length: float) -> int:
    """Whole pieces; what is left at the end counts with the last."""
    return max(1, int((way[-1] - way[0]) / length))


class _Pieces:
    """Which moment lies in which piece, and how much it counts."""

    def __init__(self, piece: np.ndarray, count: int, seconds: FloatArray, running: BoolArray) -> None:
        self.piece, self.count = piece, count
        ran = np.bincount(piece, seconds * running, count)
        walked = np.bincount(piece, seconds * ~running, count)
        self.walked = tuple(bool(one) for one in walked > ran)
        self.weight = np.where(running | (walked > ran)[piece], seconds, 0.0)

    def mean(self, values: FloatArray, digits: int) -> Column:
        """Means of the pieces, None where nothing is known."""
        weight = np.where(np.isfinite(values), self.weight, 0.0)
        held = np.bincount(self.piece, weight, self.count)
        total = np.bincount(self.piece, weight * np.nan_to_num(values), self.count)
        return tuple(
            round(float(one / much), digits) if much > 0 else None
            for one, much in zip(total, held, strict=True)
        )
