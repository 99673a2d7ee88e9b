"""What a reader hands over: columns on the file's own clock, nothing judged yet."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.recording import Note
from backstride.model.watch import WatchDevice, WatchFormat, WatchTotals

_Name = TypeVar("_Name", bound=Hashable)


@dataclass(frozen=True)
class RawStretch:
    """A lap or a session as the file has it; start on the file's own clock, None where it has none."""

    start: float | None
    totals: WatchTotals
    sport: str | None = None
    sub_sport: str | None = None


@dataclass(frozen=True, eq=False)
class RawWatch:
    """A decoded file. columns: name of ``WatchRecords`` -> (n,) in its unit, with ``time`` (s on the file's
    own clock) and ``cadence_cycles`` (as saved: of one foot or of both); missing is NaN.

    epoch: seconds since 1970 at the clock's nought. unset_below: what the clock shows before it is set.
    timer: (time, whether it runs from here). whole: False where the file ends early.
    """

    format: WatchFormat
    columns: Mapping[str, FloatArray]
    epoch: float = 0.0
    unset_below: float = 0.0
    developer: Mapping[tuple[str, str], FloatArray] = field(default_factory=dict)
    sport: str | None = None
    sessions: tuple[RawStretch, ...] = ()
    laps: tuple[RawStretch, ...] = ()
    timer: tuple[tuple[float, bool], ...] = ()
    device: WatchDevice = field(default_factory=WatchDevice)
    notes: tuple[Note, ...] = ()
    whole: bool = True


def as_columns(
    rows: Sequence[Mapping[_Name, float]], always: Iterable[_Name] = ()
) -> dict[_Name, FloatArray]:
    """Moments as columns (n,), what a moment does not have NaN; always: names that get one in any case."""
    names = dict.fromkeys([*always, *(name for row in rows for name in row)])
    return {name: np.array([row.get(name, np.nan) for row in rows], dtype=np.float64) for name in names}
