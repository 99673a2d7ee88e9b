"""An OpenSim model as plain arrays, read once through OpenSim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from backstride.errors import UsageError
from backstride.model.arrays import FloatArray
from benchmarks.opensim_tools import library

GROUND: Final = "ground"
IDENTITY: Final = np.eye(3)[:, :, None]
CURVE_SAMPLES: Final = 400  # of a spline over its coordinate's range: cubic between them, so exact to 1e-9
BEYOND: Final = 0.1  # share of the range sampled past both of its ends, where filtered motion may go
READ_JOINTS: Final = ("CustomJoint", "PinJoint", "WeldJoint")


@dataclass(frozen=True, eq=False)
class Curve:
    """A smooth function of one coordinate, sampled evenly: cubic between samples, straight beyond them.

    start, step: of the samples. value, slope: (k,) there.
    """

    start: float
    step: float
    value: FloatArray
    slope: FloatArray

    def __call__(self, q: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Value and slope at (n,)."""
        last = self.start + self.step * (self.value.size - 1)
        held = np.clip(q, self.start, last)
        index = np.minimum(((held - self.start) / self.step).astype(int), self.value.size - 2)
        t = (held - self.start) / self.step - index
        y0, y1 = self.value[index], self.value[index + 1]
        d0, d1 = self.step * self.slope[index], self.step * self.slope[index + 1]
        square, cube = 3 * (y1 - y0) - 2 * d0 - d1, 2 * (y0 - y1) + d0 + d1
        slope = (d0 + t * (2 * square + 3 * t * cube)) / self.step
        return y0 + t * (d0 + t * (square + t * cube)) + slope * (q - held), slope


@dataclass(frozen=True, eq=False)
class Line:
    """A straight function of one coordinate, or a constant."""

    slope: float
    offset: float

    def __call__(self, q: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Value and slope at (n,)."""
        return self.slope * q + self.offset, np.full_like(q, self.slope)


@dataclass(frozen=True, eq=False)
class Axis:
    """One of a joint's six: a turn about or a shift along ``direction`` (3,), by a function of a coordinate.

    coordinate: None for a constant.
    """

    direction: FloatArray
    coordinate: str | None
    function: Line | Curve

    @property
    def idle(self) -> bool:
        """Whether it never does anything."""
        return isinstance(self.function, Line) and self.function.slope == 0 == self.function.offset

    @cached_property
    def generators(self) -> tuple[FloatArray, FloatArray]:
        """The matrix of the cross product with the direction, and its square, (3, 3, 1) each."""
        x, y, z = self.direction
        cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
        return cross[:, :, None], (cross @ cross)[:, :, None]


@dataclass(frozen=True, eq=False)
class Pose:
    """A frame in another: place (3, n) m and turn (3, 3, n), columns its axes; n is 1 where it is fixed.

    Time runs last: products of small matrices are then sums of long rows, ten times as fast here.
    """

    place: FloatArray
    turn: FloatArray

    def then(self, inner: Pose) -> Pose:
        """The inner frame seen from where this one is seen."""
        turn = self.turn if inner.straight else multiplied(self.turn, inner.turn)
        return Pose(self.place + turned(self.turn, inner.place), turn)

    @cached_property
    def straight(self) -> bool:
        """Whether it is fixed and turned by nothing, as most frames on bodies are."""
        return self.turn.shape[-1] == 1 and bool((self.turn == IDENTITY).all())

    def inverse(self) -> Pose:
        """This frame's parent seen from it."""
        back = self.turn.swapaxes(0, 1)
        return Pose(-turned(back, self.place), back)


@dataclass(frozen=True, eq=False)
class Joint:
    """A body on its parent: the joint's frame there, turns and shifts of that, and the body in the result."""

    name: str
    parent: str
    body: str
    before: Pose
    turns: tuple[Axis, ...]
    shifts: tuple[Axis, ...]
    after: Pose


@dataclass(frozen=True, eq=False)
class Model:
    """Joints from the ground outwards, each with its body, in one order.

    mass_kg: (s,). spread_kgm2: (s, 3) second moments of mass along the principal axes. principal: s of them,
    each at its centre of mass, in the body. default: coordinate -> rad or m.
    """

    joints: tuple[Joint, ...]
    mass_kg: FloatArray
    spread_kgm2: FloatArray
    principal: tuple[Pose, ...]
    default: Mapping[str, float]

    def index(self, joint: str) -> int:
        """Which joint, and so which body, this is."""
        return [one.name for one in self.joints].index(joint)

    def outward(self, joint: str) -> list[int]:
        """The bodies that hang on a joint, its own first."""
        hung = {self.joints[self.index(joint)].body}
        for one in self.joints:  # outwards, so a parent is known before its child
            if one.parent in hung:
                hung.add(one.body)
        return [index for index, one in enumerate(self.joints) if one.body in hung]


def turned(turn: FloatArray, vector: FloatArray) -> FloatArray:
    """Matrices (3, 3, n) times vectors (3, n); either n may be 1."""
    return np.asarray(np.einsum("ijn,jn->in", turn, vector))


def multiplied(left: FloatArray, right: FloatArray) -> FloatArray:
    """Products of matrices (3, 3, n); either n may be 1."""
    return np.asarray(np.einsum("ijn,jkn->ikn", left, right))


def read_model(path: Path) -> tuple[Model, Any]:
    """A .osim as plain arrays, and OpenSim's own model of it.

    Raises:
        UsageError: it holds constraints, another kind of joint, or a function of several coordinates.
    """
    opensim = library()
    theirs = opensim.Model(str(path))
    theirs.initSystem()
    if theirs.getConstraintSet().getSize():
        raise UsageError("the model holds constraints between coordinates", where=path.name)
    joints = _outwards([_joint(joint) for joint in theirs.getJointSet()])
    bodies = [theirs.getBodySet().get(joint.body) for joint in joints]
    spread, principal = zip(*[principal_inertia(body) for body in bodies], strict=True)
    return Model(
        joints=joints,
        mass_kg=np.array([body.getMass() for body in bodies]),
        spread_kgm2=np.array(spread),
        principal=tuple(
            Pose(body.getMassCenter().to_numpy()[:, None], axes[:, :, None])
            for body, axes in zip(bodies, principal, strict=True)
        ),
        default={one.getName(): one.getDefaultValue() for one in theirs.getCoordinateSet()},
    ), theirs


def _joint(joint: Any) -> Joint:
    kind = joint.getConcreteClassName()
    if kind not in READ_JOINTS:
        raise UsageError(f"{joint.getName()} is a {kind}", where="the model's joints")
    turns, shifts = _axes(joint, kind)
    parent, child = joint.getParentFrame(), joint.getChildFrame()
    return Joint(
        name=joint.getName(),
        parent=_base(parent),
        body=_base(child),
        before=_pose(parent.findTransformInBaseFrame()),
        turns=turns,
        shifts=shifts,
        after=_pose(child.findTransformInBaseFrame()).inverse(),
    )


def _axes(joint: Any, kind: str) -> tuple[tuple[Axis, ...], tuple[Axis, ...]]:
    if kind == "WeldJoint":
        return (), ()
    if kind == "PinJoint":
        return (Axis(np.array([0.0, 0.0, 1.0]), joint.get_coordinates(0).getName(), Line(1.0, 0.0)),), ()
    custom = library().CustomJoint.safeDownCast(joint)
    ranges = {
        one.getName(): (one.getRangeMin(), one.getRangeMax())
        for one in (custom.get_coordinates(k) for k in range(custom.numCoordinates()))
    }
    transform = custom.getSpatialTransform()
    six = [_axis(transform.getTransformAxis(index), ranges) for index in range(6)]
    return tuple(a for a in six[:3] if not a.idle), tuple(a for a in six[3:] if not a.idle)


def _axis(axis: Any, ranges: Mapping[str, tuple[float, float]]) -> Axis:
    names = axis.getCoordinateNamesInArray()
    direction, function = axis.getAxis().to_numpy(), axis.getFunction()
    unit = direction / np.linalg.norm(direction)
    if names.getSize() == 0:
        return Axis(unit, None, Line(0.0, _at(function, 0.0)[0]))
    if names.getSize() > 1:
        raise UsageError("one axis follows several coordinates", where="the model's joints")
    name = names.get(0)
    if function.getConcreteClassName() == "LinearFunction":
        offset, slope = _at(function, 0.0)
        return Axis(unit, name, Line(slope, offset))
    low, high = ranges[name]
    grid = np.linspace(low - BEYOND * (high - low), high + BEYOND * (high - low), CURVE_SAMPLES)
    value, slopes = np.array([_at(function, float(q)) for q in grid]).T
    return Axis(unit, name, Curve(float(grid[0]), float(grid[1] - grid[0]), value, slopes))


def _at(function: Any, q: float) -> tuple[float, float]:
    """Value and slope of OpenSim's function of one variable."""
    opensim = library()
    at, first = opensim.Vector(1, q), opensim.StdVectorInt([0])
    return function.calcValue(at), function.calcDerivative(first, at)


def principal_inertia(body: Any) -> tuple[FloatArray, FloatArray]:
    """Second moments of mass along the body's principal axes, (3,), and those axes as columns, (3, 3)."""
    xx, yy, zz, xy, xz, yz = (body.get_inertia().get(index) for index in range(6))
    about = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    along = np.trace(about) / 2 * np.eye(3) - about
    if not along[~np.eye(3, dtype=bool)].any():
        return np.diag(along), np.eye(3)
    spread, principal = np.linalg.eigh(along)
    return spread, principal


def _base(frame: Any) -> str:
    return str(frame.findBaseFrame().getName())


def _pose(transform: Any) -> Pose:
    turn = transform.R().asMat33()
    rows = np.array([[turn.get(i, j) for j in range(3)] for i in range(3)])
    return Pose(transform.p().to_numpy()[:, None], rows[:, :, None])


def _outwards(joints: list[Joint]) -> tuple[Joint, ...]:
    """Parents before children."""
    known, ordered, left = {GROUND}, [], list(joints)
    while left:
        ready = [joint for joint in left if joint.parent in known]
        if not ready:
            raise UsageError("the bodies do not hang on the ground", where="the model's joints")
        ordered += ready
        known |= {joint.body for joint in ready}
        left = [joint for joint in left if joint not in ready]
    return tuple(ordered)
