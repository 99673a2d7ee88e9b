"""What each choice of the body model moves at L5/S1, and what a recording without arms would say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from backstride.loads.body_segments import upper_body
from backstride.loads.lumbar_joint import Lumbosacral, lumbosacral
from backstride.loads.newton_euler import MovingBody, demanded
from backstride.model.arrays import FloatArray
from backstride.motion.places import places_of
from benchmarks.common import save
from benchmarks.lumbar_trials import Solved, full_body

AXES = ("bending", "axial", "extension")
ARM = ("upper_arm", "forearm", "hand")
MOVED_M = 0.01
COMMAND = "python -m benchmarks.lumbar_body_choices"
NOTES = [
    "moment from above at L5/S1 of Hamner at four speeds and JA1: change of the largest moment in %, and R"
    " with the usual curve, mean of the five; worst: the largest change of any trial",
    "without arms: their mass at the shoulders, as a trunk that carries them; hence arms are asked for",
    "head upright: it moves with C7 but does not turn; no recording at hand has head markers",
    "Dumas & Wojtusch: L5/S1 33.5 % of the width of the ASIS behind and 3.2 % below their middle, in the"
    " plane of ASIS and PSIS (men); the muscles' arms would have to move with it",
]
Changed = Callable[[Solved, MovingBody, Lumbosacral], tuple[MovingBody, Lumbosacral]]


def main() -> None:
    trials = [one for one in full_body() if one.motion.has_standing]
    rows = [_row(name, change, trials) for name, change in _changes().items()]
    save("lumbar_body_choices", "Moment at L5/S1: what each choice of the body moves", COMMAND, rows, NOTES)


def _changes() -> dict[str, Changed]:
    of_body: dict[str, Callable[[Solved, MovingBody], MovingBody]] = {
        "without arms": _without_arms,
        "head upright": _head_upright,
        "no lower trunk above the joint": lambda _, body: _weighing(body, "lower_trunk", 0.0),
        "half of the lower trunk above it": _half,
        "sex unknown": lambda one, _: upper_body(one.motion, _kg(one), None),
        "arms do not spin": lambda _, body: _still_spin(body),
    }
    of_joint: dict[str, Callable[[Solved, Lumbosacral], Lumbosacral]] = {
        "joint 1 cm backward": lambda _, joint: _shifted(joint, (-MOVED_M, 0.0, 0.0)),
        "joint 1 cm lower": lambda _, joint: _shifted(joint, (0.0, -MOVED_M, 0.0)),
        "joint of Dumas & Wojtusch": _by_width,
    }
    bodies = {name: partial(_body_changed, change) for name, change in of_body.items()}
    joints = {name: partial(_joint_changed, change) for name, change in of_joint.items()}
    return {**bodies, **joints}


def _body_changed(
    change: Callable[[Solved, MovingBody], MovingBody], one: Solved, body: MovingBody, joint: Lumbosacral
) -> tuple[MovingBody, Lumbosacral]:
    return change(one, body), joint


def _joint_changed(
    change: Callable[[Solved, Lumbosacral], Lumbosacral], one: Solved, body: MovingBody, joint: Lumbosacral
) -> tuple[MovingBody, Lumbosacral]:
    return body, change(one, joint)


def _row(name: str, change: Changed, trials: list[Solved]) -> dict[str, Any]:
    changes, alike = [], []
    for one in trials:
        joint = lumbosacral(one.motion)
        body = upper_body(one.motion, _kg(one), one.runner.sex)
        usual, other = _moment(one, body, joint), _moment(one, *change(one, body, joint))
        known = np.isfinite(usual).all(axis=1) & np.isfinite(other).all(axis=1)
        peaks = [np.abs(moment[known]).max(axis=0) for moment in (usual, other)]
        changes.append(100 * (peaks[1] / peaks[0] - 1))
        alike.append([np.corrcoef(usual[known, k], other[known, k])[0, 1] for k in range(3)])
    row: dict[str, Any] = {"what": name}
    for axis, told in enumerate(AXES):
        own = np.array(changes)[:, axis]
        row[f"{told} %"] = float(own.mean())
        row[f"{told} worst"] = float(own[np.argmax(np.abs(own))])
        row[f"{told} R"] = float(np.mean(alike, axis=0)[axis])
    return row


def _moment(one: Solved, body: MovingBody, joint: Lumbosacral) -> FloatArray:
    asked = demanded(body, joint.place_m, one.motion.rate_hz).moment_nm
    return np.asarray(np.einsum("nij,ni->nj", joint.axes, asked))


def _kg(one: Solved) -> float:
    return one.runner.mass_kg or float("nan")


def _without_arms(one: Solved, body: MovingBody) -> MovingBody:
    """The arms' mass at the shoulders, without inertia of its own."""
    places, centres, spread = places_of(one.motion.points), body.centre_m.copy(), body.spread_kgm2.copy()
    for index, name in enumerate(body.names):
        if name.startswith(ARM):
            centres[index] = places[f"shoulder_centre_{name.rsplit('_', 1)[1]}"]
            spread[index] = 0.0
    return replace(body, centre_m=centres, spread_kgm2=spread)


def _head_upright(one: Solved, body: MovingBody) -> MovingBody:
    """The head at its mean place from C7, unturned."""
    index, neck = body.names.index("head"), places_of(one.motion.points)["c7"]
    centres, axes = body.centre_m.copy(), body.axes.copy()
    centres[index] = neck + np.nanmean(centres[index] - neck, axis=0)
    axes[index] = np.eye(3)
    return replace(body, centre_m=centres, axes=axes)


def _weighing(body: MovingBody, segment: str, factor: float) -> MovingBody:
    factors = np.array([factor if name == segment else 1.0 for name in body.names])
    return replace(body, mass_kg=body.mass_kg * factors, spread_kgm2=body.spread_kgm2 * factors[:, None])


def _half(one: Solved, body: MovingBody) -> MovingBody:
    """As if the joint lay in the middle of the lower trunk, the slice's centre where it is."""
    kg = body.mass_kg[body.names.index("lower_trunk")]
    return _weighing(body, "lower_trunk", 0.5 * 0.1117 * _kg(one) / kg)


def _shifted(joint: Lumbosacral, by_m: tuple[float, float, float]) -> Lumbosacral:
    return replace(joint, place_m=np.asarray(joint.place_m + joint.axes @ np.array(by_m)))


def _by_width(one: Solved, joint: Lumbosacral) -> Lumbosacral:
    places, pelvis = places_of(one.motion.points), one.motion.segment_axes["pelvis"]
    left, right = places["asis_left"], places["asis_right"]
    width = float(np.nanmedian(np.linalg.norm(right - left, axis=1)))
    own = np.nanmedian(np.einsum("nji,nj->ni", joint.axes, (left + right) / 2 - joint.place_m), axis=0)
    front = joint.place_m + joint.axes @ own
    return replace(joint, place_m=np.asarray(front + width * pelvis @ np.array([-0.335, -0.032, 0.0])))


def _still_spin(body: MovingBody) -> MovingBody:
    """Arms as rods without inertia about their long axes: what the unknown spin can matter at most."""
    spread = body.spread_kgm2.copy()
    for index, name in enumerate(body.names):
        if name.startswith(ARM):
            spread[index, [0, 2]] = 0.0
    return replace(body, spread_kgm2=spread)


if __name__ == "__main__":
    main()
