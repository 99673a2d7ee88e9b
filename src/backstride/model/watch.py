"""A run as a watch recorded it: columns over time, laps, sessions, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Note

WatchFormat = Literal["FIT", "TCX", "GPX"]


@dataclass(frozen=True, eq=False)
class WatchRecords:
    """One value per saved moment, each column (n,); missing is NaN, never zero.

    time_s: from the start of the run, rising, not evenly spaced (many watches save only when something
    changes). distance_m: from the start of the run. cadence_spm: steps of both feet per minute.
    stance_time_s: foot on the ground. flight_time_s: between two contacts, worked out from cadence and
    contact time. stance_time_percent: contact over stride time. stance_time_balance_percent: the left
    foot's share of contact time; power_balance_percent: the left leg's share of power.
    vertical_ratio_percent: vertical oscillation over step length. latitude_deg, longitude_deg: personal
    data, never written to a result and never printed. running: True where the runner ran, False where they
    walked, stood or had stopped the timer.
    """

    time_s: FloatArray
    distance_m: FloatArray
    speed_mps: FloatArray
    cadence_spm: FloatArray
    heart_rate_bpm: FloatArray
    altitude_m: FloatArray
    stance_time_s: FloatArray
    flight_time_s: FloatArray
    stance_time_percent: FloatArray
    stance_time_balance_percent: FloatArray
    vertical_oscillation_m: FloatArray
    vertical_ratio_percent: FloatArray
    step_length_m: FloatArray
    power_w: FloatArray
    power_balance_percent: FloatArray
    temperature_c: FloatArray
    running: BoolArray
    latitude_deg: FloatArray = field(repr=False)
    longitude_deg: FloatArray = field(repr=False)

    def __post_init__(self) -> None:
        sizes = {column.shape for column in vars(self).values()}
        if len(sizes) != 1 or len(next(iter(sizes))) != 1:
            raise ValueError(f"all columns must be one-dimensional and of one length, got {sizes}")


@dataclass(frozen=True)
class WatchTotals:
    """What the device itself says of a stretch: times in s, lengths in m.

    averages: column of ``WatchRecords`` -> the device's own mean in that column's unit. strides: of one foot.
    """

    elapsed_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    strides: float | None = None
    averages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class WatchLap:
    """One lap; start_s on the clock of the run."""

    start_s: float
    totals: WatchTotals


@dataclass(frozen=True)
class WatchSession:
    """One session (a leg, in a multisport file); start_s on the clock of the run, negative before it.

    sport, sub_sport: as the file names them ("running", "trail"), None where it does not. used: whether its
    records are in the run.
    """

    sport: str | None
    sub_sport: str | None
    start_s: float
    totals: WatchTotals
    used: bool


@dataclass(frozen=True)
class WatchDevice:
    """The device that wrote the file, as it names itself; no serial number."""

    maker: str | None = None
    product: str | None = None
    software: str | None = None


@dataclass(frozen=True, eq=False)
class DeveloperField:
    """A column that an app or a foot pod added: values (n,) in the unit that the file states."""

    name: str
    units: str
    values: FloatArray


@dataclass(frozen=True, eq=False)
class WatchRun:
    """One run of one watch file. start: None where the device's clock was not set. paths: base names only.

    pauses: (from_s, until_s) with the timer stopped, and the time between two running legs.
    """

    id: str
    paths: tuple[str, ...]
    format: WatchFormat
    start: datetime | None
    records: WatchRecords
    laps: tuple[WatchLap, ...] = ()
    sessions: tuple[WatchSession, ...] = ()
    pauses: tuple[tuple[float, float], ...] = ()
    device: WatchDevice = field(default_factory=WatchDevice)
    developer: tuple[DeveloperField, ...] = ()
    notes: tuple[Note, ...] = ()
