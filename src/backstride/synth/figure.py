"""The whole figure: where every segment is and how it is turned, and its centre of mass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.synth.body import Body
from backstride.synth.leg import segment_turns
from backstride.synth.posture import ARM_ABDUCTION_RAD, ELBOW_RAD, Posture, about_x, about_z, facing


@dataclass(frozen=True, eq=False)
class Segment:
    """origin_m: (t, 3) the upper joint. turn: (t, 3, 3) columns are the segment's axes."""

    origin_m: FloatArray
    turn: FloatArray

    def point(self, local_m: FloatArray) -> FloatArray:
        """(t, 3) a point fixed in the segment."""
        turned = self.turn.reshape(-1, 3) @ local_m  # one flat product is ten times faster than stacked ones
        return np.asarray(self.origin_m + turned.reshape(self.origin_m.shape))


Figure = dict[str, Segment]


def hip_offset(body: Body, side: Side) -> FloatArray:
    """(3,) hip centre from the middle of the hips."""
    return mirrored(np.array([0.0, 0.0, body["hip_half_width"]]), side)


def mirrored(local_m: FloatArray, side: Side) -> FloatArray:
    """A right-side offset for ``side``."""
    return np.asarray(local_m * np.array([1.0, 1.0, 1.0 if side == "right" else -1.0]))


def build_figure(body: Body, posture: Posture, pelvis_m: FloatArray, legs: dict[Side, FloatArray]) -> Figure:
    """All segments from the pelvis position (middle of the hips), the posture and both leg states (t, 4)."""
    figure = build_upper(body, posture, pelvis_m)
    for side, state in legs.items():
        figure |= build_leg(body, figure["pelvis"].point(hip_offset(body, side)), side, state)
    return figure


def build_upper(body: Body, posture: Posture, pelvis_m: FloatArray) -> Figure:
    """Pelvis, torso, head and arms."""
    pelvis = Segment(pelvis_m, facing(posture.pelvic_rotation, posture.pelvic_obliquity, posture.pelvic_tilt))
    lumbar = body.place["lumbar_joint"]
    torso = Segment(
        pelvis.point(lumbar), facing(posture.trunk_rotation, posture.trunk_lateral, posture.trunk_lean)
    )
    head = Segment(torso.point(body.place["neck"] - lumbar), about_z(-posture.head_pitch))
    left, right = (_arm(body, torso, side, getattr(posture, f"arm_{side}")) for side in SIDES)
    return {"pelvis": pelvis, "torso": torso, "head": head} | left | right


def build_leg(body: Body, hip_m: FloatArray, side: Side, state: FloatArray) -> Figure:
    """Thigh, shank and foot below a hip centre (t, 3)."""
    thigh_turn, shank_turn, foot_turn = segment_turns(state)
    thigh = Segment(hip_m, thigh_turn)
    shank = Segment(thigh.point(np.array([0.0, -body["thigh"], 0.0])), shank_turn)
    foot = Segment(shank.point(np.array([0.0, -body["shank"], 0.0])), foot_turn)
    return {f"thigh_{side}": thigh, f"shank_{side}": shank, f"foot_{side}": foot}


def _arm(body: Body, torso: Segment, side: Side, flexion: FloatArray) -> Figure:
    shoulder = mirrored(body.place["shoulder"], side) - body.place["lumbar_joint"]
    outward = ARM_ABDUCTION_RAD * (-1 if side == "right" else 1)
    upper = Segment(torso.point(shoulder), torso.turn @ about_x(np.asarray(outward)) @ about_z(flexion))
    elbow = upper.point(np.array([0.0, -body["upper_arm"], 0.0]))
    return {
        f"upper_arm_{side}": upper,
        f"forearm_{side}": Segment(elbow, upper.turn @ about_z(np.asarray(ELBOW_RAD))),
    }


def centre_of_mass(body: Body, figure: Figure) -> FloatArray:
    """(t, 3) centre of mass of the whole body."""
    legs = sum(leg_mass_point(body, figure, side) for side in SIDES)
    return np.asarray(upper_mass_point(body, figure) + legs)


def upper_mass_point(body: Body, figure: Figure) -> FloatArray:
    """(t, 3) sum of share of body mass times place, over trunk, head and arms (de Leva's segments)."""
    lumbar, neck = body.place["lumbar_joint"], body.place["neck"]
    c7 = figure["torso"].point(body.place["c7"] - lumbar)
    vertex = figure["head"].point(body.place["vertex"] - neck)
    shoulders = (figure["upper_arm_left"].origin_m + figure["upper_arm_right"].origin_m) / 2
    trunk = shoulders + body.centre["trunk"] * (figure["pelvis"].origin_m - shoulders)
    total = body.share["trunk"] * trunk + body.share["head"] * (vertex + body.centre["head"] * (c7 - vertex))
    for side in SIDES:
        for name in ("upper_arm", "forearm"):
            total = total + _along(body, figure, name, side)
        hand = np.array([0.0, -body["forearm"] - body["hand"] * body.centre["hand"], 0.0])
        total = total + body.share["hand"] * figure[f"forearm_{side}"].point(hand)
    return np.asarray(total)


def upper_share(body: Body) -> float:
    """Share of body mass above the hips."""
    arms = 2 * (body.share["upper_arm"] + body.share["forearm"] + body.share["hand"])
    return body.share["trunk"] + body.share["head"] + arms


def leg_mass_point(body: Body, figure: Figure, side: Side) -> FloatArray:
    """(t, 3) the same over thigh, shank and foot of one side."""
    sole = body.sole
    foot = np.array([sole.heel_back_m, -body["ankle_height"] / 2, 0.0])
    foot[0] += body.centre["foot"] * (sole.toe_tip_m - sole.heel_back_m)
    limbs = _along(body, figure, "thigh", side) + _along(body, figure, "shank", side)
    return np.asarray(limbs + body.share["foot"] * figure[f"foot_{side}"].point(foot))


def _along(body: Body, figure: Figure, name: str, side: Side) -> FloatArray:
    centre = np.array([0.0, -body[name] * body.centre[name], 0.0])
    return body.share[name] * figure[f"{name}_{side}"].point(centre)
