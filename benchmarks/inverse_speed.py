"""Inverse dynamics of one trial, ours and OpenSim's, timed in turn on one core."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from backstride.loads.lumbar_moment import lumbar_moment
from backstride.model.arrays import FloatArray
from benchmarks.common import save
from benchmarks.lumbar_opensim import BACK, agreement, by_coordinate, compared, everything_of, trimmed
from benchmarks.lumbar_trials import hamner
from benchmarks.opensim_dynamics import AtJoint, Wrenches, from_above, from_below, generalised_forces
from benchmarks.opensim_model import Model, read_model
from benchmarks.opensim_pose import Posed, pose
from benchmarks.opensim_runs import SHARED_SPEED_MPS, SharedRun, shared_run
from benchmarks.opensim_tools import (
    dynamics_tool,
    filtered,
    filtered_table,
    ground_wrenches,
    inverse_dynamics,
    library,
    silence,
)

RATE_HZ: Final = 100.0
TOOL, SOLVER, OURS = "OpenSim's tool", "OpenSim's solver alone", "ours from coordinates, all 37"
ROUNDS: Final = 9
COMMAND: Final = "python -m benchmarks.inverse_speed"


@dataclass(frozen=True, eq=False)
class Trial:
    """One trial. time_s: (n,) of its motion. theirs: the tool's result, coordinate -> (n,)."""

    run: SharedRun
    time_s: FloatArray
    theirs: Mapping[str, FloatArray]


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        trial = _trial(Path(folder))
        tasks = {**_theirs(trial, Path(folder)), **_ours(trial), **_products()}
        medians, apart = _timed(tasks), _apart(trial)
    tool, alone = medians[TOOL], medians[SOLVER]
    rows: list[dict[str, object]] = [
        {
            "what": name,
            "ms": 1e3 * seconds,
            "ms per s of motion": 1e3 * seconds / (trial.time_s.size / RATE_HZ),
            "tool over this": tool / seconds,
            "solver over this": alone / seconds,
        }
        for name, seconds in medians.items()
    ]
    rows += [
        {"what": f"{name} against the tool's result", "largest %": worst} for name, worst in apart.items()
    ]
    save("inverse_speed", "Inverse dynamics: speed", COMMAND, rows, NOTES)


NOTES = [
    "Hamner runner at 3 m/s, 4.75 s at 100 Hz, 20 bodies, 37 coordinates, two feet's forces; processor time,"
    f" median of {ROUNDS} rounds in turn, one core, one process",
    "OpenSim's tool reads model, motion and forces, filters, solves and writes; its solver alone is its inner"
    " loop on splines made ready, and gives the tool's result (largest difference in % of peak)",
    "ours from coordinates: forward kinematics and dynamics of the same filtered motion, no file read; all 37"
    " is the solver's own work, L5/S1 from above and from below is what the product asks of it",
    "the product's: from a solved motion of the same markers; its own body model made, plates filtered",
    "asked: 50 times faster than OpenSim",
]


Task = Callable[[], object]


def _trial(folder: Path) -> Trial:
    run = shared_run(SHARED_SPEED_MPS, folder)
    theirs = inverse_dynamics(*run)
    return Trial(run, theirs["time"], by_coordinate(theirs))


def _theirs(trial: Trial, folder: Path) -> dict[str, Task]:
    def tool() -> None:
        with silence():
            dynamics_tool(*trial.run, folder).run()

    return {TOOL: tool, SOLVER: solver(trial)}


def _apart(trial: Trial) -> dict[str, float]:
    """How far both are from what OpenSim's tool wrote, the worst of 37 coordinates."""
    found = dict(zip(trial.theirs, solver(trial)().T, strict=True))
    forces = everything_of(compared(*trial.run))
    return {
        SOLVER: max(agreement(found[name], of)["largest %"] for name, of in trial.theirs.items()),
        OURS: max(agreement(forces[name], of)["largest %"] for name, of in trial.theirs.items()),
    }


def solver(trial: Trial) -> Callable[[], FloatArray]:
    """OpenSim's inner loop made ready: called, it gives (n, coordinates) in the tool's order."""
    opensim = library()
    model = opensim.Model(str(trial.run.model))
    model.addModelComponent(opensim.ExternalLoads(str(trial.run.loads), True))
    for muscle in model.getMuscles():
        muscle.set_appliesForce(False)
    state = model.initSystem()
    splines = opensim.GCVSplineSet(5, filtered_table(trial.run.motion, model)[0])
    ordered = opensim.FunctionSet()
    for coordinate in trial.theirs:
        ordered.cloneAndAppend(splines.get(coordinate))
    inverse = opensim.InverseDynamicsSolver(model)
    moments = [float(moment) for moment in trial.time_s]

    def solve(_kept: Any = model) -> FloatArray:  # Python would free the model that the solver points to
        return np.array([inverse.solve(state, ordered, moment).to_numpy() for moment in moments])

    return solve


def _ours(trial: Trial) -> dict[str, Task]:
    model, own = read_model(trial.run.model)
    rows = trimmed(filtered(trial.run.motion, own))
    ground = ground_wrenches(trial.run.loads, rows.time_s)
    posed = pose(model, rows.values)
    return {
        OURS: lambda: generalised_forces(model, pose(model, rows.values), RATE_HZ, ground),
        "ours from coordinates, L5/S1 from above": lambda: from_above(
            model, pose(model, rows.values), BACK, RATE_HZ
        ),
        "ours from coordinates, L5/S1 both ways": lambda: _both(model, pose(model, rows.values), ground),
        "ours, dynamics alone, L5/S1 both ways": lambda: _both(model, posed, ground),
        "ours, dynamics alone, L5/S1 from above": lambda: from_above(model, posed, BACK, RATE_HZ),
    }


def _products() -> dict[str, Task]:
    """What the product does with the same run's markers, once its motion is solved."""
    one = hamner(SHARED_SPEED_MPS)
    return {
        "the product's lumbar_moment, no plates": lambda: lumbar_moment(one.motion, None, one.runner),
        "the product's lumbar_moment, both ways": lambda: lumbar_moment(one.motion, one.reaction, one.runner),
    }


def _both(model: Model, posed: Posed, ground: Wrenches) -> tuple[AtJoint, AtJoint]:
    return from_above(model, posed, BACK, RATE_HZ), from_below(model, posed, BACK, RATE_HZ, ground)


def _timed(tasks: dict[str, Task]) -> dict[str, float]:
    """Median seconds of each task, all of them once per round."""
    spent: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()  # what is only slow once does not count
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            start = time.process_time()
            task()
            spent[name].append(time.process_time() - start)
    return {name: statistics.median(values) for name, values in spent.items()}


if __name__ == "__main__":
    main()
