"""What a watch's saved moments say of each measure: a value per moment, and what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.measures.watch_forces import watch_peak_bw, watch_vertical_stiffness
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import MeasureSide
from backstride.model.watch import WatchRecords, WatchRun
from backstride.sensors.slopes import ERRORS as ERRORS
from backstride.sensors.stretches import unpaused_s

NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cadence": "cadence_spm",
        "stride_time": "cadence_spm",
        "speed": "speed_mps",
        "stride_length": "speed_mps",
        "contact_time": "stance_time_s",
        "flight_time": "stance_time_s",
        "duty_factor": "stance_time_s",
        "vertical_oscillation": "vertical_oscillation_m",
        "peak_vertical_force": "stance_time_s",
        "vertical_stiffness": "stance_time_s",
    }
)
"""Measures that a watch can show -> the column without which it does not."""
PER_TIME: Final = ("cadence", "speed")  # means over time; all others are means over strides
BALANCED: Final = ("contact_time", "duty_factor")  # those whose sides the balance of contact time tells


@dataclass(frozen=True, eq=False)
class Moments:
    """One measure over the running moments (n,) that hold it.

    values: in its unit. time_s: on the run's clock. weight: strides covered, or seconds where cadence is not
    known or the measure is a rate. ran_s: seconds each moment stands for. strides: of one foot, in all; 0
    where cadence is not known.
    """

    values: FloatArray
    time_s: FloatArray
    weight: FloatArray
    ran_s: FloatArray
    strides: int

    @property
    def mean(self) -> float:
        """The weighted mean."""
        return float(np.average(self.values, weights=self.weight))


@dataclass(frozen=True, eq=False)
class Ran:
    """The columns of a run as measured: speed as told, seconds per moment (n,), which moments count.

    mass_kg: the runner's, for a stiffness.
    """

    records: WatchRecords
    speed_mps: FloatArray
    ran_s: FloatArray
    running: BoolArray
    mass_kg: float | None = None


def ran(run: WatchRun, speed_mps: float | None = None, mass_kg: float | None = None) -> Ran:
    """The running moments of a run. speed_mps: told; the saved speeds are then scaled to that mean."""
    records = run.records
    seconds = stands_for_s(run)
    counted = records.running & (seconds > 0)
    speed = records.speed_mps
    if speed_mps is not None:
        known = np.isfinite(speed) & counted
        mean = float(np.average(speed[known], weights=seconds[known])) if known.any() else np.nan
        speed = speed * (speed_mps / mean) if mean > 0 else np.full(speed.size, speed_mps)
    return Ran(records, speed, seconds, counted, mass_kg)


def stands_for_s(run: WatchRun) -> FloatArray:
    """Seconds that each saved moment (n,) stands for: half the way to both neighbours, pauses left out."""
    most = float(load(ERRORS)["moments"]["most_s"])
    step = np.minimum(unpaused_s(run.records.time_s, run.pauses), most)
    usual = float(np.median(step)) if step.size else 1.0
    padded = np.concatenate([[usual], step, [usual]])
    return np.asarray((padded[:-1] + padded[1:]) / 2)


def moments(of: Ran, measure_id: str, side: MeasureSide = "both") -> Moments | None:
    """One measure of one side; None where no running moment holds it."""
    values = _FORMULAS[measure_id](of)
    if side != "both":
        values = values * _share(of.records, side)
    known = of.running & np.isfinite(values)
    if not known.any():
        return None
    cadence = of.records.cadence_spm[known]
    seconds = of.ran_s[known]
    steady = np.where(
        np.isfinite(cadence), cadence, np.nanmean(cadence) if np.isfinite(cadence).any() else np.nan
    )
    strides = float(np.nansum(seconds * steady / 120.0))
    by_time = measure_id in PER_TIME or not np.isfinite(steady).all()
    weight = seconds if by_time else seconds * steady / 120.0
    return Moments(values[known], of.records.time_s[known], weight, seconds, round(strides))


def _share(records: WatchRecords, side: MeasureSide) -> FloatArray:
    """What to multiply the mean of both feet by for one of them; NaN where the balance is not known."""
    left = records.stance_time_balance_percent / 50.0
    return left if side == "left" else 2.0 - left


def _stride_length(of: Ran) -> FloatArray:
    """Two steps as the device has them; where it has none, or the speed was told, speed times stride time."""
    from_speed = of.speed_mps * 120.0 / of.records.cadence_spm
    told = of.speed_mps is not of.records.speed_mps
    saved = 2.0 * of.records.step_length_m
    return np.asarray(from_speed if told else np.where(np.isfinite(saved), saved, from_speed))


_FORMULAS: Final[Mapping[str, Callable[[Ran], FloatArray]]] = MappingProxyType(
    {
        "cadence": lambda of: of.records.cadence_spm,
        "stride_time": lambda of: 120.0 / of.records.cadence_spm,
        "speed": lambda of: of.speed_mps,
        "stride_length": _stride_length,
        "contact_time": lambda of: of.records.stance_time_s,
        "flight_time": lambda of: of.records.flight_time_s,
        "duty_factor": lambda of: of.records.stance_time_s * of.records.cadence_spm / 120.0,
        "vertical_oscillation": lambda of: of.records.vertical_oscillation_m,
        "peak_vertical_force": lambda of: watch_peak_bw(of.records),
        "vertical_stiffness": lambda of: watch_vertical_stiffness(of.records, of.mass_kg),
    }
)
