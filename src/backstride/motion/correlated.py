"""Rebuilding a marker from its neighbours when too few of its own segment are seen for a rigid fit.

Segments of a runner move together: where a foot's two other markers and the shank are, the third is
within millimetres. A linear regression learned in the frames where all are seen says where
(Gløersen and Federolf 2016, PLoS ONE 11:e0152616, do the same with principal components). What it
cannot predict in frames held out, it does not fill.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import BoolArray, FloatArray
from backstride.motion.filters import finite_runs
from backstride.motion.gaps import beside
from backstride.motion.rigid import seen

# Marker noise that the regression must not chase: skin and camera together.
NOISE_M: Final = 0.002
# Held-out error above which nothing is filled. Blocks of 30 % of a trial come back within 4 to 6 mm on feet
# of three markers, blocks of 0.2 s within 3 to 7 mm on a pelvis seen from thighs and trunk.
WORST_M: Final = 0.010
# The share of frames in which the marker and its neighbours must be seen to learn from.
LEAST_SEEN: Final = 0.5
# A neighbour that is missing more often than this when it is needed is not used.
OFTEN_SEEN: Final = 0.95
# Fewer neighbours cannot tell how the segment is turned.
LEAST_NEIGHBOURS: Final = 3
# Learning frames for each coordinate of a neighbour.
LEAST_FRAMES: Final = 5
# Blocks held out, long enough to be a part of the stride not learned from, one in four at a time.
BLOCK_S: Final = 0.5
FOLDS: Final = 4
# Frames learned from at most: a minute of running holds no more that is new, an hour's would fill memory.
MOST_FRAMES: Final = 6000
# How far into a gap the difference at its edge is carried.
EDGE_S: Final = 0.1


def fill_correlated(
    track: FloatArray, neighbours: FloatArray, rate_hz: float
) -> tuple[FloatArray, BoolArray]:
    """Fill a marker's missing samples from its neighbours in the same frames.

    Args:
        track: (n, 3) m, the marker, NaN where missing.
        neighbours: (n, q, 3) m, markers of its own and adjoining segments.
        rate_hz: frames per second.

    Returns:
        The filled track and an (n,) mask of what was filled; nothing where frames held out are
        missed by more than ``WORST_M``, or too little is seen to learn from.
    """
    missing = ~seen(track)
    there = seen(neighbours)
    useful = there[missing].mean(axis=0) >= OFTEN_SEEN if missing.any() else np.zeros(there.shape[1], bool)
    learn = ~missing & there[:, useful].all(axis=1)
    want = missing & there[:, useful].all(axis=1)
    enough = max(LEAST_SEEN * len(track), LEAST_FRAMES * 3 * int(useful.sum()))
    done = np.zeros(len(track), dtype=np.bool_)
    if useful.sum() < LEAST_NEIGHBOURS or not want.any() or learn.sum() < enough:
        return track, done
    rows = np.flatnonzero(_thinned(learn) | beside(want))
    learn, want = learn[rows], want[rows]
    middle = neighbours[rows][:, useful].mean(axis=1)
    inputs = (neighbours[rows][:, useful] - middle[:, None]).reshape(rows.size, -1)
    outputs = track[rows] - middle
    if _held_out_error(inputs, outputs, learn, rows // max(1, round(BLOCK_S * rate_hz))) > WORST_M:
        return track, done
    place = _predict(inputs, outputs, learn) + middle
    place += _edge_offsets(track[rows] - place, want, rate_hz)
    filled = track.copy()
    filled[rows[want]] = place[want]
    done[rows[want]] = True
    return filled, done


def _thinned(learn: BoolArray) -> BoolArray:
    """At most ``MOST_FRAMES`` of the frames to learn from, spread evenly."""
    frames = np.flatnonzero(learn)
    thinned = np.zeros_like(learn)
    thinned[frames[:: -(-frames.size // MOST_FRAMES)]] = True
    return thinned


def _predict(inputs: FloatArray, outputs: FloatArray, learn: BoolArray) -> FloatArray:
    """Ridge regression learned in some frames, applied to all; the ridge is the markers' noise."""
    centre_in, centre_out = inputs[learn].mean(axis=0), outputs[learn].mean(axis=0)
    known = inputs[learn] - centre_in
    ridge = np.eye(known.shape[1]) * len(known) * NOISE_M**2
    weights = np.linalg.solve(known.T @ known + ridge, known.T @ (outputs[learn] - centre_out))
    predicted: FloatArray = (inputs - centre_in) @ weights + centre_out
    return predicted


def _held_out_error(
    inputs: FloatArray, outputs: FloatArray, learn: BoolArray, block: NDArray[np.intp]
) -> float:
    """Root mean square miss, m, of blocks of frames when learned from the other blocks."""
    squares = []
    for held in (learn & (block % FOLDS == k) for k in range(FOLDS)):
        if not held.any() or not (learn & ~held).any():
            continue
        miss = (_predict(inputs, outputs, learn & ~held) - outputs)[held]
        squares.append((miss**2).sum(axis=1))
    return float(np.sqrt(np.concatenate(squares).mean())) if squares else np.inf


def _edge_offsets(difference: FloatArray, want: BoolArray, rate_hz: float) -> FloatArray:
    """(n, 3) the misfit at each gap's edges, fading out within ``EDGE_S``."""
    offsets = np.zeros_like(difference)
    for start, stop in finite_runs(want):
        frames = np.arange(start, stop)
        for edge in (start - 1, stop):
            if 0 <= edge < len(difference) and np.isfinite(difference[edge]).all():
                weight = np.maximum(
                    0.0, 1.0 - np.abs(frames - edge) / min(EDGE_S * rate_hz, stop - start + 1)
                )
                offsets[start:stop] += weight[:, None] * difference[edge]
    return offsets
