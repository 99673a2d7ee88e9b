"""Inverse dynamics of an OpenSim model with the product's own Newton and Euler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.loads.newton_euler import Demanded, MovingBody, demanded
from backstride.model.arrays import FloatArray
from benchmarks.opensim_model import Model
from benchmarks.opensim_pose import Posed

ORIGIN: Final = np.zeros(3)
Wrenches = Mapping[str, tuple[FloatArray, FloatArray]]  # body -> force, moment about the origin


@dataclass(frozen=True, eq=False)
class AtJoint:
    """Net moment (n, 3) N m and force (n, 3) N of the inner on the outer bodies, in the ground's axes."""

    moment_nm: FloatArray
    force_n: FloatArray


def part_of(body: MovingBody, which: Sequence[int]) -> MovingBody:
    """Some of the segments."""
    rows = list(which)
    names = tuple(body.names[row] for row in rows)
    return MovingBody(names, body.mass_kg[rows], body.spread_kgm2[rows], body.centre_m[rows], body.axes[rows])


def from_above(model: Model, posed: Posed, joint: str, rate_hz: float) -> AtJoint:
    """What the bodies outward of a joint ask for; no ground force acts on them."""
    outer = part_of(posed.body, model.outward(joint))
    asked = demanded(outer, posed.centre_m[model.index(joint)], rate_hz)
    return AtJoint(asked.moment_nm, asked.force_n)


def from_below(model: Model, posed: Posed, joint: str, rate_hz: float, ground: Wrenches) -> AtJoint:
    """What the ground gives less what all the other bodies ask for."""
    outer, about = set(model.outward(joint)), posed.centre_m[model.index(joint)]
    inner = [index for index in range(len(model.joints)) if index not in outer]
    asked = demanded(part_of(posed.body, inner), about, rate_hz)
    force, moment = np.zeros_like(about), np.zeros_like(about)
    for push, about_origin in ground.values():
        force += push
        moment += about_origin - np.cross(about, push)
    return AtJoint(moment - asked.moment_nm, force - asked.force_n)


def along_levers(posed: Posed, joint: int, at: AtJoint) -> dict[str, FloatArray]:
    """A joint's net moment and force as generalised forces: coordinate -> (n,)."""
    return {
        lever.coordinate: np.einsum("in,ni->n", lever.turn, at.moment_nm)
        + np.einsum("in,ni->n", lever.shift, at.force_n)
        for lever in posed.levers
        if lever.joint == joint
    }


def generalised_forces(model: Model, posed: Posed, rate_hz: float, ground: Wrenches) -> dict[str, FloatArray]:
    """Every coordinate's generalised force, from the outermost bodies inwards: coordinate -> (n,)."""
    asked = [demanded(part_of(posed.body, [k]), ORIGIN, rate_hz) for k in range(len(model.joints))]
    force, moment = [one.force_n for one in asked], [one.moment_nm for one in asked]
    at = {joint.body: index for index, joint in enumerate(model.joints)}
    for body, (push, about_origin) in ground.items():
        force[at[body]] = force[at[body]] - push
        moment[at[body]] = moment[at[body]] - about_origin
    found: dict[str, FloatArray] = {}
    for index in reversed(range(len(model.joints))):
        about = np.cross(posed.centre_m[index], force[index])
        found |= along_levers(posed, index, AtJoint(moment[index] - about, force[index]))
        inner = at.get(model.joints[index].parent)
        if inner is not None:
            force[inner] = force[inner] + force[index]
            moment[inner] = moment[inner] + moment[index]
    return found


def carried(posed: Posed, root: int, forces: Mapping[str, FloatArray], about_m: FloatArray) -> Demanded:
    """A root joint's six generalised forces as one wrench about another place (n, 3) m.

    At the pelvis it is the residual: what motion and weight of the whole body ask for beyond the ground's.
    """
    six = [lever for lever in posed.levers if lever.joint == root]
    given = np.column_stack([forces[lever.coordinate] for lever in six])
    both = [np.vstack(np.broadcast_arrays(lever.turn, lever.shift)) for lever in six]
    rows = np.array([np.broadcast_to(one, (6, len(given))) for one in both]).transpose(2, 0, 1)
    wrench = np.linalg.solve(rows, given[:, :, None])[..., 0]
    moment, force = wrench[:, :3], wrench[:, 3:]
    return Demanded(force, np.asarray(moment + np.cross(posed.centre_m[root] - about_m, force)))
