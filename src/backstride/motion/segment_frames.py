"""Anatomical axes of segments from landmarks: ISB, X forward, Y up, Z right, on both sides of the body."""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import FloatArray


def unit(vector: FloatArray) -> FloatArray:
    """Vectors (..., 3) scaled to length one; NaN for a null vector."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.asarray(np.where(length > 0, vector / np.where(length > 0, length, 1.0), np.nan))


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Cross product over the last axis, (..., 3), to the bit that of ``np.cross``, which moves axes about and
    takes four times as long for a recording's few hundred frames."""
    made = np.empty(np.broadcast_shapes(a.shape, b.shape))
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        np.multiply(a[..., j], b[..., k], out=made[..., i])
        made[..., i] -= a[..., k] * b[..., j]
    return made


def long_axis_frame(bottom: FloatArray, top: FloatArray, rightward: FloatArray) -> FloatArray:
    """Axes of a long segment: Y from bottom to top exactly, Z as near ``rightward`` as that allows.

    Thigh and shank of Wu et al. 2002 (J Biomech 35:543), Z to the runner's right on both sides.

    Args:
        bottom: (..., 3) m, the distal joint centre.
        top: (..., 3) m, the proximal joint centre.
        rightward: (..., 3) from the left to the right landmark of the flexion axis.

    Returns:
        (..., 3, 3), columns X, Y, Z.
    """
    y = unit(top - bottom)
    x = unit(cross(y, rightward))
    return np.stack([x, y, cross(x, y)], axis=-1)


def side_axis_frame(rightward: FloatArray, forward: FloatArray) -> FloatArray:
    """Axes of a broad segment: Z along ``rightward`` exactly, X as near ``forward`` as that allows.

    Pelvis of Wu et al. 2002: Z along the line of the ASIS, X in the plane of ASIS and PSIS.
    """
    z = unit(rightward)
    y = unit(cross(z, forward))
    return np.stack([cross(y, z), y, z], axis=-1)


def sole_frame(forward: FloatArray) -> FloatArray:
    """Axes of a foot that stands flat: Y the lab's vertical, X ``forward`` laid into the floor."""
    up = np.broadcast_to(np.array([0.0, 1.0, 0.0]), forward.shape)
    z = unit(cross(forward, up))
    return np.stack([cross(up, z), up, z], axis=-1)
