"""Samples that no body produced: a marker that stands still while the runner moves, a single-frame spike."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.motion.filters import finite_runs

# A marker on a runner does not keep all three coordinates to the last digit: not once from one frame to
# the next in 30 recordings. Both limits must be reached, as files may be written with few digits.
FROZEN_FRAMES: Final = 5
FROZEN_S: Final = 0.030
# Least movement of the other markers from frame to frame for stillness to be strange.
MOVING_MPS: Final = 0.05
# A marker cannot leave the line through its neighbours in time by more than this acceleration allows:
# shoe and waist markers of 24 clean treadmill trials reach 180 to 660 m/s2 from sample to sample at 150 Hz.
LIMIT_MPS2: Final = 1500.0
# and no spike smaller than this is worth a word; the shape of the segment judges those.
LEAST_SPIKE_M: Final = 0.040


def frozen(positions: FloatArray, rate_hz: float) -> BoolArray:
    """(n, points) mask of samples in which a marker stands exactly still while the body moves."""
    size = _steps(positions)
    still = size == 0
    mask = np.zeros(positions.shape[:2], dtype=np.bool_)
    if not still.any():
        return mask
    known = np.isfinite(size).any(axis=1)
    body = np.zeros(len(size))
    body[known] = np.nanmedian(size[known], axis=1)
    still &= (body * rate_hz > MOVING_MPS)[:, None]
    least = max(FROZEN_FRAMES, int(np.ceil(FROZEN_S * rate_hz)))
    for point in np.flatnonzero(still.any(axis=0)):
        for start, stop in finite_runs(still[:, point]):
            if stop - start + 1 >= least:
                mask[start : stop + 1, point] = True
    return mask


def spikes(positions: FloatArray, rate_hz: float) -> BoolArray:
    """(n, points) mask of single samples far off the line between the two around them."""
    limit = max(LEAST_SPIKE_M, LIMIT_MPS2 / (2 * rate_hz**2))
    mask = np.zeros(positions.shape[:2], dtype=np.bool_)
    for point in range(positions.shape[1]):  # one at a time: an hour's recording has 400 MB
        before, here, after = (positions[i : len(positions) - 2 + i, point] for i in range(3))
        off = np.linalg.norm(here - (before + after) / 2, axis=-1)
        # In a step, or beside a spike, the neighbours are as far from each other as the sample from them.
        mask[1:-1, point] = (off > limit) & (np.linalg.norm(after - before, axis=-1) < off)
    return mask


def _steps(positions: FloatArray) -> FloatArray:
    """How far (n - 1, points) each marker moves from frame to frame, m."""
    tracks = [np.linalg.norm(np.diff(positions[:, i], axis=0), axis=-1) for i in range(positions.shape[1])]
    return np.stack(tracks, axis=1)
