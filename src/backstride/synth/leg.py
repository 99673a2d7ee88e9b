"""The leg: two links that reach the planted foot in stance and swing along real curves in between.

A leg moves in the plane through its hip that holds the running direction; ``lean`` is that plane's tilt,
``thigh`` the angle of the thigh to the plane's vertical (forward +), ``knee`` the flexion, ``pitch`` the
sole's angle to the ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.knowledge.loader import load
from backstride.model.common import BoolArray, FloatArray
from backstride.synth.body import Body
from backstride.synth.foot import Footing, ankle, pitch
from backstride.synth.posture import about_x, about_z
from backstride.synth.schedule import IntArray

#: (..., 4) columns of a leg's state.
LEAN, THIGH, KNEE, PITCH = range(4)
#: Step of the one-sided differences that hand stance speeds to the swing; three points, error about 1e-6 rad.
DIFFERENCE_S = 5e-4
#: Where stance and the mean swing curve differ, the difference in angle and in rate is spent over these
#: parts of swing at each end; the rate's is short, for what it moves in between feeds back on the pelvis.
BLEND = 0.5
BLEND_RATE = 0.25

#: How gently the leg is kept from straightening: its length bends away from the limit over about this much.
SOFTNESS_M = 0.003
#: Newton's method on the heel: steps, the turn for its slope, its longest step, and the flattest slope it
#: trusts (raising the heel shortens the way to the hip by about 0.1 m a radian).
NEWTON_STEPS = 6
SMALL_TURN_RAD = 1e-5
LARGE_TURN_RAD = 0.3
LEAST_SLOPE_M = 0.02
#: No heel rises further with the toes on the ground (the steepest of 48 real feet and trials left at 55 deg).
MOST_HEEL_RISE_RAD = np.radians(75.0)

HipPath = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class LegMotion:
    """One leg at times t.

    state: (t, 4) lean, thigh, knee, pitch in rad. in_stance: (t,). contact: (t,) of this leg, at or before t.
    too_far_m: (t,) how far beyond a straight leg the foot stood, 0 where the leg reached.
    """

    state: FloatArray
    in_stance: BoolArray
    contact: IntArray
    too_far_m: FloatArray


def reach(body: Body, hip: FloatArray, ankle_centre: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(..., 3) lean, thigh and knee that put the ankle in its place, and (...,) the reach missing in m."""
    gap = ankle_centre - hip
    lean = np.arctan2(-gap[..., 2], -gap[..., 1])
    down = np.hypot(gap[..., 1], gap[..., 2])
    length = np.hypot(gap[..., 0], down)
    thigh, shank = body["thigh"], body["shank"]
    inside = (thigh**2 + shank**2 - length**2) / (2 * thigh * shank)
    beside = (thigh**2 + length**2 - shank**2) / (2 * thigh * length)
    knee = np.pi - np.arccos(np.clip(inside, -1, 1))
    forward = np.arctan2(gap[..., 0], down) + np.arccos(np.clip(beside, -1, 1))
    return np.stack([lean, forward, knee], axis=-1), np.maximum(length - thigh - shank, 0)


def leg_length(body: Body, knee: float | FloatArray) -> FloatArray:
    """Hip to ankle at a knee flexion."""
    thigh, shank = body["thigh"], body["shank"]
    return np.sqrt(thigh**2 + shank**2 + 2 * thigh * shank * np.cos(knee))


def stance(
    body: Body, footing: Footing, hip: HipPath, contact: IntArray, t_s: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(..., 4) the state with the foot of ``contact`` on the ground, and the reach missing."""
    centre = hip(t_s)
    angle = lift_heel(footing, centre, contact, t_s)
    state, too_far = reach(body, centre, ankle(footing, contact, t_s, angle))
    return np.concatenate([state, angle[..., None]], axis=-1), too_far


def lift_heel(footing: Footing, hip: FloatArray, contact: IntArray, t_s: FloatArray) -> FloatArray:
    """(...,) the sole's angle: the usual heel rise, more where the leg would otherwise be stretched straight.

    The distance hip to ankle is bent smoothly below that of the least knee flexion (``footing.longest_m``)
    and the heel lifted until it fits, by Newton's method.
    """
    part = (t_s - footing.schedule.touchdown_s[contact]) / footing.schedule.contact_s[contact]
    angle = pitch(footing, contact, part)

    def distance(p: FloatArray) -> FloatArray:
        return np.asarray(np.linalg.norm(hip - ankle(footing, contact, t_s, p), axis=-1))

    free = distance(angle)
    wanted = free - SOFTNESS_M * np.logaddexp(0, (free - footing.longest_m) / SOFTNESS_M)
    late = part > load("synth/running.toml")["stance"]["flat_at"]
    for _ in range(NEWTON_STEPS):
        now = distance(angle)
        slope = (distance(angle + SMALL_TURN_RAD) - now) / SMALL_TURN_RAD
        step = np.clip((wanted - now) / np.maximum(slope, LEAST_SLOPE_M), -LARGE_TURN_RAD, LARGE_TURN_RAD)
        angle = np.where(late, np.maximum(angle + step, -MOST_HEEL_RISE_RAD), angle)
    return angle


def move(
    body: Body, footing: Footing, hip: HipPath, right: bool, t_s: FloatArray, speed_mps: float
) -> LegMotion:
    """One leg over time; ``hip`` gives its hip centre in the frame of the ground."""
    schedule = footing.schedule
    mine = np.flatnonzero(schedule.right == right)
    touchdown, toe_off = schedule.touchdown_s[mine], schedule.toe_off_s[mine]
    j = np.clip(np.searchsorted(touchdown, t_s, side="right") - 1, 0, len(mine) - 2)
    in_stance = t_s <= toe_off[j]
    state = np.empty((len(t_s), 4))
    too_far = np.zeros(len(t_s))
    state[in_stance], too_far[in_stance] = stance(body, footing, hip, mine[j[in_stance]], t_s[in_stance])
    swing = ~in_stance
    leave = _edge(body, footing, hip, mine[:-1], toe_off[:-1], -1)
    land = _edge(body, footing, hip, mine[1:], touchdown[1:], 1)
    state[swing] = _swing(leave, land, (toe_off[:-1], touchdown[1:]), j[swing], t_s[swing], speed_mps)
    return LegMotion(state, in_stance, mine[j], too_far)


def _edge(
    body: Body, footing: Footing, hip: HipPath, contact: IntArray, t_s: FloatArray, inward: int
) -> tuple[FloatArray, FloatArray]:
    """(n, 4) state and its rate at an end of stance, from three points inside stance."""
    points = t_s + inward * DIFFERENCE_S * np.arange(3)[:, None]
    a, b, c = stance(body, footing, hip, np.broadcast_to(contact, points.shape), points)[0]
    return a, inward * (-3 * a + 4 * b - c) / (2 * DIFFERENCE_S)


@cache
def _mean_swing(speed_mps: float) -> CubicSpline:
    """The mean swing of real runners at this speed, (4,) over 0..1; linear between and beyond the speeds."""
    table = load("synth/running.toml")["swing"]
    speeds = np.array(table["speeds_mps"])
    k = int(np.clip(np.searchsorted(speeds, speed_mps) - 1, 0, len(speeds) - 2))
    weight = (speed_mps - speeds[k]) / (speeds[k + 1] - speeds[k])
    rows = [np.zeros(len(table["thigh_deg"][0]))]  # the lean has no mean curve of its own
    for name in ("thigh_deg", "knee_deg", "pitch_deg"):
        low, high = np.array(table[name][k]), np.array(table[name][k + 1])
        rows.append(np.radians(low + weight * (high - low)))
    return CubicSpline(np.linspace(0, 1, len(rows[0])), np.stack(rows, axis=1))


def _swing(
    leave: tuple[FloatArray, FloatArray],
    land: tuple[FloatArray, FloatArray],
    ends_s: tuple[FloatArray, FloatArray],
    j: IntArray,
    t_s: FloatArray,
    speed_mps: float,
) -> FloatArray:
    """(t, 4) real swing plus what it takes to meet both stances in value and rate."""
    start, end = ends_s
    span = (end - start)[j]
    u = (t_s - start[j]) / span
    mean = _mean_swing(speed_mps)
    state = mean(u)
    edges = ((leave, u, mean(0.0), mean(0.0, 1), 1), (land, 1 - u, mean(1.0), mean(1.0, 1), -1))
    for (value, rate), x, mean_value, mean_rate, sign in edges:
        off = value[j] - mean_value
        slope = sign * (rate[j] * span[:, None] - mean_rate)
        w, r = (np.clip(x / part, 0, 1)[:, None] for part in (BLEND, BLEND_RATE))
        state = state + off * (1 - w) ** 3 * (1 + 3 * w) + slope * BLEND_RATE * r * (1 - r) ** 3
    return np.asarray(state)


def segment_turns(state: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(t, 3, 3) orientations of thigh, shank and foot."""
    plane = about_x(state[:, LEAN])
    thigh = plane @ about_z(state[:, THIGH])
    shank = plane @ about_z(state[:, THIGH] - state[:, KNEE])
    return thigh, shank, about_z(state[:, PITCH])
