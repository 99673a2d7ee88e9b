"""What a force plate's channels mean: from channels to a wrench, from a wrench to the centre of pressure.

Plate axes follow the C3D User Guide ("FORCE_PLATFORM:CORNERS"): seen from above, corner 1 lies at +x +y,
corner 2 at -x +y, corner 3 at -x -y and corner 4 at +x -y, so z points into the floor. A *wrench* here is
(n, 6): force (N) and moment (N m) about the geometric centre of the working surface, in plate axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray

MIN_LOAD_N: Final = 20.0
"""Below this vertical force a centre of pressure is noise: 1 N m of moment noise already moves it 5 cm.
20 N is also the usual guard in gait software (for one, the contact threshold of Vicon Nexus)."""


@dataclass(frozen=True, eq=False)
class PlateAxes:
    """Where a plate lies: ``rotation`` (3, 3) has its axes as columns, ``centre`` (3,) is its middle, m."""

    rotation: FloatArray
    centre: FloatArray


@dataclass(frozen=True, eq=False)
class Reaction:
    """Force (n, 3) N, centre of pressure (n, 3) m, free moment (n,) N m about the plate's upward normal."""

    force: FloatArray
    centre_of_pressure: FloatArray
    free_moment: FloatArray


def axes_from_corners(corners: FloatArray) -> PlateAxes | None:
    """Plate axes from corners (4, 3) m; None where they span no area."""
    along_x = corners[0] + corners[3] - corners[1] - corners[2]
    along_y = corners[0] + corners[1] - corners[2] - corners[3]
    normal = np.cross(along_x, along_y)
    size = np.linalg.norm(normal)
    if not np.isfinite(size) or size <= 0:
        return None
    x, z = along_x / np.linalg.norm(along_x), normal / size
    return PlateAxes(np.column_stack([x, np.cross(z, x), z]), corners.mean(axis=0))


def wrench_from_pressure_point(channels: FloatArray) -> FloatArray:
    """TYPE 1: Fx Fy Fz (N), centre of pressure x y (m), free moment (N m); (n, 6) -> wrench (n, 6)."""
    force, (x, y), twist = channels[:, :3], channels[:, 3:5].T, channels[:, 5]
    fx, fy, fz = force.T
    return np.column_stack([force, y * fz, -x * fz, twist + x * fy - y * fx])


def wrench_from_moments(channels: FloatArray, origin: FloatArray) -> FloatArray:
    """TYPE 2 and calibrated TYPE 4: force and moment about the sensor; ``origin`` sensor to centre, m."""
    force = channels[:, :3]
    return np.column_stack([force, channels[:, 3:6] - np.cross(origin, force)])


def wrench_from_corner_sensors(channels: FloatArray, origin: FloatArray) -> FloatArray:
    """TYPE 3: Fx12 Fx34 Fy14 Fy23 Fz1..Fz4 (N); ``origin`` = sensor offsets a, b and their depth, m.

    Sensor 1 stands at (+a, +b), 2 at (-a, +b), 3 at (-a, -b), 4 at (+a, -b): Kistler's formulae.
    """
    x12, x34, y14, y23, z1, z2, z3, z4 = channels.T
    a, b = np.abs(origin[:2])
    force = np.column_stack([x12 + x34, y14 + y23, z1 + z2 + z3 + z4])
    moment = np.column_stack(
        [b * (z1 + z2 - z3 - z4), a * (z2 + z3 - z1 - z4), b * (x34 - x12) + a * (y14 - y23)]
    )
    return np.column_stack([force, moment - np.cross([0.0, 0.0, origin[2]], force)])


def pressure_point(wrench: FloatArray, minimum_n: float = MIN_LOAD_N) -> FloatArray:
    """Centre of pressure (n, 2) m in plate axes, NaN where the normal force is under ``minimum_n``."""
    loaded = is_loaded(wrench, minimum_n)
    normal = np.where(loaded, wrench[:, 2], np.nan)
    return np.column_stack([-wrench[:, 4] / normal, wrench[:, 3] / normal])


def is_loaded(wrench: FloatArray, minimum_n: float = MIN_LOAD_N) -> BoolArray:
    """Samples with a normal force of at least ``minimum_n``; (n,)."""
    loaded: BoolArray = np.abs(wrench[:, 2]) >= minimum_n
    return loaded


def reaction(wrench: FloatArray, axes: PlateAxes, up: int) -> Reaction:
    """A wrench on the runner (n, 6) into lab axes; ``up`` = +1 where plate z points up, else -1."""
    x, y = pressure_point(wrench).T
    surface = np.column_stack([x, y, np.zeros(len(x))])
    twist = wrench[:, 5] - (x * wrench[:, 1] - y * wrench[:, 0])
    return Reaction(wrench[:, :3] @ axes.rotation.T, axes.centre + surface @ axes.rotation.T, up * twist)


def wrench_of(given: Reaction, axes: PlateAxes, up: int) -> FloatArray:
    """The inverse of :func:`reaction`; moments are zero where there is no centre of pressure."""
    force = given.force @ axes.rotation
    arm = (given.centre_of_pressure - axes.centre) @ axes.rotation
    moment = np.cross(arm, force)
    moment[:, 2] += up * given.free_moment
    return np.column_stack([force, np.nan_to_num(moment, nan=0.0)])
