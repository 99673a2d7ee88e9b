"""Force plates: what lies under the runner's feet, sampled and a little noisy."""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.recording import Forces, Plate
from backstride.synth.body_path import force_bw, moments
from backstride.synth.foot import Footing, contact_point, pitch
from backstride.synth.force import GRAVITY_MPS2, Ground
from backstride.synth.schedule import IntArray
from backstride.synth.spec import Spec

#: Below this share of body weight a plate's centre of pressure says nothing.
LIGHT_SHARE = 0.03
#: Plate half width, and how far it reaches beyond the first and last place of the feet.
HALF_WIDTH_M = 0.5
BEYOND_M = 0.4
#: Centre of pressure on a flat foot: part of stance, against part of the way from the heel's edge (0) to the
#: ball (1). While the sole rolls on an arc the pressure is at its one point of contact.
PRESSURE_PARTS = (0.0, 0.165, 0.3, 0.5, 0.75)
PRESSURE_HEEL_FIRST = (0.0, 0.0, 0.5, 0.85, 1.0)
PRESSURE_BALL_FIRST = (1.0, 1.0, 0.85, 0.9, 1.0)


def pressure_centre(footing: Footing, contact: IntArray, part: FloatArray) -> FloatArray:
    """(..., 3) where the force acts under the foot of ``contact``, ground frame."""
    sole = footing.sole
    heel = np.interp(part, PRESSURE_PARTS, PRESSURE_HEEL_FIRST)
    ball = np.interp(part, PRESSURE_PARTS, PRESSURE_BALL_FIRST)
    way = np.where(footing.schedule.strike_pitch_rad[contact] > 0, heel, ball)
    flat = sole.heel_edge_m + way * (sole.ball_m - sole.heel_edge_m)
    along = np.clip(flat, *contact_point(sole, pitch(footing, contact, part)))
    spot = footing.spot_m[contact]
    return np.stack([spot[..., 0] + along, 0 * along, spot[..., 1]], axis=-1)


def sample_forces(spec: Spec, ground: Ground, footing: Footing, rng: np.random.Generator) -> Forces:
    """One long plate under both feet, as an instrumented treadmill has, at ``spec.force_rate_hz``."""
    count = round(spec.duration_s * spec.marker_rate_hz) * spec.force_samples_per_frame
    time_s = np.arange(count) / spec.force_rate_hz
    at = moments(ground.schedule, time_s)
    pull = force_bw(ground, at)
    weight = spec.mass_kg * GRAVITY_MPS2
    force = pull * weight + rng.standard_normal((count, 3)) * spec.force_noise_n
    pressure = pressure_centre(footing, at.contact, np.clip(at.part, 0, 1))
    pressure[:, 0] -= belt_m(spec, time_s)
    light = pull[:, 1] < LIGHT_SHARE
    pressure[light] = np.nan
    free = np.where(light, np.nan, 0.0)
    reach = np.nanmin(pressure[:, 0]) - BEYOND_M, np.nanmax(pressure[:, 0]) + BEYOND_M
    plate = Plate(
        "treadmill" if spec.surface == "treadmill" else "track", force, pressure, free, _corners(reach)
    )
    return Forces(time_s, spec.force_rate_hz, (plate,))


def belt_m(spec: Spec, time_s: FloatArray) -> FloatArray:
    """How far the ground has moved back under the runner."""
    return time_s * (spec.speed_mps if spec.surface == "treadmill" else 0.0)


def _corners(reach_m: tuple[float, float]) -> FloatArray:
    """(4, 3) front right, front left, back left, back right, at ground height."""
    back, front = reach_m
    w = HALF_WIDTH_M
    return np.array([[front, 0, w], [front, 0, -w], [back, 0, -w], [back, 0, w]])
