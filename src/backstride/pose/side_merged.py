"""Both legs' points at one place: an engine that takes one leg for both, or puts both between the two."""

from __future__ import annotations

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.pose.side_paths import IntArray


def astray(left: FloatArray, right: FloatArray, time_s: FloatArray) -> tuple[BoolArray, BoolArray]:
    """(n,) frames in which the left points, and the right, are not where their leg is.

    left, right: (n, j, 2) points from the middle of the hips, torso lengths. Frames are judged in which the
    two are much closer than what parts them before and after, drawn on in a straight line, and of the two
    only who is off that line.
    """
    known = load("pose/sides.toml")["merged"]
    apart = left - right
    size = _size(apart)
    away = np.zeros(len(size), dtype=bool)
    for _ in range(2):  # once more without the frames found first, which bent the line
        trusted = np.flatnonzero(np.isfinite(size) & ~away & ~_dips(size, time_s))
        should = between(apart, trusted, time_s, known["bridge_s"])
        expected = _size(should)
        away = (size < known["close_share"] * expected) & (expected > known["least_apart"])
    lines = [between(leg, trusted, time_s, known["bridge_s"]) for leg in (left, right)]
    off = [_size(leg - line) for leg, line in zip((left, right), lines, strict=True)]
    farther = np.maximum(off[0], off[1])
    least = np.maximum(known["astray"], known["astray_share"] * farther)
    one, other = (away & ((each > least) | (each == farther)) for each in off)
    return one, other


def between(values: FloatArray, rows: IntArray, time_s: FloatArray, bridge_s: float) -> FloatArray:
    """(n, j, 2) on straight lines between the nearest of ``rows`` before and after each frame, itself left
    out; NaN where these are more than ``bridge_s`` apart."""
    n = len(time_s)
    if len(rows) < 2:
        return np.full_like(values, np.nan)
    every = np.arange(n)
    before = np.searchsorted(rows, every, side="left") - 1
    after = np.searchsorted(rows, every, side="right")
    inside = (before >= 0) & (after < len(rows))
    first, last = rows[np.maximum(before, 0)], rows[np.minimum(after, len(rows) - 1)]
    span = np.where(inside, time_s[last] - time_s[first], np.inf)
    share = np.clip((time_s - time_s[first]) / span, 0, 1)[:, None, None]
    line = values[first] + share * (values[last] - values[first])
    return np.asarray(np.where((span <= bridge_s)[:, None, None], line, np.nan))


def _dips(size: FloatArray, time_s: FloatArray) -> BoolArray:
    """(n,) frames much closer than the legs often are around them: merged, or at a crossing."""
    from scipy.ndimage import percentile_filter

    known = load("pose/sides.toml")["merged"]
    step_s = float(np.median(np.diff(time_s)))
    reach = max(2, round(known["around_s"] / step_s))
    seen = np.flatnonzero(np.isfinite(size))
    dips = np.zeros(len(size), dtype=bool)
    often = percentile_filter(size[seen], known["often_percentile"], size=2 * reach + 1, mode="nearest")
    dips[seen] = size[seen] < known["close_share"] * often
    return dips


def _size(apart: FloatArray) -> FloatArray:
    squares = np.sum(apart**2, axis=2)
    seen = np.isfinite(squares)
    mean = np.where(seen, squares, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.asarray(np.where(seen.any(axis=1), np.sqrt(mean), np.nan))
