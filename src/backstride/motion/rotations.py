"""Angles of rotation matrices in the two orders the room needs. Columns of a matrix are body axes."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.motion.segment_frames import cross

MOST_ROUNDS: Final = 20
SQUARE: Final = 1e-9  # moved by less in a round, the next one would move it by less than a double shows


def joint_angles(proximal: FloatArray, distal: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rotation of a distal on a proximal segment in the joint coordinate system.

    Flexion about the proximal Z axis, then the floating axis, then rotation about the distal Y axis
    (Grood & Suntay 1983, J Biomech Eng 105:136; Wu et al. 2002, J Biomech 35:543). In ISB axes: first
    value + when the distal end swings forward, second + when it swings to the right for a segment that
    hangs down (about X, by the right hand), third about Y.

    Args:
        proximal: (n, 3, 3), columns X forward, Y up, Z right.
        distal: (n, 3, 3) likewise.

    Returns:
        Three (n,) arrays, rad.
    """
    r = np.einsum("nji,njk->nik", proximal, distal)
    flexion = np.arctan2(-r[:, 0, 1], r[:, 1, 1])
    side = np.arcsin(np.clip(r[:, 2, 1], -1.0, 1.0))
    rotation = np.arctan2(-r[:, 2, 0], r[:, 2, 2])
    return flexion, side, rotation


def lab_angles(segment: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rotation, obliquity and tilt of a segment in the lab, in this order (Baker 2001, Gait Posture 13:1).

    The order keeps obliquity the slope of the side-to-side axis, as a clinician sees it, however far the
    segment is turned. Right-hand rotations: about lab Y (+ right side forward), about the turned X (+
    right side lower), about the segment's Z (+ front up).

    Returns:
        Three (n,) arrays, rad: about Y, about X, about Z.
    """
    about_y = np.arctan2(segment[:, 0, 2], segment[:, 2, 2])
    about_x = np.arcsin(np.clip(-segment[:, 1, 2], -1.0, 1.0))
    about_z = np.arctan2(segment[:, 1, 0], segment[:, 1, 1])
    return about_y, about_x, about_z


def about_z(angle_rad: float) -> FloatArray:
    """The rotation by an angle about Z, (3, 3), by the right hand (X towards Y)."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def square(axes: FloatArray) -> FloatArray:
    """The rotations nearest to (..., 3, 3) that are almost ones (polar decomposition); NaN stays NaN.

    By Newton's iteration, which squares what is missing in each round (Higham 1986, SIAM J Sci Stat Comput
    7:1160): five times as fast as singular values where little is missing.
    """
    turned = axes
    for _ in range(MOST_ROUNDS):
        x, y, z = (turned[..., i] for i in range(3))
        across = np.stack([cross(y, z), cross(z, x), cross(x, y)], axis=-1)
        volume = (x * across[..., 0]).sum(axis=-1)[..., None, None]
        before, turned = turned, (turned + across / volume) / 2
        if np.fmax.reduce(np.abs(turned - before), axis=None, initial=0.0) < SQUARE:
            break
    return turned


def forward_lean(bottom_m: FloatArray, top_m: FloatArray) -> FloatArray:
    """Sagittal angle of the line from bottom to top against the vertical, + top ahead, (n,) rad."""
    line = top_m - bottom_m
    return np.asarray(np.arctan2(line[:, 0], line[:, 1]))
