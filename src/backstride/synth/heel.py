"""The heel's answer to a stretched leg: it rises as usual, and further where the leg would go straight."""

from __future__ import annotations

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.synth.foot import Footing, ankle, contact_point, pitch
from backstride.synth.schedule import IntArray

#: How gently the leg is kept from straightening: its length bends away from the limit over about this much.
SOFTNESS_M = 0.003
#: Beyond so many softnesses from the limit the leg does not feel it (less than a nanometre).
FELT = 16
#: Newton's method: most steps, its precision, the longest step, and the flattest slope it trusts (raising
#: the heel shortens the way to the hip by about 0.1 m a radian).
NEWTON_STEPS = 12
PRECISION_M = 1e-12
LARGE_TURN_RAD = 0.3
LEAST_SLOPE_M = 0.02
#: No heel rises further with the toes on the ground (the steepest of 48 real feet and trials left at 55 deg).
MOST_HEEL_RISE_RAD = np.radians(75.0)


def lift_heel(footing: Footing, hip: FloatArray, contact: IntArray, t_s: FloatArray) -> FloatArray:
    """(...,) the sole's angle in stance for hip centres ``hip`` (..., 3).

    After the foot is flat the distance hip to ankle is bent smoothly below ``footing.longest_m`` and the heel
    lifted until it fits.
    """
    part = (t_s - footing.schedule.touchdown_s[contact]) / footing.schedule.contact_s[contact]
    angle = pitch(footing, contact, part)
    free = _distance(footing, hip, contact, t_s, angle)
    excess = (free - footing.longest_m) / SOFTNESS_M
    felt = is_late(part) & (excess > -FELT)
    wanted = (free - SOFTNESS_M * np.logaddexp(0, excess))[felt]
    angle[felt] = _fit(footing, hip[felt], contact[felt], t_s[felt], (angle[felt], wanted))
    return angle


def is_late(part: FloatArray) -> BoolArray:
    """Whether the foot is flat behind, so that the heel may rise."""
    return np.asarray(part > load("synth/running.toml")["stance"]["rise_from"])


def _fit(
    footing: Footing,
    hip: FloatArray,
    contact: IntArray,
    t_s: FloatArray,
    start_and_wanted: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """The angle at which hip and ankle are the wanted distance apart, by Newton's method."""
    angle, wanted = start_and_wanted
    for _ in range(NEWTON_STEPS):
        now = _distance(footing, hip, contact, t_s, angle)
        if float(np.abs(wanted - now).max(initial=0.0)) < PRECISION_M:
            break
        slope = _slope(footing, hip, contact, t_s, (angle, now))
        step = np.clip((wanted - now) / np.maximum(slope, LEAST_SLOPE_M), -LARGE_TURN_RAD, LARGE_TURN_RAD)
        angle = np.maximum(angle + step, -MOST_HEEL_RISE_RAD)
    return angle


def _distance(
    footing: Footing, hip: FloatArray, contact: IntArray, t_s: FloatArray, angle: FloatArray
) -> FloatArray:
    gap = hip - ankle(footing, contact, t_s, angle)
    return np.asarray(np.sqrt(np.einsum("...i,...i", gap, gap)))


def _slope(
    footing: Footing,
    hip: FloatArray,
    contact: IntArray,
    t_s: FloatArray,
    angle_and_distance: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """How the distance changes with the angle: the ankle turns about the point of contact."""
    angle, distance = angle_and_distance
    place = ankle(footing, contact, t_s, angle)
    touch = footing.spot_m[contact, 0] + contact_point(footing.sole, angle)[0]
    gap = hip - place
    return np.asarray((gap[..., 0] * place[..., 1] - gap[..., 1] * (place[..., 0] - touch)) / distance)
