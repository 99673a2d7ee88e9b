"""Frames at even times: what filters and windows need, whatever the phone did with its frame rate.

A phone drops frames and lengthens exposures; the file keeps the true times. Points are read between frames by
a cubic spline, never across a hole longer than ``LONGEST_HOLE_S``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.model.arrays import BoolArray, FloatArray

# A quarter of the shortest contact of running (0.17 s in RBDS) may be bridged at any rate; frames are 33 to
# 42 ms apart in ordinary phone video, so one lost frame always may.
LONGEST_HOLE_S: Final = 0.085
# Frames whose times are this near to even ones, as a share of the interval, are taken as they are.
EVEN_SHARE: Final = 0.02


def is_even(time_s: FloatArray) -> bool:
    """Whether frames (n,) follow each other at one interval."""
    steps = np.diff(time_s)
    usual = float(np.median(steps))
    return bool(np.all(np.abs(steps - usual) <= EVEN_SHARE * usual))


def evenly(time_s: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(times, values) at even times of the same median rate, short holes of single points filled.

    Args:
        time_s: (n,) s, increasing.
        values: (n, p, 2); NaN where missing.

    Returns:
        times (m,) s, and values (m, p, 2), NaN where the next frames that show the point are too far apart.
    """
    interval_s = float(np.median(np.diff(time_s)))
    if is_even(time_s):
        times = time_s
    else:
        times = time_s[0] + interval_s * np.arange(int((time_s[-1] - time_s[0]) / interval_s + 1e-6) + 1)
    hole_s = max(LONGEST_HOLE_S, 2.1 * interval_s)
    out = np.full((len(times), *values.shape[1:]), np.nan)
    for point in range(values.shape[1]):
        seen = np.asarray(np.isfinite(values[:, point]).all(axis=1))
        if seen.all() and times is time_s:
            out[:, point] = values[:, point]
        elif seen.sum() >= 4:
            near = _bridged(time_s[seen], times, hole_s)
            out[near, point] = CubicSpline(time_s[seen], values[seen, point])(times[near])
    return times, out


def _bridged(seen_s: FloatArray, times_s: FloatArray, hole_s: float) -> BoolArray:
    """(m,) whether a time lies on a seen frame, or between two that are near enough."""
    after = np.clip(np.searchsorted(seen_s, times_s), 1, len(seen_s) - 1)
    inside = (times_s >= seen_s[0] - 1e-9) & (times_s <= seen_s[-1] + 1e-9)
    between: BoolArray = inside & (seen_s[after] - seen_s[after - 1] <= hole_s)
    on_frame = np.isclose(times_s, seen_s[after], atol=1e-6) | np.isclose(
        times_s, seen_s[after - 1], atol=1e-6
    )
    return np.asarray(between | on_frame)
