"""Peak force and vertical stiffness of a watch's run, from contact time and cadence on level ground."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.loads.force_from_times import peak_from_times_bw, vertical_stiffness_from_times
from backstride.model.arrays import FloatArray
from backstride.model.watch import WatchRecords
from backstride.sensors.slopes import ERRORS, slope_percent

FORCES: Final = ("peak_vertical_force", "vertical_stiffness")


def watch_peak_bw(records: WatchRecords) -> FloatArray:
    """(n,) largest vertical force, body weights; NaN on a slope, or where there is no flight."""
    return peak_from_times_bw(*_times_s(records))


def watch_vertical_stiffness(records: WatchRecords, mass_kg: float | None) -> FloatArray:
    """(n,) N/m; NaN as the peak, and throughout without a mass."""
    return vertical_stiffness_from_times(*_times_s(records), np.nan if mass_kg is None else mass_kg)


def _times_s(records: WatchRecords) -> tuple[FloatArray, FloatArray]:
    """Contact and step time (n,); a half sine does not hold on a slope (Meyer 2023, PMC10368467)."""
    rule = load(ERRORS)["slopes"]
    slope = slope_percent(records)
    steep = np.zeros(records.time_s.size, dtype=np.bool_)
    if slope is not None:  # what is not known is a treadmill or a watch without altitude
        steep = (slope < float(rule["down_percent"])) | (slope > float(rule["up_percent"]))
    step_s = 60.0 / records.cadence_spm
    flies = records.stance_time_s < step_s
    return np.where(flies & ~steep, records.stance_time_s, np.nan), step_s
