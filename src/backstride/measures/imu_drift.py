"""Fresh against tired from a body-worn sensor: the first quarter of a long run against its last."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.measures.definitions import definition
from backstride.measures.drift_change import drift_row, first_against_last
from backstride.measures.imu import KNOWLEDGE, SensorRun
from backstride.model.arrays import FloatArray
from backstride.model.drift import Drift

_MEASURES: Final = ("cadence", "contact_time", "peak_vertical_force")


def imu_drift(of: SensorRun, duration_s: float) -> tuple[tuple[Drift, ...], str]:
    """Cadence, contact time and peak force, both feet; or nothing and the reason a person can act on.

    A sensor does not know its speed, and most measures change with it: only a treadmill whose speed is given
    counts as one speed.
    """
    known = load(KNOWLEDGE)["no_drift"]
    least_s = known["shortest_s"]
    if duration_s < least_s:
        return (), str(known["short"].format(minutes=duration_s // 60, least=least_s / 60))
    if of.settings.surface != "treadmill" or of.settings.speed_mps is None:
        return (), str(known["speed"])
    found = {name: first_against_last(_values(of, name), name) for name in _MEASURES}
    rows = (
        drift_row(of.recording, definition(name), "both", change)
        for name, change in found.items()
        if change is not None
    )
    return tuple(rows), ""


def _values(of: SensorRun, measure_id: str) -> FloatArray:
    """In time order: of single strides, or for cadence of the windows where no contact was seen."""
    if measure_id != "cadence":
        return of.by_step[measure_id].of("both")
    strides = of.by_step["stride_time"].of("both")
    return 120 / (strides if strides.size else np.array(of.run.cadence.windows_s))
