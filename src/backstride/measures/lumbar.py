"""What the lower back carries: moments at L5/S1, how hard it is pressed, how hard its side muscle pulls.

Model estimates (``loads.lumbar_load``): one anatomy stands for all people, so they are told against the
runner's own and never against what a tissue bears.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.lumbar_load import LumbarLoad
from backstride.measures.registry import measure
from backstride.measures.trial import Reducer, Trial, speed_mps
from backstride.measures.trial import over_times as over
from backstride.model.arrays import FloatArray
from backstride.model.common import Side, other_side
from backstride.model.runner import Runner

LUMBAR: Final = (
    "l5s1_extension_moment",
    "l5s1_bending_moment",
    "l5s1_axial_moment",
    "l5s1_compression",
    "quadratus_lumborum_force",
    "lumbar_load_per_km",
)
BENDING, AXIAL, EXTENSION = 0, 1, 2  # the components of a moment in the pelvis's axes
KILOMETRE_M: Final = 1000.0


@measure("l5s1_extension_moment")
def l5s1_extension_moment(trial: Trial, side: Side) -> FloatArray:
    """Newton metres per kilogram, the largest of each step."""
    return _over_steps(trial, side, trial.lumbar_load().moment_nm_per_kg[:, EXTENSION], _largest)


@measure("l5s1_bending_moment")
def l5s1_bending_moment(trial: Trial, side: Side) -> FloatArray:
    """Newton metres per kilogram, the largest of each step to either side."""
    return _over_steps(trial, side, np.abs(trial.lumbar_load().moment_nm_per_kg[:, BENDING]), _largest)


@measure("l5s1_axial_moment")
def l5s1_axial_moment(trial: Trial, side: Side) -> FloatArray:
    """Newton metres per kilogram, the largest of each step in either direction."""
    return _over_steps(trial, side, np.abs(trial.lumbar_load().moment_nm_per_kg[:, AXIAL]), _largest)


@measure("l5s1_compression")
def l5s1_compression(trial: Trial, side: Side) -> FloatArray:
    """Body weights, the largest of each step."""
    return _over_steps(trial, side, trial.lumbar_load().compression_bw, _largest)


@measure("quadratus_lumborum_force")
def quadratus_lumborum_force(trial: Trial, side: Side) -> FloatArray:
    """Body weights, the largest pull of this side's muscle in each stride."""
    load = trial.lumbar_load()
    strides = trial.strides(side)
    starts = np.array([one.foot_strike_s for one in strides], dtype=float)
    stops = np.array([one.next_foot_strike_s for one in strides], dtype=float)
    return over(load.time_s, load.quadratus_bw[side], starts, stops, _largest)


@measure("lumbar_load_per_km")
def lumbar_load_per_km(trial: Trial, side: Side) -> FloatArray:
    """Body weights times seconds of compression above standing in a kilometre, from each stride."""
    load = trial.lumbar_load()
    seconds_a_km = KILOMETRE_M / speed_mps(trial)
    strides = trial.strides(side)
    starts = np.array([one.foot_strike_s for one in strides], dtype=float)
    stops = np.array([one.next_foot_strike_s for one in strides], dtype=float)
    return seconds_a_km * over(load.time_s, load.compression_bw - standing_bw(load), starts, stops, _mean)


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
    nearest = np.searchsorted(others, starts, side="right")
    known = nearest < others.size
    stops = np.where(known, others[np.minimum(nearest, others.size - 1)] if others.size else np.nan, np.nan)
    return over(trial.lumbar_load().time_s, values, starts, stops, reduce)


_largest: Callable[[FloatArray], float] = np.max
_mean: Callable[[FloatArray], float] = np.mean
