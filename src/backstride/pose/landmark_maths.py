"""From the numbers a landmark model gives to points: coordinates sharpened on heatmaps, confidences from
logits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import FloatArray

Logits = NDArray[np.float32] | FloatArray
"""As a model gives them."""


def sigmoid(logits: Logits) -> FloatArray:
    """Probabilities of logits, any shape and kind of float."""
    exact = np.clip(np.asarray(logits, dtype=np.float64), -100.0, 100.0)  # beyond it is 0 or 1 anyway
    values: FloatArray = 1.0 / (1.0 + np.exp(-exact))
    return values


def sharpened(shares: FloatArray, heatmaps: Logits, window_px: int, trust_at_least: float) -> FloatArray:
    """Points (n, 2) as shares of the crop, moved to the centre of mass of their heatmap close by.

    heatmaps: (h, w, n) logits. The centre is taken over a window of window_px cells round the cell the point
    is in; a point whose window nowhere reaches trust_at_least, or that is outside the map, stays. Shares
    count from the map's first cell. Source: options of the graph's refinement step (window 7, trust 0.5).
    """
    height, width, count = heatmaps.shape
    size, reach = np.array([width, height]), window_px // 2
    cells = np.floor(shares * size).astype(int)
    near = np.arange(-reach, reach + 1)
    columns, rows = cells[:, 0, None] + near, cells[:, 1, None] + near
    inside = _within(rows, height)[:, :, None] & _within(columns, width)[:, None, :]
    r, c = np.clip(rows, 0, height - 1)[:, :, None], np.clip(columns, 0, width - 1)[:, None, :]
    weights = np.where(inside, sigmoid(heatmaps[r, c, np.arange(count)[:, None, None]]), 0.0)
    total = weights.sum(axis=(1, 2))
    trusted = (weights.max(axis=(1, 2)) >= trust_at_least) & np.all(_within(cells, size), axis=1)
    safe = np.where(total > 0, total, 1.0)
    x, y = (weights * c).sum(axis=(1, 2)) / safe, (weights * r).sum(axis=(1, 2)) / safe
    return np.where(trusted[:, None], np.column_stack([x, y]) / size, shares)


def _within(index: np.ndarray, size: int | np.ndarray) -> np.ndarray:
    return (index >= 0) & (index < size)
