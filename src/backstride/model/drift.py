"""What changed between the fresh and the tired part of a run."""

from __future__ import annotations

from dataclasses import dataclass

from backstride.model.common import MeasureSide


@dataclass(frozen=True)
class Drift:
    """``difference`` is tired minus fresh in the measure's unit, with its 95 % interval.

    The markers stayed on, so the instrument's error is the same in both and left out of the interval.
    clear: beyond chance and the detectable change, see ``measures.drift_change.is_clear``.
    """

    id: str
    side: MeasureSide
    recording: str
    unit: str
    fresh: float
    tired: float
    difference: float
    interval: tuple[float, float]
    detectable_change: float | None
    clear: bool
