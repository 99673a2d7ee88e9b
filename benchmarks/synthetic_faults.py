"""Faults of graded size for synthetic runners, and how far each pattern's truth lies beyond its threshold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from backstride.errors import UsageError
from backstride.patterns.words import pattern_text
from benchmarks.synthetic_population import (
    TRIES,
    Person,
    Truth,
    band,
    change,
    healthy,
    known_value,
    met,
    recorded,
)

Wishes = dict[str, Any]
LEG, TILT, DROP = "leg_angle_at_strike", "pelvic_tilt_change", "pelvic_drop_peak"
HIP, TURN, LEAN = "hip_extension_peak", "pelvic_rotation_range", "trunk_lean"
# Faults are drawn between half and four detectable changes beyond the threshold.
GRADES: Final = (0.5, 4.0)
SIDES: Final = ("left", "right")
PATTERNS: Final = ("pelvic_posture", "glute_drive", "overstride", "trunk_rotation")


def with_faults(wishes: Wishes, rng: np.random.Generator) -> Wishes:
    """The runner with none, one or two faults."""
    count = rng.choice([0, 1, 2], p=[0.4, 0.4, 0.2])
    for name in rng.permutation(list(FAULTS))[:count]:
        wishes = FAULTS[str(name)](wishes, rng)
    return wishes


def drifting(wishes: Wishes, rng: np.random.Generator) -> Wishes:
    """The runner of a long recording: half of them lean further and further."""
    beyond = float(rng.uniform(*GRADES)) if rng.random() < 0.5 else float(rng.uniform(-1.4, -0.6))
    # the first quarter against the last: three quarters of the drift from start to end
    return wishes | {"trunk_lean_drift_deg": (1 + beyond) * change(LEAN) / 0.75}


def drawn(
    seed: int, shape: Callable[[Wishes, np.random.Generator], Wishes], seconds: float | None = None
) -> Person:
    """A runner whose wishes can be met: drawn again until they can."""
    rng = np.random.default_rng(seed)
    more = {} if seconds is None else {"duration_s": seconds}
    for _ in range(TRIES):
        try:
            return met(recorded(shape(healthy(rng), rng), seed, **more))
        except (UsageError, ValueError):
            continue
    raise UsageError("no runner could be made", where=f"seed {seed}", fix="Bring the dials nearer")


def grades(person: Person) -> dict[str, float]:
    """Pattern -> how far its truth lies beyond the threshold, in detectable changes; negative within."""
    spec, truth = person.synthetic.spec, person.long_run
    speed = spec.speed_mps

    def above(measure: str, side: str) -> float:
        return (value(truth, measure, side) - band(measure, speed, spec.sex)[1]) / change(measure)

    def below(measure: str, side: str) -> float:
        return (band(measure, speed, spec.sex)[0] - value(truth, measure, side)) / change(measure)

    apart = abs(value(truth, DROP, "left") - value(truth, DROP, "right"))
    return {
        "overstride": max(above(LEG, side) for side in SIDES),
        "pelvic_posture": max(
            above(TILT, "both"), below(TILT, "both"), (apart - usual_difference()) / change(DROP)
        ),
        "glute_drive": max(below(HIP, side) for side in SIDES),
        "trunk_rotation": above(TURN, "both"),
    }


def drift_grade(person: Person) -> float:
    """How far the lean truly drifts beyond its detectable change, in detectable changes."""
    strides = person.synthetic.truth.strides
    quarter = max(1, len(strides) // 4)
    first, last = (
        np.mean([s.trunk_lean_deg for s in part]) for part in (strides[:quarter], strides[-quarter:])
    )
    return float(last - first - change(LEAN)) / change(LEAN)


def value(truth: Truth, measure: str, side: str) -> float:
    """The truth of a measure that has one."""
    found = known_value(truth, measure, side)
    assert found is not None, measure
    return found


def usual_difference() -> float:
    """The largest side difference of pelvic drop that is usual."""
    return next(row.usual or 0.0 for row in pattern_text("pelvic_posture").evidence if row.read == "sides")


def _overstride(wishes: Wishes, rng: np.random.Generator) -> Wishes:
    return wishes | {"leg_angle_at_strike_deg": _beyond(LEG, wishes, rng, up=True)}


def _tilt(wishes: Wishes, rng: np.random.Generator) -> Wishes:
    return wishes | {"pelvic_tilt_change_deg": _beyond(TILT, wishes, rng, up=bool(rng.random() < 0.5))}


def _drop(wishes: Wishes, rng: np.random.Generator) -> Wishes:
    apart = usual_difference() + float(rng.uniform(*GRADES)) * change(DROP)
    return wishes | {"pelvic_drop_asymmetry_deg": float(rng.choice([-1, 1])) * min(apart, 8.0)}


def _hip(wishes: Wishes, rng: np.random.Generator) -> Wishes:
    """An early heel leaves the thigh in front; how far the hip then extends the truth tells."""
    return wishes | {
        "heel_rise_deg": float(rng.uniform(42, 60)),
        "knee_flexion_late_stance_deg": float(rng.uniform(10, 20)),
    }


def _turn(wishes: Wishes, rng: np.random.Generator) -> Wishes:
    return wishes | {"pelvic_rotation_range_deg": min(30.0, _beyond(TURN, wishes, rng, up=True))}


FAULTS: Final[Mapping[str, Callable[[Wishes, np.random.Generator], Wishes]]] = {
    "overstride": _overstride,
    "tilt": _tilt,
    "drop": _drop,
    "hip": _hip,
    "turn": _turn,
}


def _beyond(measure: str, wishes: Wishes, rng: np.random.Generator, *, up: bool) -> float:
    low, high = band(measure, wishes["speed_mps"], wishes["sex"])
    further = float(rng.uniform(*GRADES)) * change(measure)
    return high + further if up else low - further
