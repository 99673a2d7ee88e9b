"""What moves a body: force and moment that the motion and weight of rigid segments ask for about a joint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.arrays import FloatArray
from backstride.motion.filters import acceleration, second_derivative
from backstride.motion.segment_frames import cross

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


@dataclass(frozen=True, eq=False)
class MovingBody:
    """Several rigid segments under way.

    names: (s,). mass_kg: (s,). spread_kgm2: (s, 3) second moments of mass along each segment's own axes.
    centre_m: (s, n, 3) centres of mass. axes: (s, n, 3, 3), columns X, Y, Z in the lab.
    """

    names: tuple[str, ...]
    mass_kg: FloatArray
    spread_kgm2: FloatArray
    centre_m: FloatArray
    axes: FloatArray


@dataclass(frozen=True, eq=False)
class Demanded:
    """What motion and weight ask for. force_n: (n, 3) N. moment_nm: (n, 3) N m about the place asked for."""

    force_n: FloatArray
    moment_nm: FloatArray


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
    return cross(segment.centre_m - about_m, push_n) + turning


def demanded(body: MovingBody, about_m: FloatArray, rate_hz: float) -> Demanded:
    """Force and moment about (n, 3) m that segments together ask for: the sum of ``demanded_moment``.

    The accelerations are those of ``acceleration``, which keeps more of an impact than the three points of
    ``demanded_moment``; they cost three samples at both ends. NaN where any segment is missing: a body with
    a part left out would be a lighter one.

    Args:
        body: with its s segments over n moments.
        about_m: (n, 3) the joint, which may move, or (3,) a place at rest.
        rate_hz: samples per second.
    """
    push = body.mass_kg[:, None, None] * (acceleration(body.centre_m, rate_hz, axis=1) - GRAVITY)
    force = push.sum(axis=0)
    about_origin = cross(body.centre_m, push).sum(axis=0) + _turning(body, rate_hz)
    return Demanded(force, about_origin - cross(about_m, force))


def _turning(body: MovingBody, rate_hz: float) -> FloatArray:
    """``sum over segments and their own axes e of J_e e x e''``, (n, 3) N m, by component."""
    weighed = body.axes * body.spread_kgm2[:, None, None, :]
    bend = acceleration(body.axes, rate_hz, axis=1)
    made = np.empty(body.centre_m.shape[1:])
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        made[:, i] = np.einsum("sne,sne->n", weighed[:, :, j], bend[:, :, k])
        made[:, i] -= np.einsum("sne,sne->n", weighed[:, :, k], bend[:, :, j])
    return made
