"""A synthetic runner on two days: the same body and dials, markers and all that is given drawn anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from backstride.errors import RecordingError, UsageError
from backstride.model.measure import Measure
from backstride.model.settings import Settings
from backstride.ways.movement import measure_one
from benchmarks.synthetic_population import TRIES, change, healthy, met, recorded

FIRST_SEED: Final = 3_000_000  # not those of the other benchmarks
INJECTED: Final = 1.5
# Dial and the measure it turns one for one, both sides alike.
DIALS: Final = {
    "cadence_spm": "cadence",
    "leg_angle_at_strike_deg": "leg_angle_at_strike",
    "knee_flexion_at_strike_deg": "knee_flexion_at_strike",
    "foot_strike_angle_deg": "foot_strike_angle",
    "step_width_m": "step_width",
    "pelvic_tilt_change_deg": "pelvic_tilt_change",
    "pelvic_tilt_range_deg": "pelvic_tilt_range",
    "pelvic_obliquity_range_deg": "pelvic_obliquity_range",
    "pelvic_rotation_range_deg": "pelvic_rotation_range",
    "trunk_lean_deg": "trunk_lean",
    "trunk_lateral_range_deg": "trunk_lateral_range",
    "trunk_rotation_range_deg": "trunk_rotation_range",
    "arm_swing_range_deg": "arm_swing_range",
    "head_pitch_deg": "head_pitch",
}
Pair = tuple["Day", "Day", str]


@dataclass(frozen=True)
class Day:
    """What was measured on one day. moved: the measure whose dial was turned, "" where none was."""

    rows: tuple[Measure, ...]
    speed_mps: float
    moved: str = ""


def days(seed: int) -> tuple[Day, ...]:
    """Two days unchanged, and a third with a dial turned; nothing where no such runner can be made."""
    rng = np.random.default_rng([seed, FIRST_SEED])
    names = list(DIALS)
    for attempt in range(TRIES):
        wishes = healthy(rng)
        dial = names[(seed + attempt) % len(names)]
        try:
            first, second = (_day(wishes, FIRST_SEED + 10 * seed + place) for place in range(2))
            third = _day(_turned(wishes, dial, rng), FIRST_SEED + 10 * seed + 2, DIALS[dial])
        except (UsageError, RecordingError, ValueError):
            continue
        return first, second, third
    return ()


def pairs(made: tuple[Day, ...]) -> Iterator[Pair]:
    """Who is held against whom, and the measure that was moved."""
    if made:
        first, second, third = made
        yield first, second, ""
        yield first, third, third.moved


def _turned(wishes: dict[str, Any], dial: str, rng: np.random.Generator) -> dict[str, Any]:
    sign = float(rng.choice([-1.0, 1.0]))
    return wishes | {dial: float(wishes[dial]) + sign * INJECTED * change(DIALS[dial])}


def _day(wishes: dict[str, Any], seed: int, moved: str = "") -> Day:
    person = met(recorded(wishes, seed))
    settings = Settings(speed_mps=person.speed_mps, surface="treadmill", contacts="plates")
    run, standing = person.synthetic.run, person.synthetic.standing
    measured = measure_one(run, standing, person.given, settings)
    return Day(measured.measures, person.speed_mps, moved)
