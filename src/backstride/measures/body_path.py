"""The path of the whole body: how far the centre of mass rises and sways."""

from __future__ import annotations

from backstride.measures.registry import measure
from backstride.measures.trial import Trial, over_strides, spread
from backstride.model.arrays import FloatArray
from backstride.model.common import Side


@measure("vertical_oscillation")
def vertical_oscillation(trial: Trial, side: Side) -> FloatArray:
    """Metres between the highest and the lowest centre of mass of a stride."""
    return over_strides(trial, side, trial.centre_of_mass_m()[:, 1], spread)


@measure("lateral_sway")
def lateral_sway(trial: Trial, side: Side) -> FloatArray:
    """Metres between the leftmost and the rightmost centre of mass of a stride."""
    return over_strides(trial, side, trial.centre_of_mass_m()[:, 2], spread)
