"""Pelvis, feet and legs that make the whole body's centre of mass follow the path the forces give it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.errors import UsageError
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side
from backstride.synth.body import Body
from backstride.synth.body_path import Moments, moments, position
from backstride.synth.figure import (
    Figure,
    Segment,
    build_leg,
    build_upper,
    hip_offset,
    leg_mass_point,
    upper_mass_point,
    upper_share,
)
from backstride.synth.foot import Footing, ankle_at_strike, landing
from backstride.synth.force import Ground, refuse_pull, solve_ground
from backstride.synth.leg import LegMotion, LegPlan, leg_length, move, plan_leg
from backstride.synth.mixing import fixed_point
from backstride.synth.posture import Posture, facing, hold
from backstride.synth.schedule import Schedule
from backstride.synth.spec import Spec

#: The body is solved on at least this many samples a second: swing ends and splines need it.
SOLVE_HZ = 300.0
#: The search stops when pelvis and touchdown heights want to move less than this.
TOLERANCE_M = 1e-8
MOST_ROUNDS = 40
#: Start of the search: the middle of the hips lies a little behind and below the centre of mass.
FIRST_PELVIS_M = np.array([-0.03, -0.10, 0.0])


@dataclass(frozen=True, eq=False)
class Solution:
    """The solved runner on the solving grid, in the frame of the ground (belt)."""

    time_s: FloatArray
    ground: Ground
    posture: Posture
    footing: Footing
    legs: dict[Side, LegMotion]
    figure: Figure
    centre_m: FloatArray


@dataclass(frozen=True, eq=False)
class Problem:
    """What stays fixed while solving. footing: still without places. at: the samples. upper,
    upper_mass: the figure above the hips and its mass point, from the middle of the hips."""

    spec: Spec
    body: Body
    schedule: Schedule
    footing: Footing
    time_s: FloatArray
    posture: Posture
    at: Moments
    upper: Figure
    upper_mass: FloatArray
    plans: dict[Side, LegPlan]


def solve_runner(spec: Spec, body: Body, schedule: Schedule) -> Solution:
    """The runner at every moment of the schedule between its margins.

    Unknown are the pelvis against the centre of mass at every sample and the height of the centre of mass
    at every touchdown: the first is moved until the body's own centre of mass lies on the path the forces
    give (within ``TOLERANCE_M``), the second until the knee at strike is bent as asked.

    Raises UsageError when the leg cannot reach the ground somewhere in stance or a foot would have to pull.
    """
    problem = _pose(spec, body, schedule)
    found, left = fixed_point(lambda x: _miss(problem, x), _first_guess(problem), TOLERANCE_M, MOST_ROUNDS)
    solution = _build(problem, found)[0]
    _refuse_stretch(spec, solution)
    refuse_pull(solution.ground, in_trial(spec, schedule.touchdown_s))
    if left > TOLERANCE_M:
        raise UsageError(
            f"no posture follows this centre of mass (it stays {1e3 * left:.2g} mm off)",
            where="spec",
            fix="Bring the dials nearer to their defaults.",
        )
    return solution


def _pose(spec: Spec, body: Body, schedule: Schedule) -> Problem:
    time_s = solving_times(spec, schedule)
    posture = hold(spec, schedule.phase(time_s), time_s, schedule.sway)
    footing = _footing(spec, body, schedule)

    def plan(side: Side) -> LegPlan:
        def hip_at(t_s: FloatArray) -> FloatArray:
            at = hold(spec, schedule.phase(t_s), t_s, schedule.sway)
            turn = facing(at.pelvic_rotation, at.pelvic_obliquity, at.pelvic_tilt)
            return np.asarray(turn @ hip_offset(body, side))

        return plan_leg(footing, side == "right", time_s, hip_at, spec.speed_mps)

    upper = build_upper(body, posture, np.zeros((len(time_s), 3)))
    plans = {side: plan(side) for side in SIDES}
    at, mass = moments(schedule, time_s), upper_mass_point(body, upper)
    return Problem(spec, body, schedule, footing, time_s, posture, at, upper, mass, plans)


def solving_times(spec: Spec, schedule: Schedule) -> FloatArray:
    """Marker times continued into the margins, ``n`` to a frame: every ``n``-th sample is a frame."""
    step = 1 / (spec.marker_rate_hz * per_frame(spec))
    first = int(np.ceil(schedule.touchdown_s[1] / step))
    last = int(np.floor(schedule.touchdown_s[-2] / step))
    return np.asarray(np.arange(first, last + 1) * step, dtype=float)


def per_frame(spec: Spec) -> int:
    """Solving samples per marker frame."""
    return int(np.ceil(SOLVE_HZ / spec.marker_rate_hz))


def _footing(spec: Spec, body: Body, schedule: Schedule) -> Footing:
    return Footing(
        schedule=schedule,
        sole=body.sole,
        ankle_height_m=body["ankle_height"],
        spot_m=np.zeros((len(schedule.touchdown_s), 2)),
        heel_rise_rad=float(np.radians(spec.heel_rise_deg)),
        landing_m=landing(spec),
        longest_m=float(leg_length(body, np.radians(spec.knee_flexion_late_stance_deg))),
    )


def _first_guess(problem: Problem) -> FloatArray:
    """The unknowns in one row: pelvis minus centre of mass (t, 3), then height at touchdown (n,)."""
    offset = np.tile(FIRST_PELVIS_M, len(problem.time_s))
    leg = leg_length(problem.body, problem.schedule.strike_knee_rad)
    return np.concatenate([offset, problem.body["ankle_height"] + leg - FIRST_PELVIS_M[1]])


def _place_feet(problem: Problem, ground: Ground) -> Footing:
    """Feet where the leg angle at strike wants the ankle, and half a step width beside the middle."""
    schedule, footing = problem.schedule, problem.footing
    rolled = ankle_at_strike(problem.body, schedule.strike_pitch_rad, footing.landing_m)
    ahead = np.tan(schedule.leg_angle_rad) * (ground.height_m - rolled[:, 1])
    side = np.where(schedule.right, 0.5, -0.5)
    spot = np.stack([ground.x_m + ahead - rolled[:, 0], side * problem.spec.step_width_m], axis=1)
    return replace(footing, spot_m=spot)


def _build(problem: Problem, unknown: FloatArray) -> tuple[Solution, FloatArray]:
    """The runner these unknowns make, and (t, 3) by how much his centre of mass misses its path."""
    body, time_s, count = problem.body, problem.time_s, len(problem.schedule.touchdown_s)
    offset = unknown[:-count].reshape(-1, 3)
    ground = solve_ground(problem.spec, problem.schedule, unknown[-count:])
    footing = _place_feet(problem, ground)
    spline, ends = CubicSpline(time_s, offset), time_s[[0, -1]]

    def middle(at: Moments) -> FloatArray:
        return np.asarray(position(ground, at) + spline(np.clip(at.t_s, *ends)))

    legs = {side: move(body, footing, plan, middle) for side, plan in problem.plans.items()}
    centre = position(ground, problem.at)
    pelvis = centre + offset
    figure = {name: Segment(part.origin_m + pelvis, part.turn) for name, part in problem.upper.items()}
    for side, leg in legs.items():
        figure |= build_leg(body, figure["pelvis"].point(hip_offset(body, side)), side, leg.state)
    own = problem.upper_mass + upper_share(body) * pelvis
    own = own + sum(leg_mass_point(body, figure, side) for side in SIDES)
    return Solution(time_s, ground, problem.posture, footing, legs, figure, centre), centre - own


def _miss(problem: Problem, unknown: FloatArray) -> FloatArray:
    """How far each unknown should move: the pelvis for the centre of mass, the heights for the knees."""
    solution, miss = _build(problem, unknown)
    wanted = leg_length(problem.body, problem.schedule.strike_knee_rad)
    height = solution.ground.height_m
    low = np.zeros(len(height))
    for side, plan in problem.plans.items():
        first, second, later = plan.contacts[0], plan.contacts[1], plan.contacts[1:]
        low[later] = wanted[later] - solution.legs[side].strike_reach_m
        low[first] = height[second] + low[second] - height[first]  # before the samples: as the next
    return np.concatenate([miss.ravel(), low])


def in_trial(spec: Spec, time_s: FloatArray) -> BoolArray:
    """Samples that belong to the trial and not to its margins."""
    return np.asarray((time_s >= 0) & (time_s <= spec.duration_s))


def _refuse_stretch(spec: Spec, solution: Solution) -> None:
    """Refuse a leg that did not reach."""
    inside = in_trial(spec, solution.time_s)
    leaves = solution.ground.schedule.toe_off_s
    too_far = 0.0
    for side, leg in solution.legs.items():
        mine = leaves[solution.ground.schedule.right == (side == "right")][:-1]
        at_leave = leg.leave_too_far_m[in_trial(spec, mine)]
        too_far = max(too_far, float(leg.too_far_m[inside].max()), float(at_leave.max(initial=0)))
    if too_far > 0:
        raise UsageError(
            f"the leg would have to be {1e3 * too_far:.1f} mm longer to keep the foot on the ground",
            where="spec",
            fix="Lower speed_mps or duty_factor, or raise knee_flexion_at_strike_deg or cadence_spm.",
        )
