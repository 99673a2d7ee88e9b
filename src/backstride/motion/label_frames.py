"""Frames in which markers of one cluster carry each other's names or lie somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.model.common import BoolArray, FloatArray
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
LEAST_MISFIT: Final = 1 / 6
# Two markers are called astray at once only where that halves the misfit again: two left out always
# fit better than one.
BETTER_WITH_TWO: Final = 0.5


@dataclass(frozen=True, eq=False)
class Fault:
    """``swap`` or ``stray`` of markers (indices into the cluster) in the frames of a (n,) mask."""

    kind: str
    markers: tuple[int, ...]
    frames: BoolArray


def undo_swaps(cluster: Cluster, shape: FloatArray, points: FloatArray) -> tuple[FloatArray, list[Fault]]:
    """Exchange names back where an exchange of two explains the frames; (n, k, 3) points and what was done.

    The stretches of each exchange are the most likely ones over the whole recording, so that a frame
    in which a foot happens to bend into the wrong shape is not left behind.
    """
    strange = _strange(cluster, shape, points)
    guesses = swaps(points.shape[1])
    if strange.size < MIN_VOTES:
        return points, []
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


def blank_strays(cluster: Cluster, shape: FloatArray, points: FloatArray) -> tuple[FloatArray, list[Fault]]:
    """Set markers to NaN where they lie far from where the others of the cluster put them."""
    strange = _strange(cluster, shape, points)
    if not strange.size:
        return points, []
    few = points.shape[1] == rigid.MIN_MARKERS
    find = _strays_of_three if few else _strays_by_fit
    astray = np.zeros(points.shape[:2], dtype=np.bool_)
    astray[strange] = find(cluster, shape, points[strange])
    blanked = np.where(astray[..., None], np.nan, points)
    return blanked, [Fault("stray", (int(m),), astray[:, m]) for m in np.flatnonzero(astray.any(axis=0))]


def _strange(cluster: Cluster, shape: FloatArray, points: FloatArray) -> NDArray[np.intp]:
    """Frames in question: a distance or the handedness is off, and a rigid fit does not absorb it."""
    frames = np.flatnonzero(geometry(points).strange(geometry(shape[None]), cluster.gate_m))
    misfit = residuals(shape, points[frames], [Renaming()])[0]
    return np.asarray(frames[misfit > LEAST_MISFIT * cluster.stray_m], dtype=np.intp)


def _strays_by_fit(cluster: Cluster, shape: FloatArray, points: FloatArray) -> BoolArray:
    """(n, k) mask of markers that the others, fitted rigidly, put elsewhere; one or two at a time."""
    k = points.shape[1]
    guesses = [Renaming(stray=(i,)) for i in range(k)]
    if k > rigid.MIN_MARKERS + 1:
        guesses += [Renaming(stray=pair) for pair in combinations(range(k), 2)]
    as_named = residuals(shape, points, [Renaming()])[0]
    away = [_away(shape, points, guess) for guess in guesses]
    misfit = residuals(shape, points, guesses)
    misfit = np.where(_enough(away, cluster.stray_m), misfit, np.inf)
    misfit[k:] /= BETTER_WITH_TWO
    best = misfit.argmin(axis=0)
    found = explains(misfit.min(axis=0), as_named)
    astray = np.zeros(points.shape[:2], dtype=np.bool_)
    for index, guess in enumerate(guesses):
        frames = found & (best == index)
        astray[np.ix_(frames, guess.stray)] = True
    return _grown(astray, np.stack([distance[:, 0] for distance in away[:k]], axis=1), cluster.stray_m)


def _away(shape: FloatArray, points: FloatArray, guess: Renaming) -> FloatArray:
    """Distance (n, strays) of the guessed strays from where the other markers put them."""
    place = rigid.fit(shape, guess.applied(points)).place(shape)
    distance: FloatArray = np.linalg.norm(place - points, axis=-1)[:, list(guess.stray)]
    return distance


def _enough(away: list[FloatArray], stray_m: float) -> BoolArray:
    return np.stack([(distance >= stray_m).all(axis=1) for distance in away])


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
