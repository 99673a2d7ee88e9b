"""What a recording of markers or of a clip holds, for a person to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.model.common import Frozen
from backstride.model.contact import Contact
from backstride.model.recording import Plate, Recording
from backstride.motion.filters import finite_runs

UNLOADED_N: Final = 50.0  # the house's contact threshold: below it nobody stands on the plate


class PointGaps(Frozen):
    """How much of one point is missing."""

    point: str
    missing_percent: float
    longest_gap_s: float


class PlateFacts(Frozen):
    """One force plate as read."""

    name: str
    foot: str | None
    has_corners: bool
    peak_n: float
    unloaded_percent: float


class StepsSeen(Frozen):
    """How often each foot came down."""

    left: int
    right: int


def point_gaps(recording: Recording) -> tuple[PointGaps, ...]:
    """Points with anything missing, the worst first."""
    seen = np.isfinite(recording.points.to_numpy()).all(axis=2)
    rows = []
    for index, name in enumerate(recording.points.coords["point"].to_numpy()):
        missing = ~seen[:, index]
        if missing.any():
            most_frames = max(stop - start for start, stop in finite_runs(missing))
            rows.append(
                PointGaps(
                    point=str(name),
                    missing_percent=round(100 * float(missing.mean()), 2),
                    longest_gap_s=most_frames / recording.rate_hz,
                )
            )
    return tuple(sorted(rows, key=lambda row: -row.missing_percent))


def plate_facts(plate: Plate) -> PlateFacts:
    """What one plate felt."""
    vertical = plate.force_n[:, 1]
    known = vertical[np.isfinite(vertical)]
    return PlateFacts(
        name=plate.name,
        foot=plate.foot,
        has_corners=plate.corners_m is not None,
        peak_n=round(float(known.max(initial=0.0)), 1),
        unloaded_percent=round(100 * float((known < UNLOADED_N).mean()), 1) if known.size else 0.0,
    )


def steps_seen(contacts: Sequence[Contact]) -> StepsSeen:
    """Contacts of each foot."""
    sides = [one.side for one in contacts]
    return StepsSeen(left=sides.count("left"), right=sides.count("right"))
