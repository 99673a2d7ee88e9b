"""The heel's answer to a stretched leg: it rises as usual, and further where the leg would go straight."""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.synth.foot import Footing, Stances, ankle, contact_point

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


def lift_heel(footing: Footing, hip: FloatArray, standing: Stances) -> FloatArray:
    """(...,) the sole's angle in stance for hip centres ``hip`` (..., 3).

    After the foot is flat the distance hip to ankle is bent smoothly below ``footing.longest_m`` and the heel
    lifted until it fits.
    """
    spot, angle = footing.spot_m[standing.contact], standing.usual_rad.copy(order="K")
    free = _length(hip - ankle(footing, spot, standing.give_m, angle))
    excess = (free - footing.longest_m) / SOFTNESS_M
    felt = standing.is_late & (excess > -FELT)
    wanted = (free - SOFTNESS_M * np.logaddexp(0, excess))[felt]
    angle[felt] = _fit(footing, hip[felt], (spot[felt], standing.give_m[felt]), (angle[felt], wanted))
    return angle


def _fit(
    footing: Footing,
    hip: FloatArray,
    spot_and_give: tuple[FloatArray, FloatArray],
    start_and_wanted: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """The angle at which hip and ankle are the wanted distance apart, by Newton's method."""
    angle, wanted = start_and_wanted
    spot, give = spot_and_give
    for _ in range(NEWTON_STEPS):
        place = ankle(footing, spot, give, angle)
        gap = hip - place
        now = _length(gap)
        if float(np.abs(wanted - now).max(initial=0.0)) < PRECISION_M:
            break
        touch = spot[..., 0] + contact_point(footing.sole, angle)[0]
        slope = _slope(place, gap, touch, now)
        step = np.clip((wanted - now) / np.maximum(slope, LEAST_SLOPE_M), -LARGE_TURN_RAD, LARGE_TURN_RAD)
        angle = np.maximum(angle + step, -MOST_HEEL_RISE_RAD)
    return angle


def _length(gap: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(np.einsum("...i,...i", gap, gap)))


def _slope(place: FloatArray, gap: FloatArray, touch: FloatArray, distance: FloatArray) -> FloatArray:
    """How the distance changes with the angle: the ankle turns about the point of contact."""
    return np.asarray((gap[..., 0] * place[..., 1] - gap[..., 1] * (place[..., 0] - touch)) / distance)
