"""Two devices that measured the same thing of one session and do not agree."""

from __future__ import annotations

from dataclasses import dataclass

from backstride.model.common import MeasureSide, RecordingKind


@dataclass(frozen=True)
class DeviceValue:
    """One device's value with its 95 % interval. recordings: the ids it was pooled from.

    speed_mps: of those recordings, None where it is not known of every one.
    """

    kind: RecordingKind
    recordings: tuple[str, ...]
    value: float
    interval: tuple[float, float]
    speed_mps: float | None = None


@dataclass(frozen=True)
class Disagreement:
    """A measure whose intervals do not meet between devices.

    used: the one that the session's row is taken from; of two others that do not meet, the narrower.
    same_speed: whether both saw about the same speed; False too where a speed is not known. widens: whether
    the session's interval was drawn over both; at another speed it is not, there they need not agree.
    """

    id: str
    side: MeasureSide
    unit: str
    used: DeviceValue
    other: DeviceValue
    same_speed: bool
    widens: bool = True
