"""A drawn person's joints in the plane of the picture: joint angles in, places on the ground out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from backstride.errors import BackstrideError
from backstride.knowledge.loader import load
from backstride.model.common import Frozen

BODY: Final = "synth/body.toml"
FIGURES: Final = "care/figures.toml"
SIDES: Final = ("far", "near")
FLAT_DEG: Final = 90.0  # a foot stands square to its shank while nothing is bent

View = Literal["side", "front"]
Point = tuple[float, float]
"""Along the picture to the right and up, in shares of the standing height."""


class Limbs(Frozen):
    """Joint angles of one arm and one leg, deg; zero is standing with the arms hanging.

    From the side plus is flexion, for ``ankle`` toes up, for ``wrist`` and ``toes`` the hand or the toes
    bent up towards the back of hand or foot. From the front ``hip`` and ``shoulder`` move out to the side,
    ``knee`` and ``elbow`` bend inwards. shrug, ahead: the shoulder up, and forward as the chest turns, shares
    of height. arm, forearm, leg: the share of their length that is seen where they point at the viewer.
    """

    hip: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0
    toes: float = 0.0
    shoulder: float = 0.0
    elbow: float = 0.0
    wrist: float = 0.0
    shrug: float = 0.0
    ahead: float = 0.0
    arm: float = 1.0
    forearm: float = 1.0
    leg: float = 1.0


class Pose(Frozen):
    """A whole body. trunk: where the pelvis points, deg from the picture's right, 90 upright.

    lumbar, chest, neck: bent forward (from the front: to the picture's right) in the low back, the upper back
    and the neck, deg. look: the share of the nose that is seen from the side, minus where the head is turned
    back. rests: what stands where, share of height over the ground: the first lies at ``at``, the whole body
    is turned until the second lies right, and the joint angles must bring any other there.
    """

    view: View = "side"
    trunk: float = 90.0
    lumbar: float = 0.0
    chest: float = 0.0
    neck: float = 0.0
    look: float = 1.0
    near: Limbs = Limbs()
    far: Limbs | None = None
    rests: Mapping[str, float]
    at: float = 0.0


@cache
def lengths() -> dict[str, float]:
    """Lengths of the drawn body, shares of height: the synthetic body's, and what a drawing adds."""
    body = load(BODY)
    places, sole = body["places"], body["sole"]
    drawn = {name: share for name, share in load(FIGURES)["drawn"].items() if name != "source"}
    return {
        **body["lengths"],
        **drawn,
        "shoulder": math.hypot(*places["shoulder"][:2]),
        "shoulder_half_width": places["shoulder"][2],
        "heel_back": sole["heel_back"],
        "ball": sole["ball"],
        "toe_tip": sole["toe_tip"],
    }


@cache
def radii() -> dict[str, float]:
    """Half the thickness of the body at each joint, shares of the standing height."""
    return dict(load(FIGURES)["radius"])


def radius(point: str) -> float:
    """Half the body's thickness at a point such as ``near_knee``."""
    return radii()[point.removeprefix("near_").removeprefix("far_")]


def joints(pose: Pose) -> dict[str, Point]:
    """Every joint's place, resting as the pose says; ``near_`` and ``far_`` before those of the limbs.

    Raises BackstrideError where the pose rests on a point that the body has not.
    """
    free = _body(pose)
    unknown = [name for name in pose.rests if name not in free]
    if unknown or not pose.rests:
        fix = f"Choose from: {', '.join(sorted(free))}"
        raise BackstrideError(f"a pose rests on {unknown or 'nothing'}", where=FIGURES, fix=fix)
    return _placed(free, pose)


def moved(start: Point, angle_deg: float, length: float) -> Point:
    """The place ``length`` away in this direction (deg from the picture's right, upwards)."""
    angle = math.radians(angle_deg)
    return start[0] + length * math.cos(angle), start[1] + length * math.sin(angle)


def _body(pose: Pose) -> dict[str, Point]:
    """Joints of the pose with the middle of the hips at (0, 0), not yet put down."""
    mid_deg = pose.trunk - pose.lumbar - pose.chest
    found = _trunk(pose, mid_deg)
    limbs = _side_limbs if pose.view == "side" else _front_limbs
    for side in SIDES:
        own = pose.near if side == "near" or pose.far is None else pose.far
        places = limbs(found, own, pose.trunk, mid_deg, 1.0 if side == "near" else -1.0)
        found |= {f"{side}_{name}": place for name, place in places.items()}
    return found


def _trunk(pose: Pose, mid_deg: float) -> dict[str, Point]:
    """From the middle of the hips up to the head."""
    size = lengths()
    found: dict[str, Point] = {"pelvis": (0.0, 0.0)}
    found["low"] = moved(found["pelvis"], pose.trunk, size["low"])
    found["mid"] = moved(found["low"], pose.trunk - pose.lumbar, size["mid"])
    found["chest"] = moved(found["mid"], mid_deg, size["shoulder"] - size["low"] - size["mid"])
    found["neck"] = moved(found["chest"], mid_deg, size["neck"])
    head_deg = mid_deg - pose.neck
    found["head"] = moved(found["neck"], head_deg, size["head"])
    found["nose"] = moved(found["head"], head_deg - 90, size["nose"] * pose.look)
    return found


def _side_limbs(
    trunk: Mapping[str, Point], bent: Limbs, pelvis_deg: float, chest_deg: float, way: float
) -> dict[str, Point]:
    """A leg and an arm from the side, where both hips lie in one place and ``way`` says nothing."""
    del way
    size = lengths()
    thigh_deg = pelvis_deg + 180 + bent.hip
    shank_deg = thigh_deg - bent.knee
    foot_deg = shank_deg + FLAT_DEG + bent.ankle
    arm_deg = chest_deg + 180 + bent.shoulder
    forearm_deg = arm_deg + bent.elbow
    knee = moved(trunk["pelvis"], thigh_deg, size["thigh"] * bent.leg)
    ankle = moved(knee, shank_deg, size["shank"] * bent.leg)
    shoulder = moved(moved(trunk["chest"], chest_deg - 90, bent.ahead), chest_deg, bent.shrug)
    elbow = moved(shoulder, arm_deg, size["upper_arm"] * bent.arm)
    wrist = moved(elbow, forearm_deg, size["forearm"] * bent.forearm)
    hand = moved(wrist, forearm_deg + bent.wrist, size["hand"] * bent.forearm)
    arm = {"shoulder": shoulder, "elbow": elbow, "wrist": wrist, "hand": hand}
    return {"hip": trunk["pelvis"], "knee": knee, "ankle": ankle, **_foot(ankle, foot_deg, bent.toes), **arm}


def _foot(ankle: Point, foot_deg: float, toes_deg: float) -> dict[str, Point]:
    """Heel, ball and toe inside the skin, so that each touches the ground when the foot stands flat."""
    size, thick = lengths(), radii()

    def inside(along: float, point: str) -> Point:
        return moved(moved(ankle, foot_deg, along), foot_deg - 90, size["ankle_height"] - thick[point])

    ball = inside(size["ball"], "ball")
    flat_toe = inside(size["toe_tip"] - thick["toe"], "toe")
    reach = math.dist(ball, flat_toe)
    rise_deg = math.degrees(math.atan2(flat_toe[1] - ball[1], flat_toe[0] - ball[0]))
    toe = moved(ball, rise_deg + toes_deg, reach)
    return {"heel": inside(size["heel_back"] + thick["heel"], "heel"), "ball": ball, "toe": toe}


def _front_limbs(
    trunk: Mapping[str, Point], bent: Limbs, pelvis_deg: float, chest_deg: float, way: float
) -> dict[str, Point]:
    """A leg and an arm from the front; ``near`` is on the picture's right (1), ``far`` on its left (-1)."""
    size = lengths()
    hip = moved(trunk["pelvis"], pelvis_deg - 90 * way, size["hip_half_width"])
    thigh_deg = pelvis_deg + 180 + way * bent.hip
    shank_deg = thigh_deg - way * bent.knee
    knee = moved(hip, thigh_deg, size["thigh"] * bent.leg)
    ankle = moved(knee, shank_deg, size["shank"] * bent.leg)
    shoulder = moved(trunk["chest"], chest_deg - 90 * way, size["shoulder_half_width"])
    shoulder = moved(shoulder, chest_deg, bent.shrug)
    arm_deg = chest_deg + 180 + way * bent.shoulder
    forearm_deg = arm_deg - way * bent.elbow
    elbow = moved(shoulder, arm_deg, size["upper_arm"] * bent.arm)
    wrist = moved(elbow, forearm_deg, size["forearm"] * bent.forearm)
    hand = moved(wrist, forearm_deg + way * bent.wrist, size["hand"] * bent.forearm)
    foot_deg = shank_deg + way * bent.ankle
    heel = moved(ankle, foot_deg, size["ankle_height"] - radii()["heel"])
    ball = moved(heel, foot_deg + way * FLAT_DEG, size["foot_out"])
    foot = {"heel": heel, "ball": ball, "toe": ball}
    arm = {"shoulder": shoulder, "elbow": elbow, "wrist": wrist, "hand": hand}
    return {"hip": hip, "knee": knee, "ankle": ankle, **foot, **arm}


def _placed(free: Mapping[str, Point], pose: Pose) -> dict[str, Point]:
    """The body turned and moved until what it rests on lies where it should."""
    (first, level), *more = pose.rests.items()
    turn = _turn(free, first, more[0][0], level, more[0][1]) if more else 0.0
    cos, sin = math.cos(turn), math.sin(turn)
    turned = {name: (x * cos - y * sin, x * sin + y * cos) for name, (x, y) in free.items()}
    across, up = pose.at - turned[first][0], level + radius(first) - turned[first][1]
    return {name: (x + across, y + up) for name, (x, y) in turned.items()}


def _turn(free: Mapping[str, Point], first: str, second: str, level: float, other: float) -> float:
    """Angle (rad) by which the body turns so that the skin of both points lies at its level."""
    across = free[second][0] - free[first][0]
    up = free[second][1] - free[first][1]
    rise = (other + radius(second)) - (level + radius(first))
    wanted = math.asin(max(-1.0, min(1.0, rise / math.hypot(across, up))))
    if across < 0:
        wanted = math.pi - wanted
    return wanted - math.atan2(up, across)
