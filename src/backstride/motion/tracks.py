"""Positions of named points over time as plain arrays, with markers taken out and put back by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Recording
from backstride.motion import rigid


@dataclass(frozen=True, eq=False)
class Tracks:
    """positions (n, points, 3) m; names of the points; time_s (n,); rate_hz."""

    positions: FloatArray
    names: tuple[str, ...]
    time_s: FloatArray
    rate_hz: float

    @classmethod
    def of_recording(cls, recording: Recording) -> Tracks:
        """The points of a recording, copied."""
        points = recording.points
        names = tuple(str(name) for name in points["point"].values)
        positions = np.array(points.values, dtype=np.float64)
        return cls(positions, names, np.asarray(points["time"].values, dtype=np.float64), recording.rate_hz)

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.time_s)

    def present(self) -> tuple[str, ...]:
        """The points seen in at least one frame."""
        seen = rigid.seen(self.positions)
        return tuple(name for i, name in enumerate(self.names) if seen[:, i].any())

    def of(self, markers: Sequence[str]) -> FloatArray:
        """(n, k, 3) positions of the markers named; NaN for those not in the recording."""
        out = np.full((self.frames, len(markers), 3), np.nan)
        for i, marker in enumerate(markers):
            if marker in self.names:
                out[:, i] = self.positions[:, self.names.index(marker)]
        return out

    def put(self, markers: Sequence[str], points: FloatArray) -> Tracks:
        """The same tracks with new (n, k, 3) positions for the markers named, all of the recording."""
        positions = self.positions.copy()
        positions[:, [self.names.index(marker) for marker in markers]] = points
        return replace(self, positions=positions)

    def without(self, mask: BoolArray) -> Tracks:
        """The same tracks with the samples of a (n, points) mask missing."""
        return replace(self, positions=np.where(mask[..., None], np.nan, self.positions))
