"""What moves a limb: the moment a rigid segment's motion and weight ask for about a joint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.arrays import FloatArray
from backstride.motion.filters import second_derivative

GRAVITY: Final = np.array([0.0, -GRAVITY_MPS2, 0.0])


@dataclass(frozen=True, eq=False)
class MovingSegment:
    """A rigid segment under way.

    mass_kg. spread_kgm2: (3,) second moments of mass along its own axes X, Y, Z, that is the integral of the
    squared coordinate. centre_m: (n, 3) centre of mass. axes: (n, 3, 3), columns X, Y, Z in the lab.
    """

    mass_kg: float
    spread_kgm2: FloatArray
    centre_m: FloatArray
    axes: FloatArray


def spread_of(mass_kg: float, gyration_m: FloatArray) -> FloatArray:
    """Second moments of mass along three axes, (3,) kg m2, from the radii of gyration about them, (3,) m.

    A thin rod along Y: all its mass lies along Y.

    >>> spread_of(12.0, np.array([0.5, 0.0, 0.5]))
    array([0., 3., 0.])
    """
    about = mass_kg * gyration_m**2
    return np.asarray(about.sum() / 2 - about)


def demanded_moment(segment: MovingSegment, about_m: FloatArray, rate_hz: float) -> FloatArray:
    """The moment about (n, 3) m that the segment's acceleration, turning and weight ask for, (n, 3) N m.

    Newton and Euler: ``(c - p) x m (c'' - g) + H'``. The rate of angular momentum about the centre of
    mass is ``H' = sum over own axes e of J_e e x e''`` with J the second moments of mass: r x r'' summed
    over the mass, r being the axes times fixed coordinates. It holds for any rotation and takes each axis
    as a dumb-bell, so neither angular velocity nor a gyroscopic term has to be formed. NaN at both ends.
    """
    push_n = segment.mass_kg * (second_derivative(segment.centre_m, rate_hz) - GRAVITY)
    bend = second_derivative(segment.axes, rate_hz)
    turning = np.cross(segment.axes, bend, axisa=1, axisb=1, axisc=1) @ segment.spread_kgm2
    return np.asarray(np.cross(segment.centre_m - about_m, push_n) + turning)
