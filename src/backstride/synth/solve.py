"""Pelvis, feet and legs that make the whole body's centre of mass follow the path the forces give it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.errors import UsageError
from backstride.model.common import SIDES, BoolArray, FloatArray, Side
from backstride.synth.body import Body
from backstride.synth.body_path import follow
from backstride.synth.figure import Figure, build_figure, centre_of_mass, hip_offset, states
from backstride.synth.foot import Footing, ankle, ankle_at_strike, landing
from backstride.synth.force import Ground, refuse_pull, solve_ground
from backstride.synth.leg import HipPath, LegMotion, leg_length, move
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
    """What stays fixed while solving. footing: still without places."""

    spec: Spec
    body: Body
    schedule: Schedule
    footing: Footing
    time_s: FloatArray
    posture: Posture


def solve_runner(spec: Spec, body: Body, schedule: Schedule) -> Solution:
    """The runner at every moment of the schedule between its margins.

    Unknown are the pelvis against the centre of mass at every sample and the height of the centre of mass
    at every touchdown: the first is moved until the body's own centre of mass lies on the path the forces
    give (within ``TOLERANCE_M``), the second until the knee at strike is bent as asked.

    Raises UsageError when the leg cannot reach the ground somewhere in stance or a foot would have to pull.
    """
    time_s = solving_times(spec, schedule)
    posture = hold(spec, schedule.phase(time_s))
    problem = Problem(spec, body, schedule, _footing(spec, body, schedule), time_s, posture)
    found, left = fixed_point(lambda x: _miss(problem, x), _first_guess(problem), TOLERANCE_M, MOST_ROUNDS)
    solution = _build(problem, found)[0]
    _refuse_stretch(spec, solution)
    refuse_pull(solution.ground)
    if left > TOLERANCE_M:
        raise UsageError(
            f"no posture follows this centre of mass (it stays {1e3 * left:.2g} mm off)",
            where="spec",
            fix="Bring the dials nearer to their defaults.",
        )
    return solution


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


def hip_path(problem: Problem, ground: Ground, offset: CubicSpline, right: bool) -> HipPath:
    """The hip centre at any time."""
    ends = problem.time_s[[0, -1]]

    def hip(t_s: FloatArray) -> FloatArray:
        posture = hold(problem.spec, problem.schedule.phase(t_s))
        turn = facing(posture.pelvic_rotation, posture.pelvic_obliquity, posture.pelvic_tilt)
        centre = follow(ground, t_s).position_m
        return np.asarray(centre + offset(np.clip(t_s, *ends)) + turn @ hip_offset(problem.body, right))

    return hip


def _build(problem: Problem, unknown: FloatArray) -> tuple[Solution, dict[Side, HipPath]]:
    """The runner these unknowns make, and his hip paths."""
    body, time_s, count = problem.body, problem.time_s, len(problem.schedule.touchdown_s)
    offset = unknown[:-count].reshape(-1, 3)
    ground = solve_ground(problem.spec, problem.schedule, unknown[-count:])
    footing = _place_feet(problem, ground)
    spline = CubicSpline(time_s, offset)
    hips = {side: hip_path(problem, ground, spline, side == "right") for side in SIDES}
    legs = {
        side: move(body, footing, hips[side], side == "right", time_s, problem.spec.speed_mps)
        for side in SIDES
    }
    centre = follow(ground, time_s).position_m
    figure = build_figure(body, problem.posture, centre + offset, states(legs))
    return Solution(time_s, ground, problem.posture, footing, legs, figure, centre), hips


def _miss(problem: Problem, unknown: FloatArray) -> FloatArray:
    """How far each unknown should move: the pelvis for the centre of mass, the heights for the knees."""
    solution, hips = _build(problem, unknown)
    miss = solution.centre_m - centre_of_mass(problem.body, solution.figure)
    return np.concatenate([miss.ravel(), _height_errors(problem, solution.footing, hips)])


def _height_errors(problem: Problem, footing: Footing, hips: dict[Side, HipPath]) -> FloatArray:
    """(n,) how far the body stands too low at each touchdown for the knee asked for."""
    schedule = problem.schedule
    errors = np.asarray(leg_length(problem.body, schedule.strike_knee_rad))
    for side in SIDES:
        mine = np.flatnonzero(schedule.right == (side == "right"))
        strike = schedule.touchdown_s[mine]
        foot = ankle(footing, mine, strike, schedule.strike_pitch_rad[mine])
        errors[mine] -= np.linalg.norm(hips[side](strike) - foot, axis=-1)
    return errors


def in_trial(spec: Spec, time_s: FloatArray) -> BoolArray:
    """Samples that belong to the trial and not to its margins."""
    return np.asarray((time_s >= 0) & (time_s <= spec.duration_s))


def _refuse_stretch(spec: Spec, solution: Solution) -> None:
    """Refuse a leg that did not reach."""
    inside = in_trial(spec, solution.time_s)
    too_far = max(float(leg.too_far_m[inside].max()) for leg in solution.legs.values())
    if too_far > 0:
        raise UsageError(
            f"the leg would have to be {1e3 * too_far:.1f} mm longer to keep the foot on the ground",
            where="spec",
            fix="Lower speed_mps or duty_factor, or raise knee_flexion_at_strike_deg or cadence_spm.",
        )
