"""The devices of one session: which recordings count as one, and what is told where they do not agree.

Between devices nothing is averaged. Two that are off in different ways have no middle that is true: a watch
that says 164 steps a minute and a clip that says 172 do not make 168.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from backstride.measures.definitions import statistic
from backstride.measures.interval import FEWEST_STRIDES, parted, stride_spread
from backstride.measures.rows import DECIMALS, TWO_SESSIONS
from backstride.model.common import RecordingKind
from backstride.model.disagreement import DeviceValue, Disagreement
from backstride.model.measure import Measure

Device = Literal["markers", "filmed", "imu", "watch"]
DEVICES: Final[tuple[Device, ...]] = ("markers", "filmed", "imu", "watch")
"""In the order in which one is taken where intervals are equally wide, and a reason where all refuse."""
DEVICE: Final[Mapping[RecordingKind, Device]] = MappingProxyType(
    {"markers": "markers", "video": "filmed", "keypoints": "filmed", "imu": "imu", "watch": "watch"}
)
# Within 5 % devices are taken to have seen one speed (judged): cadence moves by about 0.25 % per 1 % of speed
# (RBDS, as in measures.drift), so 5 % of speed is two steps a minute at most.
SAME_SPEED: Final = 0.05


@dataclass(frozen=True)
class Seen:
    """What is known of a recording besides its rows: what made it, and the speed it saw in m/s."""

    kind: RecordingKind
    speed_mps: float | None = None


@dataclass(frozen=True)
class DeviceRow:
    """What one device says of one measure and side: its row, and the recordings it was pooled from."""

    device: Device
    row: Measure
    told: DeviceValue

    @property
    def width(self) -> float:
        """How wide the 95 % interval is."""
        low, high = self.told.interval
        return high - low

    @property
    def rank(self) -> tuple[float, float, int]:
        """The lower, the sooner it is used: by interval, then by instrument error, then by ``DEVICES``."""
        return (self.width, error_sd(self.row), DEVICES.index(self.device))


def meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two intervals have a point in common.

    >>> meet((163.0, 165.0), (165.0, 168.0)), meet((163.0, 165.0), (170.0, 174.0))
    (True, False)
    """
    return max(one[0], other[0]) <= min(one[1], other[1])


def same_speed(one: DeviceValue, other: DeviceValue) -> bool:
    """Whether both speeds are known and within 5 % of each other."""
    return _known(one, other) and not other_speed(one, other)


def other_speed(one: DeviceValue, other: DeviceValue) -> bool:
    """Whether both speeds are known and further than 5 % apart: then values need not agree."""
    if one.speed_mps is None or other.speed_mps is None:
        return False
    slow, fast = sorted((one.speed_mps, other.speed_mps))
    return fast - slow > SAME_SPEED * slow


def error_sd(row: Measure) -> float:
    """What is left of a row's interval once its stride spread is taken out in quadrature: an instrument's
    standard deviation, by the end that lies further from the value."""
    if row.value is None or row.interval is None:
        return 0.0
    below, above = _spread(row)
    ends = ((row.value - row.interval[0], below), (row.interval[1] - row.value, above))
    return parted(*max(ends))


def settled(used: DeviceRow, others: Sequence[DeviceRow]) -> tuple[Measure, tuple[Disagreement, ...]]:
    """The session's row of one measure and side, and every pair of devices that do not agree on it.

    used: the device whose row it is. others: the other devices that gave a value.

    The row keeps the value of ``used``. Where two devices do not meet, and neither is known to have seen
    another speed than ``used``, its interval is drawn over both and over its own: so an agreeing device
    never widens it, a disagreeing one never narrows it, and a number lies clearly beyond a threshold only
    where all of them do. The smallest detectable change grows with it.
    """
    found = [
        one for pair in combinations((used, *others), 2) if (one := _disagreement(used, *pair)) is not None
    ]
    ends = [side.interval for one in found if one.widens for side in (one.used, one.other)]
    return _over(used.row, ends) if ends else used.row, tuple(found)


def _disagreement(used: DeviceRow, one: DeviceRow, other: DeviceRow) -> Disagreement | None:
    """One pair that does not meet; None where it does, or where two others saw two speeds."""
    if meet(one.told.interval, other.told.interval):
        return None
    apart = other_speed(one.told, other.told)
    if apart and one is not used:
        return None
    first, second = (one, other) if one is used else sorted((one, other), key=lambda row: row.rank)
    strange = any(other_speed(used.told, row.told) for row in (one, other))
    return Disagreement(
        id=used.row.id,
        side=used.row.side,
        unit=used.row.unit,
        used=first.told,
        other=second.told,
        same_speed=same_speed(one.told, other.told),
        widens=not apart and not strange,
    )


def _over(row: Measure, intervals: Iterable[tuple[float, float]]) -> Measure:
    """The row with its interval drawn over all of these and its own, its detectable change as that needs."""
    ends = [end for pair in (row.interval or (), *intervals) for end in (pair if pair else ())]
    wide = row.model_copy(update={"interval": (min(ends), max(ends))})
    if row.detectable_change is None:
        return wide
    least = round(TWO_SESSIONS * error_sd(wide), DECIMALS[row.unit])
    return wide.model_copy(update={"detectable_change": max(row.detectable_change, least)})


def _spread(row: Measure) -> tuple[float, float]:
    """How far a row's strides alone reach below and above; nothing where it holds no strides."""
    if len(row.per_stride) < FEWEST_STRIDES:
        return 0.0, 0.0
    return stride_spread(np.array(row.per_stride), statistic(row.id), row.id)


def _known(one: DeviceValue, other: DeviceValue) -> bool:
    return one.speed_mps is not None and other.speed_mps is not None
