"""A clip as a player shows it: the runner's points in every frame, and the file with the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backstride.model.arrays import FloatArray
from backstride.model.keypoints import Keypoints


@dataclass(frozen=True, eq=False)
class Clip:
    """recording: the id the contacts carry. keypoints: sides put right, one row for every frame, NaN where
    the runner was not seen; its time_s is the file's own clock. path: the video; None for ready-made
    keypoints. slow_motion: seconds of the file per second of the run.
    """

    recording: str
    keypoints: Keypoints
    path: Path | None = None
    slow_motion: float = 1.0

    @property
    def run_time_s(self) -> FloatArray:
        """(n,) time of every frame on the run's clock, which contacts and curves are told on."""
        return self.keypoints.time_s / self.slow_motion
