"""What changed between two sessions of one runner, measure by measure."""

from __future__ import annotations

from typing import Literal

from backstride.model.common import Frozen, MeasureSide
from backstride.model.measure import Unit

ChangeVerdict = Literal["changed", "worse", "cannot_tell"]
Wanted = Literal["lower", "higher", "toward_band"]


class Change(Frozen):
    """One measure before and after. difference: after - before, with its 95 % interval. must_exceed: how far
    it has to move to count. wanted: the way the runner's findings ask for, None where nobody asks. worse: it
    moved, and against what is wanted. why: one sentence; for ``cannot_tell``, what would settle it."""

    id: str
    side: MeasureSide
    unit: Unit
    before: float | None
    after: float | None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    must_exceed: float | None = None
    wanted: Wanted | None = None
    verdict: ChangeVerdict
    why: str


class Comparison(Frozen):
    """Two sessions side by side. doubts: what makes that hard (camera, speed, ground), sentences."""

    before: str
    after: str
    changes: tuple[Change, ...]
    doubts: tuple[str, ...] = ()
