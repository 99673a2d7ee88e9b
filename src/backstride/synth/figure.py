"""The whole figure: where every segment is and how it is turned, and its centre of mass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.model.common import FloatArray, Side
from backstride.synth.body import Body
from backstride.synth.leg import LegMotion, segment_turns
from backstride.synth.posture import ARM_ABDUCTION_RAD, ELBOW_RAD, Posture, about_x, about_z, facing


@dataclass(frozen=True, eq=False)
class Segment:
    """origin_m: (t, 3) the upper joint. turn: (t, 3, 3) columns are the segment's axes."""

    origin_m: FloatArray
    turn: FloatArray

    def point(self, local_m: FloatArray) -> FloatArray:
        """(t, 3) a point fixed in the segment."""
        return np.asarray(self.origin_m + self.turn @ local_m)


Figure = dict[str, Segment]


def hip_offset(body: Body, right: bool) -> FloatArray:
    """(3,) hip centre from the middle of the hips."""
    return np.array([0.0, 0.0, body["hip_half_width"] if right else -body["hip_half_width"]])


def mirrored(local_m: FloatArray, side: Side) -> FloatArray:
    """A right-side offset for ``side``."""
    return np.asarray(local_m * np.array([1.0, 1.0, 1.0 if side == "right" else -1.0]))


def build_figure(body: Body, posture: Posture, pelvis_m: FloatArray, legs: dict[Side, FloatArray]) -> Figure:
    """All segments from the pelvis position (middle of the hips), the posture and both leg states (t, 4)."""
    pelvis = Segment(pelvis_m, facing(posture.pelvic_rotation, posture.pelvic_obliquity, posture.pelvic_tilt))
    lumbar = body.place["lumbar_joint"]
    torso = Segment(
        pelvis.point(lumbar), facing(posture.trunk_rotation, posture.trunk_lateral, posture.trunk_lean)
    )
    still = np.broadcast_to(np.eye(3), pelvis.turn.shape)
    figure = {
        "pelvis": pelvis,
        "torso": torso,
        "head": Segment(torso.point(body.place["neck"] - lumbar), still),
    }
    for side, state in legs.items():
        figure |= _leg(body, pelvis, side, state)
        figure |= _arm(body, torso, side, posture.arm_right if side == "right" else posture.arm_left)
    return figure


def _leg(body: Body, pelvis: Segment, side: Side, state: FloatArray) -> Figure:
    thigh_turn, shank_turn, foot_turn = segment_turns(state)
    thigh = Segment(pelvis.point(hip_offset(body, side == "right")), thigh_turn)
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


def mass_points(body: Body, figure: Figure) -> list[tuple[float, FloatArray]]:
    """(share of body mass, (t, 3) place) of each de Leva segment."""
    lumbar, neck = body.place["lumbar_joint"], body.place["neck"]
    c7 = figure["torso"].point(body.place["c7"] - lumbar)
    vertex = figure["head"].point(body.place["vertex"] - neck)
    points = [
        (body.share["trunk"], _between(c7, figure["pelvis"].origin_m, body.centre["trunk"])),
        (body.share["head"], _between(vertex, c7, body.centre["head"])),
    ]
    foot = np.array([body.sole.heel_back_m, -body["ankle_height"] / 2, 0.0])
    foot[0] += body.centre["foot"] * (body.sole.toe_tip_m - body.sole.heel_back_m)
    for side in ("left", "right"):
        points.append((body.share["foot"], figure[f"foot_{side}"].point(foot)))
        for name in ("thigh", "shank", "upper_arm", "forearm"):
            along = np.array([0.0, -body[name] * body.centre[name], 0.0])
            points.append((body.share[name], figure[f"{name}_{side}"].point(along)))
        hand = np.array([0.0, -body["forearm"] - body["hand"] * body.centre["hand"], 0.0])
        points.append((body.share["hand"], figure[f"forearm_{side}"].point(hand)))
    return points


def centre_of_mass(body: Body, figure: Figure) -> FloatArray:
    """(t, 3) centre of mass of the whole body."""
    return np.asarray(sum(share * place for share, place in mass_points(body, figure)))


def _between(first: FloatArray, second: FloatArray, part: float) -> FloatArray:
    return first + part * (second - first)


def states(legs: dict[Side, LegMotion]) -> dict[Side, FloatArray]:
    """Only the leg states."""
    return {side: leg.state for side, leg in legs.items()}
