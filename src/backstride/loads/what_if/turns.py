"""Rotations by axis and angle and from one direction to another, one per frame."""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.motion.segment_frames import cross


def turn_about(axis: FloatArray, angle_rad: FloatArray) -> FloatArray:
    """The right-handed turn by an angle about an axis of length one (Rodrigues 1840).

    Args:
        axis: (n, 3), or (3,) for one axis throughout.
        angle_rad: (n,).

    Returns:
        (n, 3, 3); NaN where either is NaN.
    """
    across = _cross_matrix(np.broadcast_to(axis, (len(angle_rad), 3)))
    sine, rest = np.sin(angle_rad)[:, None, None], (1 - np.cos(angle_rad))[:, None, None]
    return np.asarray(np.eye(3) + sine * across + rest * (across @ across))


def shortest_turn(before: FloatArray, after: FloatArray) -> FloatArray:
    """The least turn that lays directions (n, 3) of length one on others, (n, 3, 3).

    Of two opposite ones it is not determined: NaN.
    """
    across = _cross_matrix(cross(before, after))
    along = np.einsum("ni,ni->n", before, after)
    with np.errstate(divide="ignore", invalid="ignore"):
        square = (across @ across) / (1 + along)[:, None, None]
    return np.asarray(np.eye(3) + across + square)


def turned(rotation: FloatArray, places_m: FloatArray, about_m: FloatArray) -> FloatArray:
    """Places (n, 3) m turned by (n, 3, 3) about others (n, 3) m."""
    return np.asarray(about_m + np.einsum("nij,nj->ni", rotation, places_m - about_m))


def _cross_matrix(vector: FloatArray) -> FloatArray:
    """(n, 3, 3) that multiplies like the cross product with (n, 3)."""
    x, y, z = vector.T
    zero = np.zeros_like(x)
    return np.stack(
        [np.stack([zero, -z, y], -1), np.stack([z, zero, -x], -1), np.stack([-y, x, zero], -1)], axis=1
    )
