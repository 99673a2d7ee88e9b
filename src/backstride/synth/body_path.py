"""The centre of mass and the force under each foot at any moment, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.synth.force import GRAVITY_MPS2, Ground, Wave, bump_wave, half_waves
from backstride.synth.schedule import IntArray, Schedule

#: Gravity pulls along Y only.
GRAVITY = np.array([0.0, GRAVITY_MPS2, 0.0])
#: Forward, up and sideways, (...,) each: one axis after the other is faster than three side by side.
Axes = tuple[FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, eq=False)
class Moments:
    """Times seen from the schedule: what of the path depends on them alone. All of one shape (...,).

    contact: at or before the time. part: of its stance, above 1 in the flight after it. stance: the same,
    held at 1 in that flight. air_s: since its toe-off, 0 before. waves: the sines 1, 2, 3 of stance and the
    bump.
    """

    t_s: FloatArray
    contact: IntArray
    part: FloatArray
    stance: FloatArray
    contact_s: FloatArray
    air_s: FloatArray
    waves: tuple[Wave, Wave, Wave, Wave]


@dataclass(frozen=True, eq=False)
class Path:
    """The centre of mass along the ground at some moments.

    position_m, velocity_mps: (..., 3); x in the frame of the ground (belt). force_bw: (..., 3) ground
    reaction in body weights, 0 in flight.
    """

    position_m: FloatArray
    velocity_mps: FloatArray
    force_bw: FloatArray


def moments(schedule: Schedule, t_s: FloatArray) -> Moments:
    """Times within the schedule, looked up once."""
    i = np.clip(np.searchsorted(schedule.touchdown_s, t_s, side="right") - 1, 0, None)
    since, tc = t_s - schedule.touchdown_s[i], schedule.contact_s[i]
    s = np.clip(since / tc, 0, 1)
    waves = (half_waves(s, 1), half_waves(s, 2), half_waves(s, 3), bump_wave(s, tc))
    return Moments(t_s, i, since / tc, s, tc, np.maximum(since - tc, 0), waves)


def follow(ground: Ground, at: Moments) -> Path:
    """The whole path: position, velocity and force."""
    first, start = _mixed(ground, at, "first"), _start_speed(ground, at.contact)
    speed = np.stack([_speed(at, axis, start[axis], first[axis]) for axis in range(3)], axis=-1)
    return Path(position(ground, at), speed - np.multiply.outer(at.air_s, GRAVITY), force_bw(ground, at))


def force_bw(ground: Ground, at: Moments) -> FloatArray:
    """(..., 3) only the ground reaction, in body weights."""
    return np.asarray(np.stack(_mixed(ground, at, "value"), axis=-1) * (at.part <= 1)[..., None])


def position(ground: Ground, at: Moments) -> FloatArray:
    """(..., 3) only where the centre of mass is."""
    i, tc, s, air = at.contact, at.contact_s, at.stance, at.air_s
    places = (ground.x_m[i], ground.height_m[i], ground.z_m[i])
    speeds = _start_speed(ground, i)
    first, second = _mixed(ground, at, "first"), _mixed(ground, at, "second")
    out = np.empty((*s.shape, 3))
    for axis, (place, speed, gained) in enumerate(zip(places, speeds, second, strict=True)):
        pull = GRAVITY[axis]
        moved = speed * tc * s + tc**2 * (GRAVITY_MPS2 * gained - pull * s**2 / 2)
        out[..., axis] = place + moved + _speed(at, axis, speed, first[axis]) * air - pull * air**2 / 2
    return out


def _speed(at: Moments, axis: int, start: FloatArray, gained: FloatArray) -> FloatArray:
    """(...,) velocity along an axis in stance, and at its end in the flight after it."""
    return np.asarray(start + at.contact_s * (GRAVITY_MPS2 * gained - GRAVITY[axis] * at.stance))


def _start_speed(ground: Ground, i: IntArray) -> Axes:
    return np.full(i.shape, ground.flight_speed_mps), ground.down_mps[i], ground.z_mps[i]


def _mixed(ground: Ground, at: Moments, what: str) -> Axes:
    """The force shapes (or their first or second integrals) mixed with their amplitudes, by axis."""
    one, two, three, bump = (getattr(wave, what) for wave in at.waves)
    i = at.contact
    up = ground.even[i] * (one + ground.third * three) + ground.skew[i] * two + ground.bump[i] * bump
    return -ground.brake[i] * two, up, ground.push[i] * one + ground.push_skew[i] * two
