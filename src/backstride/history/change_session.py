"""One session as the change gate takes it: its rows, the strides behind them, how each was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backstride.model.common import MeasureSide, RecordingKind, Surface, View
from backstride.model.measure import Measure
from backstride.model.runner import Runner

Key = tuple[str, MeasureSide]


@dataclass(frozen=True)
class ChangeRecording:
    """How one recording was made; None or empty where it is not known.

    wear: place of a sensor, set of markers. shaky: what the quality check had to say.
    """

    id: str
    kind: RecordingKind
    view: View
    rate_hz: float
    speed_mps: float | None = None
    surface: Surface | None = None
    has_standing: bool = False
    wear: str = ""
    contacts: str = ""
    shaky: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeSession:
    """rows: one per measure and side that a page shows, refused ones too. strides: values of single strides
    in time order, evenly thinned where there are many. given_by: the recordings that gave a row its value.
    """

    name: str
    rows: Mapping[Key, Measure]
    recordings: tuple[ChangeRecording, ...]
    strides: Mapping[Key, tuple[float, ...]] = field(default_factory=dict)
    given_by: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    runner: Runner = field(default_factory=Runner)
    version: str = ""

    def of(self, key: Key) -> tuple[ChangeRecording, ...]:
        """The recordings behind a row; all of them where that is not known."""
        named = self.given_by.get(key, ())
        return tuple(one for one in self.recordings if one.id in named) or self.recordings

    def speed_mps(self, key: Key) -> float | None:
        """Mean speed of the recordings behind a row, None where one of them does not know its own."""
        speeds = [one.speed_mps for one in self.of(key)]
        known = [speed for speed in speeds if speed is not None]
        return sum(known) / len(known) if known and len(known) == len(speeds) else None
