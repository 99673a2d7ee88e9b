"""The changes that are made above L5/S1 alone: another lean, less turning of the trunk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.what_if.figure import ABOVE, Figure, Poser, Turn, with_turns
from backstride.loads.what_if.ride import riding
from backstride.loads.what_if.segments import PartName
from backstride.loads.what_if.turns import turn_about
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Sex
from backstride.motion.places import middle
from backstride.motion.segment_frames import unit
from backstride.motion.trunk import trunk_angles

Hinge = Literal["back", "hips"]
#: The points of which the lean of the trunk is made, by the beginning of their names.
LEANING: Final = ("pelvis_centre", "c7", "clavicle", "acromion", "shoulder")
WITH_PELVIS: Final[frozenset[PartName]] = ABOVE | {"pelvis"}


def leaned(
    own: Figure,
    joint_m: FloatArray,
    forward_rad: float,
    sex: Sex | None,
    *,
    hinge: Hinge = "back",
    most_lower_m: float,
) -> Figure:
    """The body above L5/S1 turned forward by a constant angle, the centre of mass kept on its path.

    The turn is about the runner's mean left-right axis, level: constant in the lab, so that the trunk's own
    swaying is turned as a whole and no new motion is added. It is as large as makes the lean of the trunk,
    measured from the middle of the pelvis, change by what is asked in the mean: more than that about L5/S1,
    which lies higher.

    Args:
        own: the figure before.
        joint_m: (n, 3) L5/S1.
        forward_rad: + leans more.
        sex: for the segments' masses.
        hinge: ``back`` turns about L5/S1, ``hips`` about the middle of the hips with the pelvis along.
        most_lower_m: by how much the body may ride lower so that the legs reach.

    Raises:
        MeasureRefused: the legs do not reach.
    """
    across = _level(np.nanmean(own.axes["pelvis"][:, :, 2], axis=0))
    hips = middle(own.places, "hip_centre_left", "hip_centre_right")

    def turn(angle_rad: float) -> Turn:
        rotation = turn_about(across, np.full(len(joint_m), -angle_rad))
        if hinge == "hips" and hips is not None:
            return Turn(WITH_PELVIS, rotation, hips)
        return Turn(ABOVE, rotation, joint_m)

    return _standing(own, (turn(_angle_for(own, turn, forward_rad)),), sex, most_lower_m)


def _angle_for(own: Figure, turn: Callable[[float], Turn], forward_rad: float) -> float:
    """The angle of a turn after which the trunk's mean lean has changed by ``forward_rad``."""
    needed = {name: own.places[name] for name in own.places if name.startswith(LEANING)}
    before = trunk_angles(needed)[0]["trunk_lean"]
    angle_rad = forward_rad
    for _ in range(4 if forward_rad else 0):  # nearly in proportion: two digits a round
        after = trunk_angles(with_turns(Figure(needed, {}), (turn(angle_rad),)).places)[0]["trunk_lean"]
        angle_rad *= forward_rad / float(np.nanmean(after - before))
    return angle_rad


def less_turned(
    own: Figure,
    joint_m: FloatArray,
    rotation_rad: FloatArray,
    kept: float,
    sex: Sex | None,
    *,
    arms: bool = True,
    most_lower_m: float,
) -> Figure:
    """The trunk's axial rotation about its own mean made ``kept`` times as large, head and arms with it.

    Args:
        own: the figure before, with the trunk's axes.
        joint_m: (n, 3) L5/S1.
        rotation_rad: (n,) of the trunk, + right shoulder forward.
        kept: 1 changes nothing, 0.5 halves it.
        sex: for the segments' masses.
        arms: whether the arms turn with the trunk; else they are carried by their shoulders and swing on in
            the lab as they did, which makes up for a part of what the trunk no longer turns.
        most_lower_m: by how much the body may ride lower so that the legs reach.

    Raises:
        MeasureRefused: the trunk's axes are not known, or the legs do not reach.
    """
    if "trunk" not in own.axes:
        raise MeasureRefused("The trunk's axes are not known", fix="Place markers on both shoulders and C7")
    long_axis = own.axes["trunk"][:, :, 1]
    back_rad = (kept - 1.0) * (rotation_rad - np.nanmean(rotation_rad))
    turns = [Turn(ABOVE, turn_about(long_axis, back_rad), joint_m)]
    if not arms:
        again = turn_about(long_axis, -back_rad)
        sides: tuple[tuple[PartName, str], ...] = (
            ("arm_left", "shoulder_centre_left"),
            ("arm_right", "shoulder_centre_right"),
        )
        turns += [Turn(frozenset({part}), again, shoulder) for part, shoulder in sides]
    return _standing(own, tuple(turns), sex, most_lower_m)


def _standing(own: Figure, turns: tuple[Turn, ...], sex: Sex | None, most_lower_m: float) -> Figure:
    """Feet where they were, centre of mass on its path."""
    still = np.zeros((len(turns[0].rotation), 3))
    return riding(Poser(own, turns, dict.fromkeys(SIDES, still), sex), still, most_lower_m)


def _level(axis: FloatArray) -> FloatArray:
    """A direction (3,) laid into the floor, of length one."""
    return unit(axis * np.array([1.0, 0.0, 1.0]))
