"""What filter and noise cost: angles, centre of mass and marker contacts of synthetic runners."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np

from backstride.model.common import SIDES
from backstride.model.contact import Contact
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.synth.presets import preset, usual
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec
from benchmarks.common import save

NOISE_M: Final = 0.001
RUNNERS: Final = 10
EDGE_S: Final = 0.3  # the ends of a recording, where a filter has only one side
CURVES: Final = (
    "pelvic_tilt",
    "pelvic_obliquity",
    "pelvic_rotation",
    "trunk_lean",
    "trunk_rotation",
    *(
        f"{name}_{side}"
        for name in ("hip_flexion", "knee_flexion", "ankle_dorsiflexion", "foot_pitch", "shank_angle")
        for side in SIDES
    ),
)


def main() -> None:
    errors: dict[str, list[float]] = defaultdict(list)
    for number in range(RUNNERS):
        synthetic = synthesise(_spec(number))
        person = Runner(
            height_m=synthetic.spec.height_m, mass_kg=synthetic.spec.mass_kg, sex=synthetic.spec.sex
        )
        settings = Settings(speed_mps=synthetic.spec.speed_mps, surface="treadmill", contacts="markers")
        motion = solve(synthetic.run, synthetic.standing, person, settings)
        _angles(motion, synthetic, errors)
        _centre(motion, synthetic, errors)
        _contacts(motion.contacts, synthetic, errors)
    rows = [_row(what, values) for what, values in errors.items()]
    save(
        "synthetic_errors",
        "Synthetic runners: what filter and noise cost",
        "python -m benchmarks.synthetic_errors",
        rows,
        [
            f"{RUNNERS} runners at 2.5 to 4.3 m/s, 12 s, 150 frames/s, {NOISE_M * 1000:g} mm of noise, own "
            "filter and marker contacts",
            "angles, centre of mass: root mean square after the mean difference (joints, segment masses) was "
            "taken out; asked: 1 degree, 3 mm, contact bias at most 6 ms",
        ],
    )


def _spec(number: int) -> Spec:
    rng = np.random.default_rng(number)
    base = (
        preset("faulty") if number == 0 else usual(float(rng.uniform(2.5, 4.3)), float(rng.uniform(1.6, 1.9)))
    )
    return base.model_copy(update={"marker_noise_m": NOISE_M, "seed": number + 1})


def _angles(motion: Motion, synthetic: Synthetic, errors: dict[str, list[float]]) -> None:
    inside = _inside(motion)
    for curve in CURVES:
        if curve in motion.angles.coords["curve"].values:
            mine = np.degrees(motion.angles.sel(curve=curve).to_numpy())[inside]
            true = np.degrees(synthetic.truth.angles.sel(curve=curve).to_numpy())[inside]
            errors[f"{curve.removesuffix('_left').removesuffix('_right')}, deg"].append(_scatter(mine - true))


def _centre(motion: Motion, synthetic: Synthetic, errors: dict[str, list[float]]) -> None:
    inside = _inside(motion)
    off_mm = 1000 * (motion.centre_of_mass.to_numpy() - synthetic.truth.centre_of_mass.to_numpy())[inside]
    for axis, name in enumerate(("forward", "up", "right")):
        errors[f"centre of mass {name}, mm"].append(_scatter(off_mm[:, axis]))
        errors[f"centre of mass {name}, mean, mm"].append(float(np.nanmean(off_mm[:, axis])))


def _contacts(found: tuple[Contact, ...], synthetic: Synthetic, errors: dict[str, list[float]]) -> None:
    for name in ("foot_strike_s", "toe_off_s"):
        true = {
            side: np.array([getattr(c, name) for c in synthetic.truth.contacts if c.side == side])
            for side in SIDES
        }
        off_s = [
            getattr(c, name) - true[c.side][np.argmin(np.abs(true[c.side] - getattr(c, name)))] for c in found
        ]
        near_ms = [1000 * one for one in off_s if abs(one) < 0.1]
        errors[f"{name.removesuffix('_s').replace('_', ' ')} bias, ms"].append(float(np.mean(near_ms)))


def _inside(motion: Motion) -> np.ndarray:
    time_s = motion.time_s
    return np.asarray((time_s > time_s[0] + EDGE_S) & (time_s < time_s[-1] - EDGE_S))


def _scatter(off: np.ndarray) -> float:
    seen = off[np.isfinite(off)]
    return float(np.std(seen))


def _row(what: str, values: list[float]) -> dict[str, object]:
    return {"what": what, "mean": float(np.mean(values)), "worst": float(max(values, key=abs))}


if __name__ == "__main__":
    main()
