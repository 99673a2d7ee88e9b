"""What the lower back carries: moments at L5/S1, how hard it is pressed, how hard its side muscle pulls.

Model estimates (``loads.lumbar_load``): one anatomy stands for all people, so they are told against the
runner's own and never against what a tissue bears.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.lumbar_load import LumbarLoad
from backstride.measures.registry import measure
from backstride.measures.trial import Reducer, Trial, over_strides, over_times, speed_mps
from backstride.model.arrays import FloatArray
from backstride.model.common import Side, other_side
from backstride.model.runner import Runner

LUMBAR: Final = (
    "l5s1_extension_moment",
    "l5s1_bending_moment",
    "l5s1_axial_moment",
    "l5s1_compression",
    "quadratus_lumborum_force",
    "quadratus_lumborum_work",
    "lumbar_load_per_km",
)
BENDING, AXIAL, EXTENSION = 0, 1, 2  # the components of a moment in the pelvis's axes
KILOMETRE_M: Final = 1000.0


@measure("l5s1_extension_moment")
def l5s1_extension_moment(trial: Trial, side: Side) -> FloatArray:
    """Newton metres per kilogram, the largest of each step."""
    return _over_steps(trial, side, trial.lumbar_load().moment_nm_per_kg[:, EXTENSION], np.max)


@measure("l5s1_bending_moment")
def l5s1_bending_moment(trial: Trial, side: Side) -> FloatArray:
    """Newton metres per kilogram, the largest of each step to either side."""
    return _over_steps(trial, side, np.abs(trial.lumbar_load().moment_nm_per_kg[:, BENDING]), np.max)


@measure("l5s1_axial_moment")
def l5s1_axial_moment(trial: Trial, side: Side) -> FloatArray:
    """Newton metres per kilogram, the largest of each step in either direction."""
    return _over_steps(trial, side, np.abs(trial.lumbar_load().moment_nm_per_kg[:, AXIAL]), np.max)


@measure("l5s1_compression")
def l5s1_compression(trial: Trial, side: Side) -> FloatArray:
    """Body weights, the largest of each step."""
    return _over_steps(trial, side, trial.lumbar_load().compression_bw, np.max)


@measure("quadratus_lumborum_force")
def quadratus_lumborum_force(trial: Trial, side: Side) -> FloatArray:
    """Body weights, the largest pull of this side's muscle in each stride."""
    load = trial.lumbar_load()
    return over_strides(trial, side, load.quadratus_bw[side], np.max, load.time_s)


@measure("quadratus_lumborum_work")
def quadratus_lumborum_work(trial: Trial, side: Side) -> FloatArray:
    """Joules per kilogram that this side's muscle does and takes up in each stride, together."""
    load = trial.lumbar_load()
    w_per_kg = over_strides(trial, side, np.abs(load.quadratus_w_per_kg[side]), np.mean, load.time_s)
    lasted_s = [one.next_foot_strike_s - one.foot_strike_s for one in trial.strides(side)]
    return np.asarray(w_per_kg * np.array(lasted_s, dtype=float))


@measure("lumbar_load_per_km")
def lumbar_load_per_km(trial: Trial, side: Side) -> FloatArray:
    """Body weights times seconds of compression above standing in a kilometre, from each stride."""
    load = trial.lumbar_load()
    seconds_a_km = KILOMETRE_M / speed_mps(trial)
    above_bw = load.compression_bw - standing_bw(load)
    return seconds_a_km * over_strides(trial, side, above_bw, np.mean, load.time_s)


def standing_bw(load: LumbarLoad) -> float:
    """Compression in the runner's own quiet standing by the same model, body weights.

    Raises:
        MeasureRefused: no standing trial shows the whole body.
    """
    if not np.isfinite(load.standing_bw):
        raise MeasureRefused(
            "How hard the low back is pressed in standing is not known",
            fix="Record standing still with the same markers and give the file with --standing",
        )
    return load.standing_bw


def with_mass(runner: Runner, mass_kg: float) -> Runner:
    """The runner with the mass that the loads were worked out with: the plates' where they weigh him."""
    return runner.model_copy(update={"mass_kg": mass_kg})


def _over_steps(trial: Trial, side: Side, values: FloatArray, reduce: Reducer) -> FloatArray:
    """``reduce`` of ``values`` over each step: from this foot's contact to the other foot's next one."""
    starts = trial.strikes_s(side)
    others = trial.strikes_s(other_side(side))
    stops = np.append(others, np.nan)[np.searchsorted(others, starts, side="right")]
    return over_times(trial.lumbar_load().time_s, values, starts, stops, reduce)
