"""Points and forces turned into ISB axes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.recording import Forces, Plate

_UP = 1  # ISB: X forward, Y up, Z right


def rotate_into(target: FloatArray, points: FloatArray, matrix: FloatArray) -> None:
    """Write ``matrix @ p`` for every p of ``points`` (..., 3) into ``target`` (..., 3), with no third array.

    A matrix of whole axes is only a reordering, so a file already in ISB axes keeps its numbers exactly.
    """
    for row in range(3):
        used = np.flatnonzero(matrix[row])
        if len(used) == 1 and abs(matrix[row, used[0]]) == 1.0:
            np.multiply(points[..., used[0]], matrix[row, used[0]], out=target[..., row])
        else:
            np.matmul(points, matrix[row], out=target[..., row])


def rotate(points: FloatArray, matrix: FloatArray) -> FloatArray:
    """A turned copy of ``points`` (n, 3)."""
    target = np.empty(points.shape)
    rotate_into(target, points, matrix)
    return target


def rotate_forces(forces: Forces, matrix: FloatArray) -> Forces:
    """The same forces in ISB axes; the free moment is about the upward normal and needs no turning."""
    return replace(forces, plates=tuple(_rotate_plate(plate, matrix) for plate in forces.plates))


def _rotate_plate(plate: Plate, matrix: FloatArray) -> Plate:
    corners = plate.corners_m
    return replace(
        plate,
        force_n=rotate(plate.force_n, matrix),
        centre_of_pressure_m=rotate(plate.centre_of_pressure_m, matrix),
        corners_m=None if corners is None else rotate(corners, matrix),
    )


def points_down(plate: Plate) -> bool:
    """Whether the forces (ISB axes) push into the ground: then they are those on the plate."""
    return float(np.nansum(plate.force_n[:, _UP])) < 0.0


def flipped(forces: Forces) -> Forces:
    """The reaction to the given forces: they change sign, the point of application stays.

    So does the free moment: it was read about the direction of the force, and turning both leaves it.
    """
    return replace(forces, plates=tuple(flip(plate) for plate in forces.plates))


def flip(plate: Plate) -> Plate:
    """One plate's reaction."""
    return replace(plate, force_n=-plate.force_n)
