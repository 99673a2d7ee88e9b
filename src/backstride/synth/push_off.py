"""The late stance that gives the peak hip extension asked for.

Heel rise and the least knee flexion after mid-stance carry the thigh back or forward at toe-off and move
hardly anything else: speed, rhythm, forces, landing and pelvis stay what their dials say.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache

from scipy.optimize import brentq

from backstride.errors import UsageError
from backstride.synth.spec import Spec

#: The two dials that are moved: lower ones extend the hip further.
MOVED = ("heel_rise_deg", "knee_flexion_late_stance_deg")
#: Parts of the way to the ends of both dials that are tried: an end may be refused.
PARTS = (1.0, 0.75, 0.5, 0.25, 0.0)
#: The search runs on at most so many seconds; the whole recording is then looked at and the aim corrected.
SEARCH_S = 4.0
AIM_DEG = 0.05
GOOD_DEG = 0.2
MISSED_DEG = 0.5
CORRECTIONS = 3
FINEST_PART = 1e-3

#: Mean peak hip extension, degrees, of the runner a spec makes.
Peak = Callable[[Spec], float]


def meet_hip_extension(spec: Spec, peak: Peak) -> Spec:
    """The spec with late stance moved until ``peak`` of it is the wish; itself when there is none.

    Raises UsageError with the reachable range when the wish lies outside.
    """
    wish = spec.hip_extension_peak_deg
    if wish is None:
        return spec
    short = spec.model_copy(update={"duration_s": min(spec.duration_s, SEARCH_S)})
    at = cache(lambda part: peak(late_stance(short, part)))  # asked again at the ends and after a correction
    ends = (_end(at, -1), _end(at, 1))
    aim, miss = wish, 0.0
    for _ in range(CORRECTIONS):
        driven = late_stance(spec, _search(at, ends, aim, wish))
        miss = wish - peak(driven)
        if abs(miss) <= GOOD_DEG:
            return driven
        aim += miss
    if abs(miss) <= MISSED_DEG:
        return driven
    raise UsageError(
        f"hip_extension_peak_deg of {wish:g} is met to {abs(miss):.1f} deg only",
        where="spec",
        fix="Leave it out, or lower variability.",
    )


def late_stance(spec: Spec, part: float) -> Spec:
    """Both dials this part of the way to their lowest (+, up to 1) or highest (-) value."""
    moved = {}
    for name in MOVED:
        low, high = bounds(name)
        start = getattr(spec, name)
        moved[name] = start + abs(part) * ((low if part > 0 else high) - start)
    return spec.model_copy(update=moved)


def bounds(name: str) -> tuple[float, float]:
    """Lowest and highest value of a numeric dial."""
    limits = Spec.model_fields[name].metadata
    low, high = (next(getattr(m, k) for m in limits if hasattr(m, k)) for k in ("ge", "le"))
    return float(low), float(high)


def _search(at: Callable[[float], float], ends: tuple[float, float], aim: float, wish: float) -> float:
    """The part of the way between the ends at which the peak is the aim."""

    def miss(part: float) -> float:
        return at(part) - aim

    low, high = ends
    below, above = miss(low), miss(high)
    if below > AIM_DEG or above < -AIM_DEG:
        raise UsageError(
            f"hip_extension_peak_deg of {wish:g} cannot be met: with the other dials as they are it reaches "
            f"from {below + aim:.1f} to {above + aim:.1f}",
            where="spec",
            fix="Stay in that range, or move pelvic_tilt_change_deg, duty_factor or leg_angle_at_strike_deg.",
        )
    if below >= 0 or above <= 0:
        return low if below >= 0 else high
    return float(brentq(miss, low, high, xtol=FINEST_PART))


def _end(at: Callable[[float], float], sign: int) -> float:
    """The furthest part of the way at which there is a runner; UsageError when there is none."""
    *further, start = (sign * part for part in PARTS)
    for part in further:
        with suppress(UsageError):
            at(part)
            return part
    at(start)
    return start
