"""The full-body recordings with plates, solved and ready for the loads of the back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.common import shared_data
from benchmarks.knee_moment import HAMNER

JA1 = Runner(mass_kg=76.0, sex="male")
BMCLAB = Runner(mass_kg=70.0)  # neither mass nor sex is told
SPEEDS_MPS = (2, 3, 4, 5)


@dataclass(frozen=True, eq=False)
class Solved:
    """One recording; reaction None without usable plates."""

    name: str
    motion: Motion
    reaction: GroundReaction | None
    runner: Runner


def hamner(speed_mps: int) -> Solved:
    """The treadmill runner at 2 to 5 m/s."""
    run = f"hamner_s01_Run_{speed_mps}"
    return solved(
        f"Hamner {speed_mps} m/s", (f"{run}.trc", f"{run}_grf.mot"), "hamner_s01_static.trc", HAMNER
    )


def full_body() -> Iterator[Solved]:
    """Every full-body recording at hand."""
    yield from (hamner(speed) for speed in SPEEDS_MPS)
    yield solved("JA1 3.5 m/s overground", ("JA1Gait21.c3d",), "JA1Static05.c3d", JA1)
    yield solved("BMClab 2.7 m/s, one stride", ("bmclab_run.trc", "bmclab_run_grf.mot"), None, BMCLAB)


def solved(name: str, files: tuple[str, ...], standing: str | None, runner: Runner) -> Solved:
    folder = shared_data() / "fullbody"
    recording = load_session([folder / file for file in files])[0]
    motion = solve(recording, load(folder / standing) if standing else None, runner, Settings())
    forces = recording.forces
    found = ground_reaction(forces, motion.contacts, runner.mass_kg) if forces else None
    return Solved(name, motion, found, runner)
