"""The centre of mass and the force under each foot at any moment, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.synth.force import GRAVITY_MPS2, Ground, Wave, bump_wave, half_waves
from backstride.synth.schedule import IntArray, Schedule

#: Gravity pulls along Y only.
GRAVITY = np.array([0.0, GRAVITY_MPS2, 0.0])


@dataclass(frozen=True, eq=False)
class Moments:
    """Times seen from the schedule: what of the path depends on them alone. All of one shape (...,).

    contact: at or before the time. part: of its stance, above 1 in the flight after it. air_s: since its
    toe-off, 0 before. waves: the sines 1, 2, 3 of stance and the bump.
    """

    t_s: FloatArray
    contact: IntArray
    part: FloatArray
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
    return Moments(t_s, i, since / tc, tc, np.maximum(since - tc, 0), waves)


def follow(ground: Ground, at: Moments) -> Path:
    """The whole path: position, velocity and force."""
    speed = _speed(ground, at)
    force = _mixed(ground, at, "value") * (at.part <= 1)[..., None]
    return Path(position(ground, at), speed - np.multiply.outer(at.air_s, GRAVITY), force)


def position(ground: Ground, at: Moments) -> FloatArray:
    """(..., 3) only where the centre of mass is."""
    i, tc = at.contact, at.contact_s[..., None]
    s = np.clip(at.part, 0, 1)[..., None]
    start = np.stack([ground.x_m[i], ground.height_m[i], ground.z_m[i]], axis=-1)
    moved = _start_speed(ground, i) * tc * s + tc**2 * (
        GRAVITY_MPS2 * _mixed(ground, at, "second") - GRAVITY * s**2 / 2
    )
    air = at.air_s[..., None]
    return np.asarray(start + moved + _speed(ground, at) * air - GRAVITY * air**2 / 2)


def _speed(ground: Ground, at: Moments) -> FloatArray:
    """(..., 3) velocity in stance, and at its end in the flight after it."""
    s, tc = np.clip(at.part, 0, 1)[..., None], at.contact_s[..., None]
    gained = tc * (GRAVITY_MPS2 * _mixed(ground, at, "first") - GRAVITY * s)
    return np.asarray(_start_speed(ground, at.contact) + gained)


def _start_speed(ground: Ground, i: IntArray) -> FloatArray:
    along = np.full(i.shape, ground.flight_speed_mps)
    return np.stack([along, ground.down_mps[i], ground.z_mps[i]], axis=-1)


def _mixed(ground: Ground, at: Moments, what: str) -> FloatArray:
    """(..., 3) the force shapes (or their first or second integrals) mixed with their amplitudes."""
    one, two, three, bump = (getattr(wave, what) for wave in at.waves)
    i = at.contact
    up = ground.even[i] * (one + ground.third * three) + ground.skew[i] * two + ground.bump[i] * bump
    return np.stack([-ground.brake[i] * two, up, ground.push[i] * one + ground.push_skew[i] * two], axis=-1)
