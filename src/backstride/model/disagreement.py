"""Two devices that measured the same thing of one session and do not agree."""

from __future__ import annotations

from dataclasses import dataclass

from backstride.model.common import MeasureSide, RecordingKind


@dataclass(frozen=True)
class DeviceValue:
    """One device's value with its 95 % interval. recordings: the ids it was pooled from."""

    kind: RecordingKind
    recordings: tuple[str, ...]
    value: float
    interval: tuple[float, float]
    speed_mps: float | None = None


@dataclass(frozen=True)
class Disagreement:
    """A measure whose intervals do not meet between devices. used: the one the session's row is taken from.

    same_speed: whether both saw about the same speed; where they did not, they need not agree.
    """

    id: str
    side: MeasureSide
    unit: str
    used: DeviceValue
    other: DeviceValue
    same_speed: bool
