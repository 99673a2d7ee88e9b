"""A body-worn inertial sensor as read, and what its steps give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.recording import Note

Placement = Literal["waist", "hip", "shank", "foot"]


@dataclass(frozen=True, eq=False)
class ImuRecording:
    """One sensor on an even clock, in its own axes.

    time_s: (n,) s on the file's clock, or from 0 where it has none or a calendar's. accel_mps2: (n, 3) with
    gravity in it. gyro_rad_s: (n, 3) or None. A gap in the file's clock and a missing cell are NaN.
    """

    name: str
    time_s: FloatArray
    rate_hz: float
    accel_mps2: FloatArray
    gyro_rad_s: FloatArray | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class ImuCadence:
    """Steps per minute of both feet with its 95 % interval, over the stretches that are running.

    windows_s: the stride in s of each window that is running, in time order.
    """

    steps_per_min: float
    interval: tuple[float, float]
    running_s: float
    windows_s: tuple[float, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class ImuContact:
    """One stance; side is None where it cannot be told. Peak force in body weights, 95 % interval."""

    foot_strike_s: float
    toe_off_s: float
    side: Side | None
    peak_force_bw: float | None
    peak_force_interval_bw: tuple[float, float] | None


@dataclass(frozen=True)
class ImuRun:
    """What one sensor says of a run.

    foot_strike_within_s, toe_off_within_s, contact_time_within_s: half of the 95 % interval of one event or
    contact. axes: how up, forward and right were found. refused: what -> why it cannot be had.
    """

    cadence: ImuCadence
    contacts: tuple[ImuContact, ...]
    foot_strike_within_s: float
    toe_off_within_s: float
    contact_time_within_s: float
    axes: str
    sides: str
    refused: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
