"""Forward kinematics of an OpenSim model, our own, over all frames at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backstride.loads.newton_euler import MovingBody
from backstride.model.arrays import FloatArray
from benchmarks.opensim_model import GROUND, IDENTITY, Axis, Joint, Model, Pose, multiplied, turned


@dataclass(frozen=True, eq=False)
class Lever:
    """How a coordinate moves a joint: turn and shift per unit of it, (3, n) each, in the ground's axes."""

    joint: int
    coordinate: str
    turn: FloatArray
    shift: FloatArray


@dataclass(frozen=True, eq=False)
class Posed:
    """The model over n moments: its bodies, each joint's moving centre (s, n, 3) m, and the levers."""

    body: MovingBody
    centre_m: FloatArray
    levers: tuple[Lever, ...]


def pose(model: Model, coordinates: Mapping[str, FloatArray]) -> Posed:
    """Forward kinematics: every body in the ground at every moment.

    Args:
        model: as read.
        coordinates: name -> (n,) rad or m; a missing one keeps the model's default.
    """
    n = next(iter(coordinates.values())).size
    values = {name: np.full(n, held) for name, held in model.default.items()} | dict(coordinates)
    bodies, centres, levers = {GROUND: Pose(np.zeros((3, 1)), IDENTITY)}, [], []
    for index, joint in enumerate(model.joints):
        frame = bodies[joint.parent].then(joint.before)
        moved, turns, shifts = _moved(joint, values, n)
        levers += _levers(index, frame.turn, turns, shifts)
        joined = frame.then(moved)
        centres.append(joined.place)
        bodies[joint.body] = joined.then(joint.after)
    own = [bodies[joint.body].then(axes) for joint, axes in zip(model.joints, model.principal, strict=True)]
    centre, turn = _time_first([one.place for one in own]), _time_first([one.turn for one in own])
    names = tuple(joint.body for joint in model.joints)
    body = MovingBody(names, model.mass_kg, model.spread_kgm2, centre, turn)
    return Posed(body, _time_first(centres), tuple(levers))


def _time_first(arrays: list[FloatArray]) -> FloatArray:
    """s arrays (..., n) as one (s, n, ...)."""
    return np.ascontiguousarray(np.moveaxis(np.array(arrays), -1, 1))


Part = tuple[str, FloatArray]  # of a lever: the coordinate, and the unit direction times the function's slope


def _moved(joint: Joint, values: Mapping[str, FloatArray], n: int) -> tuple[Pose, list[Part], list[Part]]:
    """The joint's two frames on each other over n moments, and in the first what each coordinate does."""
    turn, place = IDENTITY, np.zeros((3, n))
    turns: list[Part] = []
    shifts: list[Part] = []
    for axis in joint.turns:
        angle, slope = _of(axis, values, n)
        if axis.coordinate:
            turns.append((axis.coordinate, turned(turn, axis.direction[:, None]) * slope))
        turn = multiplied(turn, rotation(axis, angle))
    for axis in joint.shifts:
        distance, slope = _of(axis, values, n)
        place = place + axis.direction[:, None] * distance
        if axis.coordinate:
            shifts.append((axis.coordinate, axis.direction[:, None] * slope))
    return Pose(place, turn), turns, shifts


def _of(axis: Axis, values: Mapping[str, FloatArray], n: int) -> tuple[FloatArray, FloatArray]:
    return axis.function(values[axis.coordinate] if axis.coordinate else np.zeros(n))


def _levers(index: int, frame: FloatArray, turns: list[Part], shifts: list[Part]) -> list[Lever]:
    """Every coordinate of a joint in the ground's axes; one may both turn and shift, as a knee does."""
    turning, shifting = (_summed(frame, parts) for parts in (turns, shifts))
    names = dict.fromkeys([*turning, *shifting])
    none = np.zeros((3, 1))
    return [Lever(index, name, turning.get(name, none), shifting.get(name, none)) for name in names]


def _summed(frame: FloatArray, parts: list[Part]) -> dict[str, FloatArray]:
    found: dict[str, FloatArray] = {}
    for name, direction in parts:
        found[name] = found.get(name, 0.0) + turned(frame, direction)
    return found


def rotation(axis: Axis, angle: FloatArray) -> FloatArray:
    """Turns about an axis by (n,) rad, (3, 3, n), after Rodrigues."""
    cross, twice = axis.generators
    turn = np.sin(angle) * cross
    turn += (1 - np.cos(angle)) * twice
    turn += IDENTITY
    return np.asarray(turn)
