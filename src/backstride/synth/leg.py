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
from backstride.model.arrays import BoolArray, FloatArray
from backstride.synth.body import Body
from backstride.synth.body_path import Moments, moments
from backstride.synth.foot import Footing, Stances, ankle, is_late, stances
from backstride.synth.heel import lift_heel
from backstride.synth.posture import about_x_then_z, about_z
from backstride.synth.schedule import IntArray

#: (..., 4) columns of a leg's state.
LEAN, THIGH, KNEE, PITCH = range(4)
#: Step of the one-sided differences that hand stance speeds to the swing; three points, error about 1e-6 rad.
DIFFERENCE_S = 5e-4
#: Where stance and the mean swing curve differ, the difference in angle and in rate is spent over these
#: parts of swing at each end; the rate's is short, for what it moves in between feeds back on the pelvis.
BLEND = 0.5
BLEND_RATE = 0.25

#: A leg longer than allowed by less than this is Newton's last digit, not a leg too short.
CLOSE_ENOUGH_M = 1e-6

#: The path of the middle of the hips, in the frame of the ground.
MiddlePath = Callable[[Moments], FloatArray]


@dataclass(frozen=True, eq=False)
class Site:
    """Moments at which a leg's stance is asked for, and the foot then.

    hip_m: (..., 3) the hip from the middle of the hips, turned with the pelvis.
    """

    at: Moments
    standing: Stances
    hip_m: FloatArray


@dataclass(frozen=True, eq=False)
class Swings:
    """Samples in swing and what of their curves the schedule and the speed fix. All (t, ...).

    swing: index of the swing each lies in. span_s: how long it is. mean: (t, 4) the mean swing of real
    runners. ends: leaving and landing.
    """

    swing: IntArray
    span_s: FloatArray
    mean: FloatArray
    ends: tuple[SwingEnd, SwingEnd]


@dataclass(frozen=True, eq=False)
class SwingEnd:
    """How the difference at one end of swing is spent. sign: 1 at the start, -1 at the end.

    mean, mean_rate: (4,) of the mean swing there. keep, rise: (t, 1) factors of the difference in angle;
    near, fall: of that in rate.
    """

    sign: int
    mean: FloatArray
    mean_rate: FloatArray
    keep: FloatArray
    rise: FloatArray
    near: FloatArray
    fall: FloatArray


@dataclass(frozen=True, eq=False)
class LegPlan:
    """What of a leg's motion schedule and speed fix: which samples stand, and how the others swing.

    contacts: (m,) indices of this leg's contacts. contact: (t,) of the sample, at or before it.
    """

    side_right: bool
    contacts: IntArray
    contact: IntArray
    in_stance: BoolArray
    swings: Swings
    standing: Site
    leaving: Site
    landing: Site


@dataclass(frozen=True, eq=False)
class LegMotion:
    """One leg at times t.

    state: (t, 4) lean, thigh, knee, pitch in rad. in_stance: (t,). contact: (t,) of this leg, at or before t.
    too_far_m: (t,) how much longer than ``footing.longest_m`` allows the leg would have to be in stance, 0
    where it reached: beyond a straight leg, and after mid-stance where no heel rise was enough.
    leave_too_far_m: (m - 1,) the same at each toe-off but the last. strike_reach_m: (m - 1,) hip to ankle at
    each touchdown but the first.
    """

    state: FloatArray
    in_stance: BoolArray
    contact: IntArray
    too_far_m: FloatArray
    leave_too_far_m: FloatArray
    strike_reach_m: FloatArray


def plan_leg(
    footing: Footing,
    right: bool,
    t_s: FloatArray,
    hip_at: Callable[[FloatArray], FloatArray],
    speed_mps: float,
) -> LegPlan:
    """The plan of one leg over samples ``t_s``; ``hip_at`` gives the turned hip offset at any times.

    footing: places are not looked at.
    """
    schedule = footing.schedule
    mine = np.flatnonzero(schedule.right == right)
    touchdown, toe_off = schedule.touchdown_s[mine], schedule.toe_off_s[mine]
    j = np.clip(np.searchsorted(touchdown, t_s, side="right") - 1, 0, len(mine) - 2)
    in_stance = t_s <= toe_off[j]
    span = touchdown[1:] - toe_off[:-1]

    def site(times: FloatArray, contact: IntArray) -> Site:
        return Site(moments(schedule, times), stances(footing, contact, times), hip_at(times))

    def edge(events: FloatArray, contact: IntArray, inward: int) -> Site:
        times = events + inward * DIFFERENCE_S * np.arange(3)[:, None]
        return site(times, np.broadcast_to(contact, times.shape))

    return LegPlan(
        side_right=right,
        contacts=mine,
        contact=mine[j],
        in_stance=np.asarray(in_stance),
        swings=_swings(((t_s - toe_off[j]) / span[j])[~in_stance], j[~in_stance], span, speed_mps),
        standing=site(t_s[in_stance], mine[j[in_stance]]),
        leaving=edge(toe_off[:-1], mine[:-1], -1),
        landing=edge(touchdown[1:], mine[1:], 1),
    )


def reach(body: Body, hip: FloatArray, ankle_centre: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(..., 3) lean, thigh and knee that put the ankle in its place, and (...,) the distance it lies at."""
    gap = ankle_centre - hip
    lean = np.arctan2(-gap[..., 2], -gap[..., 1])
    down = np.hypot(gap[..., 1], gap[..., 2])
    length = np.hypot(gap[..., 0], down)
    thigh, shank = body["thigh"], body["shank"]
    inside = (thigh**2 + shank**2 - length**2) / (2 * thigh * shank)
    beside = (thigh**2 + length**2 - shank**2) / (2 * thigh * length)
    knee = np.pi - np.arccos(np.clip(inside, -1, 1))
    forward = np.arctan2(gap[..., 0], down) + np.arccos(np.clip(beside, -1, 1))
    return np.stack([lean, forward, knee], axis=-1), length


def leg_length(body: Body, knee: float | FloatArray) -> FloatArray:
    """Hip to ankle at a knee flexion."""
    thigh, shank = body["thigh"], body["shank"]
    return np.asarray(np.sqrt(thigh**2 + shank**2 + 2 * thigh * shank * np.cos(knee)))


def stance(body: Body, footing: Footing, site: Site, middle: MiddlePath) -> tuple[FloatArray, FloatArray]:
    """(..., 4) the state with the foot on the ground, and (...,) the distance hip to ankle."""
    hip = middle(site.at) + site.hip_m
    spot, give = footing.spot_m[site.standing.contact], site.standing.give_m
    angle = lift_heel(footing, hip, site.standing)
    state, length = reach(body, hip, ankle(footing, spot, give, angle))
    return np.concatenate([state, angle[..., None]], axis=-1), length


def move(body: Body, footing: Footing, plan: LegPlan, middle: MiddlePath) -> LegMotion:
    """One leg at the samples of its plan."""
    state, too_far = np.empty((len(plan.contact), 4)), np.zeros(len(plan.contact))
    state[plan.in_stance], length = stance(body, footing, plan.standing, middle)
    too_far[plan.in_stance] = _too_far(body, footing, plan.standing, length)
    leaving, left = stance(body, footing, plan.leaving, middle)
    landing, landed = stance(body, footing, plan.landing, middle)
    state[~plan.in_stance] = _swing(plan.swings, _edge(leaving, -1), _edge(landing, 1))
    at_leave = _too_far(body, footing, plan.leaving, left).max(axis=0)
    return LegMotion(state, plan.in_stance, plan.contact, too_far, at_leave, landed[0])


def _too_far(body: Body, footing: Footing, site: Site, length: FloatArray) -> FloatArray:
    """(...,) how much longer the leg would have to be for its foot."""
    straight = np.maximum(length - leg_length(body, 0.0), 0)
    late = np.where(length > footing.longest_m + CLOSE_ENOUGH_M, length - footing.longest_m, 0)
    return np.asarray(np.where(is_late(site.at.part), late, straight))


def _edge(states: FloatArray, inward: int) -> tuple[FloatArray, FloatArray]:
    """(n, 4) state and its rate at an end of stance, from three points inside stance."""
    a, b, c = states
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


def _swings(u: FloatArray, swing: IntArray, span_s: FloatArray, speed_mps: float) -> Swings:
    """The swings of samples at these parts (t,) of theirs. span_s: of each swing."""
    mean = _mean_swing(speed_mps)

    def end(x: FloatArray, at: float, sign: int) -> SwingEnd:
        w, r = (np.clip(x / part, 0, 1)[:, None] for part in (BLEND, BLEND_RATE))
        return SwingEnd(sign, mean(at), mean(at, 1), (1 - w) ** 3, 1 + 3 * w, r, (1 - r) ** 3)

    return Swings(swing, span_s[swing], mean(u), (end(u, 0.0, 1), end(1 - u, 1.0, -1)))


def _swing(
    swings: Swings, leaving: tuple[FloatArray, FloatArray], landing: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """(t, 4) real swing plus what it takes to meet both stances in value and rate."""
    state, j = swings.mean, swings.swing
    for (value, rate), end in zip((leaving, landing), swings.ends, strict=True):
        off = (value - end.mean)[j]
        slope = end.sign * (rate[j] * swings.span_s[:, None] - end.mean_rate)
        state = state + off * end.keep * end.rise + slope * BLEND_RATE * end.near * end.fall
    return np.asarray(state)


def segment_turns(state: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(t, 3, 3) orientations of thigh, shank and foot."""
    lean, thigh = state[:, LEAN], state[:, THIGH]
    return about_x_then_z(lean, thigh), about_x_then_z(lean, thigh - state[:, KNEE]), about_z(state[:, PITCH])
