"""How steep the ground was: gradient from altitude over distance, and how much was run on which slope."""

from __future__ import annotations

from typing import Final, get_args

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.run_trace import Slope, SlopeShare
from backstride.model.watch import WatchRecords

ERRORS: Final = "sensors/watch_errors.toml"
SLOPES: Final[tuple[Slope, ...]] = get_args(Slope)


def way_m(records: WatchRecords) -> FloatArray | None:
    """Distance from the start at every moment (n,), never falling, filled between; None without any."""
    known = np.isfinite(records.distance_m)
    if known.sum() < 2:
        return None
    rising = np.maximum.accumulate(records.distance_m[known])
    return np.interp(records.time_s, records.time_s[known], rising)


def slope_percent(records: WatchRecords) -> FloatArray | None:
    """Gradient (n,) in %, up +, over about 100 m around each moment; None without altitude or distance.

    Altitude is averaged over 50 m of way first: a barometer is read in steps of 0.2 m and wanders. Moments
    before the first and after the last altitude are NaN. What a belt is set to does not show.
    """
    way = way_m(records)
    rule = load(ERRORS)["slopes"]
    known = np.isfinite(records.altitude_m)
    if way is None or known.sum() < 2 or way[-1] - way[0] < float(rule["least_way_m"]):
        return None
    grid, height = _smoothed(way[known], records.altitude_m[known], rule)
    half = float(rule["over_m"]) / 2
    at, low, high = way, np.maximum(way - half, grid[0]), np.minimum(way + half, grid[-1])
    rise = np.interp(high, grid, height) - np.interp(low, grid, height)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = 100.0 * rise / (high - low)
    inside = (at >= way[known][0]) & (at <= way[known][-1]) & (high - low >= 0.99 * half)
    return np.where(inside, slope, np.nan)


def _smoothed(way: FloatArray, altitude: FloatArray, rule: dict[str, float]) -> tuple[FloatArray, FloatArray]:
    """Altitude on an even grid of way, each point the mean of what lies around it."""
    first = np.concatenate([[True], np.diff(way) > 0])  # standing adds heights, no way
    step, around = float(rule["grid_m"]), float(rule["smooth_m"])
    grid = np.linspace(way[0], way[-1], max(3, round((way[-1] - way[0]) / step) + 1))
    height = np.interp(grid, way[first], altitude[first])
    reach = min(int(around / step / 2), (grid.size - 1) // 2)
    total = np.concatenate([[0.0], np.cumsum(height)])
    index = np.arange(grid.size)
    span = np.minimum(np.minimum(index, grid.size - 1 - index), reach)  # even at the ends: no tilt
    return grid, (total[index + span + 1] - total[index - span]) / (2 * span + 1)


def slope_shares(
    slope: FloatArray | None, way: FloatArray | None, running: BoolArray, stands_for_s: FloatArray
) -> tuple[SlopeShare, ...]:
    """Distance and time run on each kind of slope, steepest descent first; empty where slope is not known.

    All (n,): slope in %, way in m, whether a moment is run, the seconds it stands for.
    """
    if slope is None or way is None:
        return ()
    step = np.diff(way)
    metres = np.concatenate([[0.0], step / 2]) + np.concatenate([step / 2, [0.0]])
    counted = running & np.isfinite(slope)
    kind = _kind(slope)
    return tuple(
        SlopeShare(
            slope=name,
            distance_m=round(float(metres[counted & (kind == index)].sum()), 1),
            time_s=round(float(stands_for_s[counted & (kind == index)].sum()), 1),
        )
        for index, name in enumerate(SLOPES)
    )


def _kind(slope: FloatArray) -> np.ndarray:
    rule = load(ERRORS)["slopes"]
    bounds = [rule[f"{name}_percent"] for name in ("steep_down", "down", "up", "steep_up")]
    return np.digitize(np.nan_to_num(slope), bounds)
