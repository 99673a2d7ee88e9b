"""Ground reaction and the path of the centre of mass: one is the exact double integral of the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.synth.schedule import Schedule
from backstride.synth.spec import Spec

#: Standard gravity.
GRAVITY_MPS2 = 9.80665
#: Impact bumps belong to the heel: from none at a flat foot to full at this strike angle (the class limit
#: of rearfoot striking, Altman & Davis 2012).
FULL_IMPACT_RAD = np.radians(8.0)
#: Forces below 0 by less than this are rounding.
ROUNDING_BW = 1e-9


@dataclass(frozen=True, eq=False)
class Wave:
    """A force shape over stance s in 0..1 with its first and second integral from 0, same shape as s."""

    value: FloatArray
    first: FloatArray
    second: FloatArray


@dataclass(frozen=True, eq=False)
class Ground:
    """Forces in body weights per contact, and the states of the centre of mass at each touchdown.

    Vertical force is ``even * (sin1 + third * sin3) + skew * sin2 + bump``; fore-aft ``-brake * sin2``;
    sideways ``push * sin1 + push_skew * sin2``, where sin k is k half waves over stance.
    height_m, x_m (along the ground), z_m, down_mps, z_mps: the state at each touchdown; rise_m: how much
    higher the body is at toe-off.
    """

    schedule: Schedule
    third: float
    even: FloatArray
    skew: FloatArray
    bump: FloatArray
    brake: FloatArray
    push: FloatArray
    push_skew: FloatArray
    rise_m: float
    height_m: FloatArray
    down_mps: FloatArray
    flight_speed_mps: float
    x_m: FloatArray
    z_m: FloatArray
    z_mps: FloatArray


def half_waves(s: FloatArray, count: int) -> Wave:
    """``sin(count * pi * s)`` and its integrals."""
    k = count * np.pi
    return Wave(np.sin(k * s), (1 - np.cos(k * s)) / k, (s - np.sin(k * s) / k) / k)


def raised_cosine(s: FloatArray, centre: FloatArray, width: FloatArray) -> Wave:
    """A bump of height 1 around ``centre`` and its integrals; all in parts of stance."""
    x = np.clip((s - centre) / width + 0.5, 0, 1)
    after = np.maximum(s - centre - width / 2, 0)
    turn = 2 * np.pi * x
    return Wave(
        (1 - np.cos(turn)) / 2,
        width / 2 * (x - np.sin(turn) / (2 * np.pi)),
        width**2 / 2 * (x**2 / 2 + (np.cos(turn) - 1) / (4 * np.pi**2)) + after * width / 2,
    )


def solve_ground(spec: Spec, schedule: Schedule, height_m: FloatArray) -> Ground:
    """Amplitudes so that each contact carries the body from one ballistic flight into the next.

    height_m: (n,) height of the centre of mass wished for at each touchdown.
    """
    figures = load("synth/running.toml")["force"]
    tc = schedule.contact_s
    tf = np.append(schedule.flight_s, schedule.flight_s[-1])
    bump = _bump_size(spec, schedule, figures)
    rise = _natural_rise(float(np.mean(tc)), float(np.mean(tf)), float(np.mean(bump)), figures)
    climb = np.append(np.diff(height_m), 0.0) - rise  # over each flight
    up = GRAVITY_MPS2 * tf / 2 + climb / tf
    down = np.append(up[0], up[:-1]) - GRAVITY_MPS2 * np.append(tf[0], tf[:-1])
    even, skew = _vertical_amplitudes(tc, (down, up, rise), bump, figures)
    brake = _brake_size(spec, schedule, figures)
    flight_speed, x = _along(spec, schedule, brake)
    z, z_speed, push, push_skew = _sideways(spec, schedule)
    return Ground(
        schedule, figures["third"], even, skew, bump, brake, push, push_skew,
        rise, height_m, down, flight_speed, x, z, z_speed,
    )  # fmt: skip


def _bump_size(spec: Spec, schedule: Schedule, figures: dict[str, list[float]]) -> FloatArray:
    full = np.interp(spec.speed_mps, figures["bump_speeds_mps"], figures["bump_bw"])
    heel = np.clip(schedule.strike_pitch_rad / FULL_IMPACT_RAD, 0, 1)
    return np.asarray(spec.impact * full * heel)


def _brake_size(spec: Spec, schedule: Schedule, figures: dict[str, list[float]]) -> FloatArray:
    """Braking of real runners at this speed, scaled by the leg angle: the force points at the body."""
    speeds = figures["bump_speeds_mps"]
    usual = np.radians(np.interp(spec.speed_mps, speeds, figures["leg_angle_deg"]))
    size = np.interp(spec.speed_mps, speeds, figures["brake_bw"])
    return np.asarray(size * np.tan(schedule.leg_angle_rad) / np.tan(usual))


def bump_wave(s: FloatArray, contact_s: FloatArray) -> Wave:
    """The impact bump: fixed in seconds after touchdown, whatever the length of stance."""
    figures = load("synth/running.toml")["force"]
    return raised_cosine(s, figures["bump_centre_s"] / contact_s, figures["bump_width_s"] / contact_s)


def _end(contact_s: FloatArray, third: float) -> tuple[FloatArray, ...]:
    """First and second integrals at toe-off of (even, skew, bump), each (n,)."""
    one = np.ones_like(contact_s)
    w1, w2, w3, wb = (half_waves(one, 1), half_waves(one, 2), half_waves(one, 3), bump_wave(one, contact_s))
    return (
        w1.first + third * w3.first, w2.first, wb.first,
        w1.second + third * w3.second, w2.second, wb.second,
    )  # fmt: skip


def _natural_rise(tc: float, tf: float, bump: float, figures: dict[str, float]) -> float:
    """How much higher the body is at toe-off than at touchdown, so that the usual skew needs no correction.

    From impulse and displacement over one contact of the mean step; linear in the rise.
    """
    e1, k1, b1, e2, k2, b2 = (float(v[0]) for v in _end(np.array([tc]), figures["third"]))
    g = GRAVITY_MPS2
    even = ((tf + tc) / tc - bump * b1) / (e1 + figures["skew"] * k1)
    moved = g * tc**2 * (even * (e2 + figures["skew"] * k2) + bump * b2 - 0.5)
    # rise = down * tc + moved, down = -g tf / 2 - rise / tf
    return float((moved - g * tf * tc / 2) / (1 + tc / tf))


def _vertical_amplitudes(
    tc: FloatArray, ends: tuple[FloatArray, FloatArray, float], bump: FloatArray, figures: dict[str, float]
) -> tuple[FloatArray, FloatArray]:
    down, up, rise = ends
    e1, k1, b1, e2, k2, b2 = _end(tc, figures["third"])
    impulse = (up - down) / (GRAVITY_MPS2 * tc) + 1 - bump * b1
    moved = (rise - down * tc) / (GRAVITY_MPS2 * tc**2) + 0.5 - bump * b2
    determinant = e1 * k2 - k1 * e2
    return (impulse * k2 - k1 * moved) / determinant, (e1 * moved - e2 * impulse) / determinant


def _along(spec: Spec, schedule: Schedule, brake: FloatArray) -> tuple[float, FloatArray]:
    """Speed in flight so that the mean speed is the one asked for, and x at each touchdown."""
    tc = schedule.contact_s
    lost = brake * GRAVITY_MPS2 * tc**2 * half_waves(np.ones(1), 2).second[0]
    step = np.diff(schedule.touchdown_s)
    speed = spec.speed_mps + float(lost[:-1].sum() / step.sum())
    x = np.concatenate([[0.0], np.cumsum(speed * step - lost[:-1])])
    return speed, x + spec.speed_mps * schedule.touchdown_s[0]


def _sideways(spec: Spec, schedule: Schedule) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """The body crosses the middle half way through each flight at one speed, set by the sway asked for."""
    tc, side = schedule.contact_s, np.where(schedule.right, 1.0, -1.0)
    tf = np.append(schedule.flight_s, schedule.flight_s[-1])
    before = np.append(tf[0], tf[:-1])
    speed = spec.lateral_sway_m / (float(np.mean(tf)) + 2 * float(np.mean(tc)) / np.pi)
    z_in, z_out = side * speed * before / 2, side * speed * tf / 2
    w1, w2 = half_waves(np.ones(1), 1), half_waves(np.ones(1), 2)
    push = -2 * side * speed / (GRAVITY_MPS2 * tc * w1.first[0])
    moved = (z_out - z_in - side * speed * tc) / (GRAVITY_MPS2 * tc**2) - push * w1.second[0]
    return z_in, side * speed, push, moved / w2.second[0]


def refuse_pull(ground: Ground, contacts: BoolArray) -> None:
    """UsageError when a foot would have to pull on the ground in any of ``contacts`` (n,)."""
    s = np.linspace(0, 1, 101)[None, :]
    tc, even, skew, bump = (
        row[contacts, None] for row in (ground.schedule.contact_s, ground.even, ground.skew, ground.bump)
    )
    sines = even * (half_waves(s, 1).value + ground.third * half_waves(s, 3).value)
    force = sines + skew * half_waves(s, 2).value + bump * bump_wave(s, tc).value
    if float(force.min()) < -ROUNDING_BW:
        raise UsageError(
            "this step rhythm would need a foot that pulls on the ground",
            where="spec",
            fix="Lower variability or the step-time and contact-time asymmetries, or lengthen the flight.",
        )
