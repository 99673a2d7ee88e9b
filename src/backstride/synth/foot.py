"""The foot on the ground: a rigid foot with a convex sole that rolls without slipping.

At touchdown the sole meets the ground with some speed; shoe and skin give way over ``SETTLE_S`` until the
foot is still, as heels of real runners do (their markers run on 10-20 mm after the force rises). From
then on the contact point has no velocity, forward or down, up to toe-off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.synth.body import Body, Sole
from backstride.synth.schedule import IntArray, Schedule
from backstride.synth.spec import Spec

#: How long the foot takes to be still, forward and down: the speed of real heel markers over the ground
#: falls from 1.6 m/s at strike as along such a cubic, and they sink for at most three frames of 150 Hz
#: (8 runners, 3.5 m/s).
SETTLE_S = np.array([0.035, 0.020])


@dataclass(frozen=True, eq=False)
class Footing:
    """Where and how each foot stands: per contact, in the frame of the ground.

    spot_m: (n, 2) x and z of the point under the ankle when flat. heel_rise_rad: how far the heel has
    risen at toe-off, positive. landing_m: (2,) forward and down still to go at touchdown. longest_m: hip to
    ankle at the least knee flexion after mid-stance.
    """

    schedule: Schedule
    sole: Sole
    ankle_height_m: float
    spot_m: FloatArray
    heel_rise_rad: float
    landing_m: FloatArray
    longest_m: float


@dataclass(frozen=True, eq=False)
class Stances:
    """Moments of stance, seen from the footing: what does not depend on where the foot is put. All (...,).

    contact: whose stance. usual_rad: the sole's angle as long as the leg is not stretched. is_late: whether
    the foot is flat behind, so that the heel may rise. give_m: (..., 2) what shoe and skin still give.
    """

    contact: IntArray
    usual_rad: FloatArray
    is_late: BoolArray
    give_m: FloatArray


def stances(footing: Footing, contact: IntArray, t_s: FloatArray) -> Stances:
    """The stances of ``contact`` at these times, looked up once."""
    since = t_s - footing.schedule.touchdown_s[contact]
    part = since / footing.schedule.contact_s[contact]
    give = settle(since) * footing.landing_m
    return Stances(contact, pitch(footing, contact, part), is_late(part), give)


def is_late(part: FloatArray) -> BoolArray:
    """Whether the foot is flat behind at this part of stance."""
    return np.asarray(part > load("synth/running.toml")["stance"]["rise_from"])


def landing(spec: Spec) -> FloatArray:
    """(2,) what shoe and skin give, forward and down: a cubic stop from the landing speeds."""
    return np.asarray(np.array([spec.landing_forward_mps, spec.landing_down_mps]) * SETTLE_S / 3)


def pitch(footing: Footing, contact: IntArray, part: FloatArray) -> FloatArray:
    """Angle of the sole to the ground in stance, toes up positive, as long as the leg is not stretched."""
    figures = load("synth/running.toml")["stance"]
    strike = footing.schedule.strike_pitch_rad[contact]
    flat = np.where(strike > 0, figures["flat_at_heel_first"], figures["flat_at_ball_first"])
    x = np.minimum(part / flat, 1)
    rise = np.maximum((part - figures["rise_from"]) / (1 - figures["rise_from"]), 0) ** 3
    return np.asarray(strike * (1 - x) ** 2 * (1 + figures["slap"] * x) - footing.heel_rise_rad * rise)


def roll(sole: Sole, angle: FloatArray, point: FloatArray) -> FloatArray:
    """(..., 2) a point of the foot when the sole has rolled to ``angle`` from flat, forward and up.

    point: (2,) in the foot's plane, from the point of the sole below the ankle.
    """
    return np.stack(_rolled(sole, angle, point), axis=-1)


def _rolled(sole: Sole, angle: FloatArray, point: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each arc rolls like a wheel: its centre keeps its height and moves by radius times angle."""
    heel = angle > 0
    radius = np.where(heel, sole.heel_radius_m, sole.forefoot_radius_m)
    edge = np.where(heel, sole.heel_edge_m, sole.ball_m)
    c, s = np.cos(angle), np.sin(angle)
    x, y = point[0] - edge, point[1] - radius
    return edge - radius * angle + c * x - s * y, radius + s * x + c * y


def contact_point(sole: Sole, angle: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The stretch of ground (from, to) that touches the sole: one point on an arc, all of it when flat."""
    heel = np.where(angle > 0, sole.heel_edge_m - sole.heel_radius_m * angle, sole.heel_edge_m)
    ball = np.where(angle < 0, sole.ball_m - sole.forefoot_radius_m * angle, sole.ball_m)
    return np.where(angle < 0, ball, heel), np.where(angle > 0, heel, ball)


def ankle(footing: Footing, spot_m: FloatArray, give_m: FloatArray, angle: FloatArray) -> FloatArray:
    """(..., 3) ankle centre of a foot put at ``spot_m`` (..., 2), sole at ``angle``; ground frame."""
    forward, up = _rolled(footing.sole, angle, np.array([0.0, footing.ankle_height_m]))
    out = np.empty((*angle.shape, 3))
    out[..., 0] = spot_m[..., 0] + forward - give_m[..., 0]
    out[..., 1] = up + give_m[..., 1]
    out[..., 2] = spot_m[..., 1]
    return out


def settle(since_s: FloatArray) -> FloatArray:
    """(..., 2) forward and down, 1 at touchdown to 0 when shoe and skin have given way; smooth to the second
    derivative."""
    return np.asarray(np.clip(1 - since_s[..., None] / SETTLE_S, 0, 1) ** 3)


def ankle_at_strike(body: Body, strike_pitch_rad: FloatArray, landing_m: FloatArray) -> FloatArray:
    """(n, 2) ankle at touchdown, forward of the spot and up."""
    plane = roll(body.sole, strike_pitch_rad, np.array([0.0, body["ankle_height"]]))
    return np.asarray(plane + np.array([-1.0, 1.0]) * landing_m)
