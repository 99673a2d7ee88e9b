"""Frames in which markers of one cluster carry each other's names or lie somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import BoolArray, FloatArray
from backstride.motion import rigid
from backstride.motion.clusters import Cluster
from backstride.motion.filters import finite_runs
from backstride.motion.label_shapes import (
    Renaming,
    explains,
    geometry,
    residuals,
    stretches_of,
    swaps,
)

# An exchange of names must be the best explanation in this many frames before its stretches are sought.
MIN_VOTES: Final = 3
# What a change between right and exchanged names costs, in metres of residual. The two closest markers
# of a three-marker foot, exchanged, earn 8 mm a frame and more: one frame is enough where they stand out.
SWITCH_COST_M: Final = 0.004
# A frame with a smaller root mean square misfit than this share of ``stray_m`` cannot hold a stray: in
# a cluster of six the fit takes up half of a stray's distance and spreads the rest over six markers.
LEAST_MISFIT: Final = 1 / 5
# Two markers are called astray at once only where that halves the misfit again: two left out always
# fit better than one.
BETTER_WITH_TWO: Final = 0.5
# Frames looked at together: bounds the memory of an hour's recording.
BLOCK: Final = 10_000


@dataclass(frozen=True, eq=False)
class Fault:
    """``swap`` or ``stray`` of markers (indices into the cluster) in the frames of a (n,) mask."""

    kind: str
    markers: tuple[int, ...]
    frames: BoolArray


def put_right(cluster: Cluster, shape: FloatArray, points: FloatArray) -> tuple[FloatArray, list[Fault]]:
    """Exchange names back and blank strays, frame by frame.

    Args:
        cluster: whose markers these are.
        shape: (k, 3) m, the shape that most frames agree on.
        points: (n, k, 3) m, NaN where missing.

    Returns:
        The points put right and what was done; the very same points where nothing is wrong.
    """
    strange = _strange(cluster, shape, points)
    if not strange.size:
        return points, []
    points, swapped = _undo_swaps(shape, points, strange)
    if swapped:
        strange = _strange(cluster, shape, points)
    points, strays = _blank_strays(cluster, shape, points, strange)
    return points, swapped + strays


def _undo_swaps(
    shape: FloatArray, points: FloatArray, strange: NDArray[np.intp]
) -> tuple[FloatArray, list[Fault]]:
    """Exchange names back where an exchange of two explains the strange frames.

    The stretches of each exchange are the most likely ones over the whole recording, so that a frame
    in which a foot happens to bend into the wrong shape is not left behind.
    """
    guesses = swaps(points.shape[1])
    as_named = residuals(shape, points[strange], [Renaming()])[0]
    renamed = residuals(shape, points[strange], guesses)
    best = np.where(explains(renamed.min(axis=0), as_named), renamed.argmin(axis=0), -1)
    faults = []
    for guess in np.flatnonzero(np.bincount(best[best >= 0], minlength=len(guesses)) >= MIN_VOTES):
        frames = _swap_stretches(shape, points, guesses[guess])
        if frames.any():
            points = np.where(frames[:, None, None], guesses[guess].applied(points), points)
            faults.append(Fault("swap", guesses[guess].swap or (), frames))
    return points, faults


def _swap_stretches(shape: FloatArray, points: FloatArray, guess: Renaming) -> BoolArray:
    both = residuals(shape, points, [Renaming(), guess])
    known = np.isfinite(both).all(axis=0)
    gain = np.zeros(len(points))
    gain[known] = both[0, known] - both[1, known]
    return stretches_of(gain, SWITCH_COST_M)


def _blank_strays(
    cluster: Cluster, shape: FloatArray, points: FloatArray, strange: NDArray[np.intp]
) -> tuple[FloatArray, list[Fault]]:
    """Set markers to NaN where they lie far from where the others of the cluster put them."""
    few = points.shape[1] == rigid.MIN_MARKERS
    find = _strays_of_three if few else _strays_by_fit
    astray = np.zeros(points.shape[:2], dtype=np.bool_)
    if strange.size:
        astray[strange] = find(cluster, shape, points[strange])
    blanked = np.where(astray[..., None], np.nan, points)
    return blanked, [Fault("stray", (int(m),), astray[:, m]) for m in np.flatnonzero(astray.any(axis=0))]


def _strange(cluster: Cluster, shape: FloatArray, points: FloatArray) -> NDArray[np.intp]:
    """Frames in question: a distance or the handedness is off, and a rigid fit does not absorb it."""
    found = []
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        frames = np.flatnonzero(geometry(block).strange(geometry(shape[None]), cluster.gate_m))
        misfit = residuals(shape, block[frames], [Renaming()])[0]
        found.append(start + frames[misfit > LEAST_MISFIT * cluster.stray_m])
    return np.concatenate(found)


def _strays_by_fit(cluster: Cluster, shape: FloatArray, points: FloatArray) -> BoolArray:
    """(n, k) mask of markers that the others, fitted rigidly, put elsewhere; one or two at a time."""
    k = points.shape[1]
    guesses = [Renaming(stray=(i,)) for i in range(k)]
    if k > rigid.MIN_MARKERS + 1:
        guesses += [Renaming(stray=pair) for pair in combinations(range(k), 2)]
    as_named = residuals(shape, points, [Renaming()])[0]
    misfit, away = (
        np.stack(part) for part in zip(*(_left_out(shape, points, g) for g in guesses), strict=True)
    )
    misfit[away < cluster.stray_m] = np.inf
    misfit[k:] /= BETTER_WITH_TWO
    best = misfit.argmin(axis=0)
    found = explains(misfit.min(axis=0), as_named)
    astray = np.zeros(points.shape[:2], dtype=np.bool_)
    for index, guess in enumerate(guesses):
        astray[np.ix_(found & (best == index), guess.stray)] = True
    return _grown(astray, away[:k].T, cluster.stray_m)


def _left_out(shape: FloatArray, points: FloatArray, guess: Renaming) -> tuple[FloatArray, FloatArray]:
    """Misfit (n,) without the guessed strays, and how far (n,) the nearest of them is from its place.

    Infinite misfit and no distance where the others do not tell.
    """
    strays = list(guess.stray)
    laid = rigid.fit(shape, guess.applied(points))
    distance = np.linalg.norm(laid.place(shape[strays]) - points[:, strays], axis=-1).min(axis=1)
    return np.nan_to_num(laid.residual_m, nan=np.inf), np.nan_to_num(distance)


def _grown(astray: BoolArray, away: FloatArray, stray_m: float) -> BoolArray:
    """Strays with the frames beside them in which the marker is on its way: over half the distance."""
    grown = astray.copy()
    for marker in np.flatnonzero(astray.any(axis=0)):
        for start, stop in finite_runs(away[:, marker] > stray_m / 2):
            grown[start:stop, marker] |= astray[start:stop, marker].any()
    return grown


def _strays_of_three(cluster: Cluster, shape: FloatArray, points: FloatArray) -> BoolArray:
    """(n, 3) mask for a cluster of three: the pair that kept its distance convicts the third marker."""
    change = np.abs(geometry(points).distances - geometry(shape[None]).distances)  # pairs 01, 02, 12
    opposite = change[:, ::-1]  # column i: the pair without marker i
    largest = change.max(axis=1)
    astray = np.zeros(points.shape[:2], dtype=np.bool_)
    kept = (opposite.min(axis=1) < cluster.gate_m) & (largest >= cluster.stray_m)
    astray[kept, opposite.argmin(axis=1)[kept]] = True
    away = np.where(opposite < cluster.gate_m, largest[:, None], 0.0)
    astray = _grown(astray, away, cluster.stray_m)
    astray[(opposite.min(axis=1) >= cluster.gate_m) & (largest >= cluster.stray_m)] = True  # none to trust
    return astray
