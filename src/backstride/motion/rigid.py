"""Least-squares rigid fits of a marker cluster, all frames at once, with missing markers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray

MIN_MARKERS: Final = 3
# Markers closer to one line than this cannot fix the rotation about that line: with 1 mm of marker
# noise a smaller spread turns the segment by more than 6 degrees.
MIN_SPREAD_M: Final = 0.010


@dataclass(frozen=True, eq=False)
class RigidFit:
    """Where a reference shape lies in each frame: ``place = rotation @ reference + translation``.

    rotation (n, 3, 3); translation (n, 3) m; residual_m (n,) root mean square distance of the markers
    used from their fitted places. NaN in frames with fewer than three markers or with markers on one line.
    """

    rotation: FloatArray
    translation: FloatArray
    residual_m: FloatArray

    def place(self, own: FloatArray) -> FloatArray:
        """Points (k, 3), or (n, k, 3) by frame, given in the reference's axes, in the lab's (n, k, 3)."""
        own = np.broadcast_to(own, (len(self.rotation), *own.shape[-2:]))
        places: FloatArray = np.einsum("nij,nkj->nki", self.rotation, own)
        return places + self.translation[:, None]

    def into_segment(self, observed: FloatArray) -> FloatArray:
        """Observed points (n, k, 3) in the reference's own axes, (n, k, 3)."""
        back: FloatArray = np.einsum("nji,nkj->nki", self.rotation, observed - self.translation[:, None])
        return back


def fit(reference: FloatArray, observed: FloatArray) -> RigidFit:
    """Fit one reference shape to every frame by least squares, proper rotations only.

    Kabsch 1976, Acta Crystallogr A 32:922, with the reflection guard of Umeyama 1991, IEEE TPAMI
    13:376. A marker counts in a frame when it is finite there and in the reference.

    Args:
        reference: (k, 3) m, or (n, k, 3) for a shape of its own in every frame.
        observed: (n, k, 3) m, NaN where missing.

    Returns:
        The fit of every frame; NaN where it is not determined.
    """
    shape = np.broadcast_to(reference, observed.shape)
    used = seen(observed) & seen(shape)
    source, source_centre = _centred(shape, used)
    target, target_centre = _centred(observed, used)
    covariance = np.einsum("nki,nkj->nij", target, source)
    u, s, vt = np.linalg.svd(covariance)
    handed = np.where(np.linalg.det(u @ vt) < 0, -1.0, 1.0)
    u[:, :, 2] *= handed[:, None]
    s[:, 2] *= handed
    rotation: FloatArray = u @ vt
    count = np.maximum(used.sum(axis=1), 1)
    squares = (source**2).sum(axis=(1, 2)) + (target**2).sum(axis=(1, 2)) - 2 * s.sum(axis=1)
    residual = np.sqrt(np.maximum(squares, 0.0) / count)
    translation = target_centre - np.einsum("nij,nj->ni", rotation, source_centre)
    undetermined = (used.sum(axis=1) < MIN_MARKERS) | (np.sqrt(s[:, 1] / count) < MIN_SPREAD_M)
    rotation[undetermined] = np.nan
    translation[undetermined] = np.nan
    residual[undetermined] = np.nan
    return RigidFit(rotation, translation, residual)


def mean_shape(observed: FloatArray, start: FloatArray, rounds: int = 2) -> FloatArray:
    """Average shape of a cluster over frames, (k, 3) m, about its own centroid.

    Generalised Procrustes analysis (Gower 1975, Psychometrika 40:33): frames are laid over the running
    mean and averaged; two rounds change a running foot's mean by less than 0.1 mm.

    Args:
        observed: (n, k, 3) m, NaN where missing.
        start: (k, 3) m, a first shape, for instance one complete frame; NaN for markers it lacks.
        rounds: how often to lay over and average.
    """
    shape = start
    for _ in range(rounds):
        laid = fit(shape, observed)
        shape = _nanmean(laid.into_segment(observed))
    centre: FloatArray = shape[seen(shape)].mean(axis=0)
    return shape - centre


def seen(points: FloatArray) -> BoolArray:
    """True where all three coordinates along the last axis are finite."""
    finite = np.isfinite(points)  # by axis: numpy's reduction over a short last axis is ten times slower
    return np.asarray(finite[..., 0] & finite[..., 1] & finite[..., 2], dtype=np.bool_)


def _centred(points: FloatArray, used: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Points about the centroid of those used, zero where unused; and the centroid."""
    kept = np.where(used[..., None], points, 0.0)
    centre = kept.sum(axis=1) / np.maximum(used.sum(axis=1), 1)[:, None]
    return np.where(used[..., None], points - centre[:, None], 0.0), centre


def _nanmean(x: FloatArray) -> FloatArray:
    """Mean over the first axis of what is finite; NaN where nothing is."""
    seen = np.isfinite(x)
    total: FloatArray = np.where(seen, x, 0.0).sum(axis=0)
    count = seen.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
