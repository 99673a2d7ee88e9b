"""The centre of mass and the force under each foot at any moment, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.model.common import FloatArray
from backstride.synth.force import GRAVITY_MPS2, Ground, Wave, bump_wave, half_waves
from backstride.synth.schedule import IntArray


@dataclass(frozen=True, eq=False)
class Path:
    """At times t: contact at or before it, and the centre of mass along the ground.

    contact: (t,) index into the schedule. part: (t,) part of stance, above 1 in the flight after it.
    position_m, velocity_mps: (t, 3); x in the frame of the ground (belt).
    force_bw: (t, 3) ground reaction in body weights, 0 in flight.
    """

    contact: IntArray
    part: FloatArray
    position_m: FloatArray
    velocity_mps: FloatArray
    force_bw: FloatArray


def follow(ground: Ground, t_s: FloatArray) -> Path:
    """The path at times ``t_s`` within the schedule."""
    schedule = ground.schedule
    i = np.clip(np.searchsorted(schedule.touchdown_s, t_s, side="right") - 1, 0, None)
    since = t_s - schedule.touchdown_s[i]
    tc = schedule.contact_s[i]
    part = since / tc
    s = np.clip(part, 0, 1)
    late = np.maximum(since - tc, 0)  # time in the air
    waves = _forces(ground, i, s, tc)
    start = _starts(ground, i)
    position, velocity, force = (np.empty((*t_s.shape, 3)) for _ in range(3))
    for axis, (wave, (x0, v0)) in enumerate(zip(waves, start, strict=True)):
        weight = 1.0 if axis == 1 else 0.0
        force[..., axis] = np.where(part <= 1, wave.value, 0)
        speed = v0 + GRAVITY_MPS2 * tc * (wave.first - weight * s)
        velocity[..., axis] = speed - weight * GRAVITY_MPS2 * late
        in_contact = x0 + v0 * tc * s + GRAVITY_MPS2 * tc**2 * (wave.second - weight * s**2 / 2)
        position[..., axis] = in_contact + speed * late - weight * GRAVITY_MPS2 * late**2 / 2
    return Path(i, part, position, velocity, force)


def _starts(ground: Ground, i: IntArray) -> tuple[tuple[FloatArray, FloatArray], ...]:
    """Position and velocity at the touchdown of contact ``i``, axis by axis."""
    zero = np.zeros(i.shape)
    return (
        (ground.x_m[i], zero + ground.flight_speed_mps),
        (ground.height_m[i], ground.down_mps[i]),
        (ground.z_m[i], ground.z_mps[i]),
    )


def _forces(ground: Ground, i: IntArray, s: FloatArray, tc: FloatArray) -> tuple[Wave, Wave, Wave]:
    one, two, three = (half_waves(s, k) for k in (1, 2, 3))
    bump = bump_wave(s, tc)

    def mix(*terms: tuple[FloatArray, Wave]) -> Wave:
        return Wave(
            np.asarray(sum(size * wave.value for size, wave in terms)),
            np.asarray(sum(size * wave.first for size, wave in terms)),
            np.asarray(sum(size * wave.second for size, wave in terms)),
        )

    even = ground.even[i]
    vertical = mix((even, one), (even * ground.third, three), (ground.skew[i], two), (ground.bump[i], bump))
    return mix((-ground.brake[i], two)), vertical, mix((ground.push[i], one), (ground.push_skew[i], two))
