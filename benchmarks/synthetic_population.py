"""Synthetic runners as a laboratory would meet them: who they are, how they are recorded, what is given.

Every runner wanders about his own means, wears markers that a hand has placed, on skin that moves, and comes
with a speed, mass and height that are a little off. ``long_run`` is the truth that an interval should hold:
what the same runner does in the long run, not in these seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from backstride.errors import UsageError
from backstride.measures.bands import reference
from backstride.measures.definitions import definition
from backstride.model.common import Sex
from backstride.model.measure import Measure
from backstride.model.runner import Runner
from backstride.synth.presets import usual
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec

# Markers: SD per axis. Skin: thigh, others less. Standing: pelvis, trunk and head, SD each. All judged.
PLACEMENT_M: Final = 0.005
SKIN_M: Final = 0.005
STANDING_DEG: Final = 1.0
NOISE_M: Final = (0.0003, 0.0015)
# What is given beside the files, SD: speed display and slip of a belt, scales and shoes, a tape.
SPEED_OFF, MASS_OFF, HEIGHT_OFF_M = 0.007, 0.01, 0.01
WANDER: Final = 0.27  # knowledge/synth/running.toml
SECONDS: Final = 12.0
TRIES: Final = 50

# The rigid torso has these names in the truth; the measure is the line that markers show.
SAME_LINE: Final = {"trunk_lean": "trunk_line_lean", "trunk_lateral_range": "trunk_line_lateral_range"}

Truth = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Person:
    """One runner, what is told about him, and what is true of him in the long run."""

    synthetic: Synthetic
    given: Runner
    speed_mps: float
    long_run: Truth


def recorded(wishes: Mapping[str, Any], seed: int, duration_s: float = SECONDS) -> Spec:
    """A spec with the spread, the markers and the noise of a real recording."""
    rng = np.random.default_rng([seed, 1])
    noise_m = float(rng.uniform(*NOISE_M))
    return Spec.model_validate(
        {
            **wishes,
            "posture_variability": 1.0,
            "wander": WANDER,
            "marker_placement_m": PLACEMENT_M,
            "skin_motion_m": SKIN_M,
            "standing_posture_deg": STANDING_DEG,
            "marker_noise_m": noise_m,
            "duration_s": duration_s,
            "seed": seed,
        }
    )


def met(spec: Spec) -> Person:
    """The runner a spec makes, with what a laboratory would write down.

    Raises UsageError when the spec's wishes exclude each other.
    """
    rng = np.random.default_rng([spec.seed, 2])
    synthetic = synthesise(spec)
    centred = spec.model_copy(update={"wander": 0.0, "duration_s": min(spec.duration_s, SECONDS)})
    given = Runner(
        height_m=spec.height_m + HEIGHT_OFF_M * rng.standard_normal(),
        mass_kg=spec.mass_kg * (1 + MASS_OFF * rng.standard_normal()),
        sex=spec.sex,
    )
    speed = spec.speed_mps * (1 + SPEED_OFF * rng.standard_normal())
    return Person(synthetic, given, speed, synthesise(centred).truth.measures)


def known(truth: Truth, row: Measure) -> float | None:
    """The truth of a measure as docs/measures.md defines it, or None where the synthesiser has none."""
    return known_value(truth, row.id, row.side)


def known_value(truth: Truth, measure: str, side: str) -> float | None:
    """The same by name and side."""
    return truth.get(SAME_LINE.get(measure, measure), {}).get(side)


def healthy(rng: np.random.Generator) -> dict[str, Any]:
    """Wishes of an ordinary runner: sex, size, speed, and dials well within the bands of his speed."""
    speed, height = float(rng.uniform(2.5, 4.3)), float(np.clip(rng.normal(1.74, 0.08), 1.55, 1.95))
    base = usual(speed, height)
    lean = float(rng.normal(7, 3))
    return base.model_dump() | {
        "sex": str(rng.choice(["female", "male"])),
        "mass_kg": float(rng.normal(22, 2)) * height**2,
        "leg_angle_at_strike_deg": within("leg_angle_at_strike", speed, rng),
        "pelvic_tilt_change_deg": within("pelvic_tilt_change", speed, rng),
        "pelvic_drop_asymmetry_deg": float(rng.normal(0, 0.8)),
        "cadence_spm": base.cadence_spm + float(rng.normal(0, 5)),
        "knee_flexion_at_strike_deg": max(5.5, base.knee_flexion_at_strike_deg + float(rng.normal(0, 3))),
        "trunk_lean_deg": lean,
        "trunk_rotation_range_deg": float(rng.uniform(12, 26)),
        "pelvis_trunk_phase_deg": float(rng.uniform(30, 150)),
        "arm_swing_range_deg": float(rng.uniform(30, 60)),
        "step_width_m": float(rng.uniform(0.02, 0.1)),
        "head_pitch_deg": float(rng.normal(0, 4)),
        # the usual synthetic runner leaves the ground early: a later heel brings his hips to real ones
        "heel_rise_deg": float(rng.uniform(36.5, 39.5)),
        "knee_flexion_late_stance_deg": float(rng.uniform(6, 10)),
    }


def within(measure: str, speed_mps: float, rng: np.random.Generator) -> float:
    """A value in the middle eight tenths of a measure's band."""
    low, high = band(measure, speed_mps)
    return float(low + rng.uniform(0.1, 0.9) * (high - low))


def band(measure: str, speed_mps: float, sex: Sex | None = None) -> tuple[float, float]:
    """The treadmill band.

    Raises UsageError where there is none.
    """
    found = reference(measure, speed_mps, "treadmill", sex)
    if found is None:
        raise UsageError(f"no band for {measure} at {speed_mps:.1f} m/s")
    return found.low, found.high


def change(measure: str) -> float:
    """The smallest detectable change.

    Raises UsageError where there is none.
    """
    found = definition(measure).detectable_change
    if found is None:
        raise UsageError(f"no detectable change for {measure}")
    return found
