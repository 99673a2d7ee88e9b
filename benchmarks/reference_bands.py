"""What eight RBDS runners measure at 2.5, 3.5 and 4.5 m/s, by this software.

Source of the bands in ``knowledge/references.toml`` marked "computed": mean, standard deviation and number
of runners per speed, contacts from plates, both sides together. ``--toml`` also prints them as the file
wants them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.loads.ground_reaction import ground_reaction
from backstride.measures.bands import bounds
from backstride.measures.compute import compute
from backstride.measures.definitions import definition
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from benchmarks.common import rbds_standing, rbds_trials, save, shared_data

# Measures whose published figures, if any, follow another definition than ours.
COMPUTED = (
    "contact_time",
    "flight_time",
    "duty_factor",
    "step_width",
    "step_width_variability",
    "lateral_sway",
    "leg_angle_at_strike",
    "shank_angle_at_strike",
    "knee_flexion_at_strike",
    "knee_flexion_peak_stance",
    "hip_extension_peak",
    "pelvic_tilt_change",
    "pelvic_tilt_range",
    "pelvic_drop_peak",
    "pelvic_obliquity_range",
    "pelvic_rotation_range",
    "loading_rate",
    "braking_force_peak",
    "braking_impulse",
)

Values = dict[tuple[str, float], list[float]]


def main() -> None:
    values = measured()
    rows = [
        {
            "measure": measure,
            "speed m/s": speed,
            "runners": len(found),
            "mean": np.mean(found),
            "sd": np.std(found, ddof=1),
            "unit": definition(measure).unit,
        }
        for (measure, speed), found in values.items()
    ]
    notes = [f"{name}: {100 * share:.0f} % of values lie {where}" for name, where, share in outside(values)]
    save(
        "reference_bands",
        "Measures of eight runners by speed",
        "python -m benchmarks.reference_bands",
        rows,
        ["Each runner against the band of the other seven; 10 % outside are expected, 5 % above.", *notes],
    )
    if "--toml" in sys.argv:
        print(as_toml(values))


def measured() -> Values:
    """(measure, speed) -> one value per runner."""
    masses = pd.read_csv(shared_data() / "rbds" / "participants.csv").set_index("Subject")["Mass"]
    values: Values = defaultdict(list)
    for path in rbds_trials():
        speed = int(path.stem[-2:]) / 10
        number = int(path.stem.removeprefix("RBDS").split("run")[0])
        rows = _rows(path, speed, float(masses[number]))
        for measure in COMPUTED:
            if measure in rows:
                values[measure, speed].append(rows[measure])
    return {key: values[key] for measure in COMPUTED for key in sorted(values) if key[0] == measure}


def _rows(path: Path, speed: float, mass_kg: float) -> dict[str, float]:
    runner = Runner(mass_kg=mass_kg)
    settings = Settings(speed_mps=speed, surface="treadmill", contacts="plates")
    recording = load(path)
    motion = solve(recording, load(rbds_standing(path)), runner, settings)
    reaction = ground_reaction(recording.forces, motion.contacts, mass_kg) if recording.forces else None
    rows = compute(motion, reaction, runner)
    return {row.id: row.value for row in rows if row.side == "both" and row.value is not None}


def outside(values: Values) -> list[tuple[str, str, float]]:
    """Leave-one-runner-out: how often a runner lies outside the band of the others."""
    beyond = {key: [_place(found, i) for i in range(len(found))] for key, found in values.items()}

    def places(measure: str) -> list[int]:
        return [place for (name, _), found in beyond.items() if measure in ("", name) for place in found]

    return [
        (
            "leg angle at strike",
            "above",
            float(np.mean([place > 0 for place in places("leg_angle_at_strike")])),
        ),
        (
            "pelvic tilt change",
            "outside",
            float(np.mean([place != 0 for place in places("pelvic_tilt_change")])),
        ),
        ("all measures", "outside", float(np.mean([place != 0 for place in places("")]))),
    ]


def _place(found: list[float], one: int) -> int:
    """-1, 0, 1: below, in or above the band made without this runner."""
    others = found[:one] + found[one + 1 :]
    row = {"mean": float(np.mean(others)), "sd": float(np.std(others, ddof=1)), "n": len(others)}
    low, high = bounds(row)
    return int(found[one] > high) - int(found[one] < low)


def as_toml(values: Values) -> str:
    """The bands in the form of ``references.toml``."""
    lines = []
    for measure in COMPUTED:
        lines += [
            "[[band]]",
            f'measure = "{measure}"',
            'surface = "treadmill"',
            "source = COMPUTED",
            "at = [",
        ]
        for (name, speed), found in values.items():
            if name == measure:
                mean, sd = float(f"{np.mean(found):.4g}"), float(f"{np.std(found, ddof=1):.3g}")
                lines.append(f"  {{ speed_mps = {speed}, mean = {mean}, sd = {sd}, n = {len(found)} }},")
        lines += ["]", ""]
    return "\n".join(lines).replace("COMPUTED", f'"{SOURCE}"')


SOURCE = "Computed: RBDS, 8 men, one laboratory, by this software (benchmarks/reference_bands.py)"

if __name__ == "__main__":
    main()
