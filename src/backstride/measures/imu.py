"""Every measure of a body-worn sensor's run: valued, or refused by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.measures.bands import reference
from backstride.measures.definitions import rows_wanted, trial_error
from backstride.measures.imu_series import Series, series
from backstride.measures.interval import FEWEST_STRIDES, Z_95
from backstride.measures.rows import refused, stated, valued
from backstride.model.common import MeasureSide
from backstride.model.imu import ImuRun, Placement
from backstride.model.measure import Measure, MeasureDefinition, Reference
from backstride.model.runner import Runner
from backstride.model.settings import Settings

KNOWLEDGE: Final = "sensors/imu_errors.toml"
# What follows from the beat that all of the recording shows, whatever was seen of single contacts.
_BY_BEAT: Final = ("cadence", "stride_time", "speed", "stride_length")


@dataclass(frozen=True, eq=False)
class SensorRun:
    """One sensor's run, ready to be measured. placement: where it was said to be worn."""

    run: ImuRun
    recording: str
    placement: Placement
    runner: Runner
    settings: Settings

    @cached_property
    def by_step(self) -> dict[str, Series]:
        """The series of single steps and strides; each empty where no contact was seen."""
        return series(self.run.contacts)

    @property
    def stride_s(self) -> float:
        """The stride of the recording's beat."""
        return 120.0 / self.run.cadence.steps_per_min

    @property
    def stride_sd_s(self) -> float:
        """How unsure that is, as a standard deviation."""
        low, high = self.run.cadence.interval
        return self.stride_s * (high - low) / (2 * Z_95) / self.run.cadence.steps_per_min

    @property
    def n_strides(self) -> int:
        """Strides seen one by one, else those that the running stretches held."""
        single = self.by_step["stride_time"].values.size
        return single or round(self.run.cadence.running_s / self.stride_s)


def imu_measures(of: SensorRun) -> tuple[Measure, ...]:
    """Rows for left, right and both of bilateral measures, for both of the others, in the report's order.

    The interval joins the spread of the strides with the error that a whole recording of an unknown runner
    may carry (``knowledge/sensors/imu_errors.toml``); the smallest detectable change grows with it.
    """
    return tuple(_row(of, definition, side) for definition, side in rows_wanted())


def _row(of: SensorRun, definition: MeasureDefinition, side: MeasureSide) -> Measure:
    why = _not_shown(of, definition.id, side)
    if why:
        return refused(definition, side, of.recording, why, 0)
    if definition.id in _BY_BEAT and side == "both":
        return _of_beat(of, definition)
    values = _by_step(of, definition.id).of(side)
    if values.size < FEWEST_STRIDES:
        return refused(definition, side, of.recording, _too_few(of, side, values.size), values.size)
    return valued(definition, side, of.recording, values, _error_sd(of, definition.id), _band(of, definition))


def _not_shown(of: SensorRun, measure_id: str, side: MeasureSide) -> str | None:
    """Why a sensor worn there does not show a measure, or None."""
    why, entry = load(KNOWLEDGE)["why"], _entry(measure_id)
    if "why" in entry:
        return str(why[entry["why"]])
    if entry.get("speed") and of.settings.speed_mps is None:
        return str(why["speed"])
    if of.placement not in entry["placements"]:
        return str(why["waist"])
    if side == "both" and measure_id in _BY_BEAT:
        return None
    told = of.run.refused
    if "contacts" in told:
        return why["sides"] if of.placement != "waist" else told["contacts"]
    if measure_id in told:
        return told[measure_id]
    return told.get("sides") if side != "both" else None


def _too_few(of: SensorRun, side: MeasureSide, found: int) -> str:
    """So few values, or no side told of the steps that there are."""
    if side != "both" and not found:
        return of.run.sides
    return str(load(KNOWLEDGE)["why"]["few"].format(found=found, least=FEWEST_STRIDES))


def _by_step(of: SensorRun, measure_id: str) -> Series:
    if measure_id == "stride_length":
        strides = of.by_step["stride_time"]
        return Series(strides.values * (of.settings.speed_mps or np.nan), strides.sides)
    return of.by_step[measure_id]


def _of_beat(of: SensorRun, definition: MeasureDefinition) -> Measure:
    """A row of the whole recording. per_stride: single strides where seen, else windows of ten seconds."""
    strides = of.by_step["stride_time"].of("both")
    if strides.size < FEWEST_STRIDES:
        strides = np.array(of.run.cadence.windows_s)
    speed = of.settings.speed_mps or np.nan
    stride, sd = of.stride_s, of.stride_sd_s
    value, error, each = {
        "cadence": (120 / stride, 120 * sd / stride**2, 120 / strides),
        "stride_time": (stride, sd, strides),
        "speed": (speed, trial_error("speed").markers, np.full(strides.size, speed)),
        "stride_length": (
            speed * stride,
            float(np.hypot(speed * sd, stride * trial_error("speed").markers)),
            speed * strides,
        ),
    }[definition.id]
    interval = (value - Z_95 * error, value + Z_95 * error)
    return stated(
        definition,
        "both",
        of.recording,
        value,
        interval,
        error,
        _band(of, definition),
        n_strides=of.n_strides,
        per_stride=each,
    )


def _error_sd(of: SensorRun, measure_id: str) -> float:
    """Of one foot's strides: that of the beat where it is the beat's measure, else the instrument's own."""
    if measure_id == "stride_time":
        return of.stride_sd_s
    if measure_id == "stride_length":
        speed_sd = trial_error("speed").markers
        return float(np.hypot((of.settings.speed_mps or 0.0) * of.stride_sd_s, of.stride_s * speed_sd))
    return float(_entry(measure_id)["error_sd"])


def _band(of: SensorRun, definition: MeasureDefinition) -> Reference | None:
    return reference(definition.id, of.settings.speed_mps, of.settings.surface, of.runner.sex)


def _entry(measure_id: str) -> dict[str, Any]:
    found: dict[str, Any] = load(KNOWLEDGE)["measure"][measure_id]
    return found
