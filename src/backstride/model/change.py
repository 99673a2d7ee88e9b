"""What changed between two sessions of one runner, measure by measure."""

from __future__ import annotations

from typing import Literal

from backstride.model.common import Frozen, MeasureSide
from backstride.model.measure import Unit

ChangeVerdict = Literal["changed", "worse", "cannot_tell"]
Wanted = Literal["lower", "higher", "toward_band"]
Interval = tuple[float, float]


class Change(Frozen):
    """One measure before and after. difference: after - before, with its 95 % interval. must_exceed: how far
    it has to move to count. wanted: the way the runner's findings ask for, None where nobody asks. worse: it
    moved, and against what is wanted. why: one sentence; settle, for ``cannot_tell``: what would settle it.

    before_interval, after_interval: of the values themselves, 95 %. steady: nothing as large as the smallest
    detectable change happened. beyond_table: it would count even with all comparisons taken as one question.
    """

    id: str
    side: MeasureSide
    unit: Unit
    before: float | None
    after: float | None
    before_interval: Interval | None = None
    after_interval: Interval | None = None
    difference: float | None = None
    interval: Interval | None = None
    must_exceed: float | None = None
    wanted: Wanted | None = None
    verdict: ChangeVerdict
    steady: bool = False
    beyond_table: bool = False
    why: str
    settle: str = ""

    @property
    def as_wanted(self) -> bool:
        """Whether it moved the way somebody asks for."""
        return self.verdict == "changed" and self.wanted is not None


class Comparison(Frozen):
    """Two sessions side by side. doubts: what makes that hard (camera, speed, ground), sentences.

    compared: how many rows had a number on both sides that may be held against each other. by_chance: how
    many of them may count as changed though nothing changed, at most and on average.
    one_session: markers and camera were not touched in between.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    doubts: tuple[str, ...] = ()
    compared: int = 0
    by_chance: float = 0.0
    one_session: bool = False

    def of(self, *verdicts: ChangeVerdict) -> tuple[Change, ...]:
        """The rows of these verdicts, in the order of the report."""
        return tuple(one for one in self.changes if one.verdict in verdicts)
