"""The demo: a synthetic runner with a known fault through the ordinary path, files and all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backstride.answers.file import write_file
from backstride.knowledge.loader import load
from backstride.pipeline import analyze
from backstride.result import Result
from backstride.synth.presets import preset
from backstride.synth.runner import synthesise
from backstride.synth.write import write_synthetic


def run_demo(folder: Path, on_step: Callable[[str], None]) -> Result:
    """Write the faulty preset's C3D files and a set of clear answers under ``folder/input`` and analyse them
    as anybody's files."""
    on_step("making a synthetic runner who lands ahead of the hip")
    spec = preset("faulty")
    files = write_synthetic(synthesise(spec), folder / "input")
    told = folder / "input" / "answers.json"
    write_file(told, load("synth/demo_answers.json"))
    return analyze(
        files["run"],
        standing=files["standing"],
        runner={"height_m": spec.height_m, "mass_kg": spec.mass_kg, "sex": spec.sex},
        answers=told,
        on_step=on_step,
        speed_mps=spec.speed_mps,
        surface=spec.surface,
    )
