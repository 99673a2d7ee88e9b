"""A leg of two bones bent so that it reaches from a moved hip to a moved ankle, its lengths kept.

The knee bends in its own plane: the leg is first swung with the line from hip to ankle by the least turn,
then thigh and shank are turned about the knee's own axis until the ends meet. What lies beside that plane
stays beside it, so every length of every frame is kept exactly and the identity changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.loads.what_if.turns import shortest_turn, turn_about
from backstride.model.arrays import FloatArray
from backstride.motion.segment_frames import cross, unit


@dataclass(frozen=True, eq=False)
class Leg:
    """A leg as it was. hip_m, knee_m, ankle_m: (n, 3). axis: (n, 3) of length one, about which it bends, to
    the runner's right."""

    hip_m: FloatArray
    knee_m: FloatArray
    ankle_m: FloatArray
    axis: FloatArray


@dataclass(frozen=True, eq=False)
class Bent:
    """The turns of thigh and shank, (n, 3, 3) each: the thigh's about the hip, the shank's about the ankle.

    Where hip and ankle are further apart than the leg is long they leave it straight, with a gap at the knee.
    """

    thigh: FloatArray
    shank: FloatArray


@dataclass(frozen=True, eq=False)
class _Plane:
    """The leg in the plane in which it bends.

    down: (n, 3) from hip to ankle and normal: (n, 3) the axis, of length one. thigh, shank: (n, 2) of the
    bones, along ``down`` and ahead of it.
    """

    down: FloatArray
    normal: FloatArray
    thigh: FloatArray
    shank: FloatArray

    @property
    def lengths_m(self) -> tuple[FloatArray, FloatArray]:
        """(n,) of thigh and shank in the plane."""
        return _length(self.thigh), _length(self.shank)


def bend(leg: Leg, hip_m: FloatArray, ankle_m: FloatArray) -> Bent:
    """The leg between a new hip and a new ankle, (n, 3) m each."""
    plane = _plane(leg)
    across = ankle_m - hip_m
    thigh, shank = _bones(plane, np.linalg.norm(across, axis=1))
    swing = shortest_turn(plane.down, unit(across))
    return Bent(
        thigh=swing @ turn_about(plane.normal, _angle(thigh) - _angle(plane.thigh)),
        shank=swing @ turn_about(plane.normal, _angle(shank) - _angle(plane.shank)),
    )


class Rider:
    """A point that rides on the thigh, followed as the leg is bent again and again, as ``bend`` has it.

    The same turns written out for one point, without a matrix: a search asks for it a hundred times.
    """

    def __init__(self, leg: Leg, point_m: FloatArray) -> None:
        self._plane = _plane(leg)
        ahead = cross(self._plane.normal, self._plane.down)
        away = point_m - leg.hip_m
        along, beside, self._across = (
            np.einsum("ni,ni->n", away, axis) for axis in (self._plane.down, ahead, self._plane.normal)
        )
        self._length = np.hypot(along, beside)
        self._from_thigh = np.arctan2(beside, along) - _angle(self._plane.thigh)

    def place_m(self, hip_m: FloatArray, ankle_m: FloatArray) -> FloatArray:
        """Where the point is between a new hip and a new ankle, (n, 3) m each."""
        plane, line = self._plane, ankle_m - hip_m
        distance = np.sqrt(np.einsum("ni,ni->n", line, line))
        with np.errstate(divide="ignore", invalid="ignore"):
            down = line / distance[:, None]
            tipped = np.einsum("ni,ni->n", down, plane.normal) / (1 + np.einsum("ni,ni->n", down, plane.down))
        normal = plane.normal - tipped[:, None] * (down + plane.down)
        angle = _angle(_bones(plane, distance)[0]) + self._from_thigh
        ahead = cross(normal, down)
        along, beside = self._length * np.cos(angle), self._length * np.sin(angle)
        return np.asarray(
            hip_m + along[:, None] * down + beside[:, None] * ahead + self._across[:, None] * normal
        )


def flexion(leg: Leg) -> FloatArray:
    """How far the leg is bent in its own plane, (n,) rad, 0 straight; without a sign."""
    plane = _plane(leg)
    return np.asarray(np.abs(_angle(plane.thigh) - _angle(plane.shank)))


def reach_m(leg: Leg, flexion_rad: float) -> FloatArray:
    """How far ankle and hip are apart in the plane when the leg is bent by so much, (n,) m."""
    plane = _plane(leg)
    above, below = plane.lengths_m
    return np.asarray(np.sqrt(above**2 + below**2 + 2 * above * below * np.cos(flexion_rad)))


def _bones(plane: _Plane, distance_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Thigh and shank with hip and ankle so far apart, by the law of cosines.

    (n, 2) each, along the line from hip to ankle and ahead of it.
    """
    above, below = plane.lengths_m
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (distance_m**2 + above**2 - below**2) / (2 * distance_m)
        # the knee stays on its side of the line from hip to ankle
        ahead = np.where(plane.thigh[:, 1] < 0, -1.0, 1.0) * np.sqrt(np.maximum(above**2 - along**2, 0.0))
    return np.stack([along, ahead], axis=1), np.stack([distance_m - along, -ahead], axis=1)


def _plane(leg: Leg) -> _Plane:
    down = unit(leg.ankle_m - leg.hip_m)
    normal = unit(leg.axis - np.einsum("ni,ni->n", leg.axis, down)[:, None] * down)
    ahead = cross(normal, down)
    axes = np.stack([down, ahead], axis=1)
    return _Plane(
        down=down,
        normal=normal,
        thigh=np.einsum("nij,nj->ni", axes, leg.knee_m - leg.hip_m),
        shank=np.einsum("nij,nj->ni", axes, leg.ankle_m - leg.knee_m),
    )


def _angle(bone: FloatArray) -> FloatArray:
    """Of a bone in its plane, from the line hip to ankle, + ahead, (n,) rad."""
    return np.asarray(np.arctan2(bone[:, 1], bone[:, 0]))


def _length(bone: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(bone[:, 0], bone[:, 1]))
