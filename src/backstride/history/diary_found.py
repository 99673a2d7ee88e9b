"""What a diary says, as nouns: trends, where pain starts, days side by side. Nothing here names a reason."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from backstride.model.common import Frozen
from backstride.model.diary import DiaryEntry

Moment = Literal["during", "on_stopping", "on_sitting", "next_morning"]
Change = Literal["less", "more", "cannot_tell"]
MOMENTS: Final[tuple[Moment, ...]] = ("during", "on_stopping", "on_sitting", "next_morning")
PAIN_MOST: Final = 10.0


class Estimate(Frozen):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def change(self) -> Change:
        """Less or more where the whole interval is on one side of nought."""
        return "more" if self.low > 0 else "less" if self.high < 0 else "cannot_tell"


def change_of(found: Estimate | None) -> Change:
    """What an estimate tells; nothing where there is none."""
    return found.change if found else "cannot_tell"


class MomentCurve(Frozen):
    """One of the four taps. points: (day, pain 0 to 10) of every entry that tells it, oldest first; days
    without stay gaps. per_week: points a week, None where there are too few entries. change: of the trend."""

    moment: Moment
    points: tuple[tuple[date, float], ...]
    per_week: Estimate | None
    change: Change


class Onset(Frozen):
    """Where pain starts, km. with_onset: runs that tell where; without_pain: runs of pain 0 while running;
    not_told: the other runs. without_share: of the runs that tell, 0 to 1. per_week: km a week, over the runs
    that tell where; runs without pain have no distance, so they are not in it."""

    runs: int
    with_onset: int
    without_pain: int
    not_told: int
    median_km: float | None
    range_km: tuple[float, float] | None
    without_share: Estimate | None
    per_week: Estimate | None
    change: Change


class Group(Frozen):
    """Runs on one ground, or in one pair of shoes: the mean of the worst pain told; None of too few."""

    name: str
    runs: int
    mean: Estimate | None


class Tried(Frozen):
    """Runs before and after the first day on which something was tried, that day left out.

    difference: after less before, of the worst pain told; None where either side has too few runs.
    """

    what: str
    first_day: date
    before: int
    after: int
    difference: Estimate | None
    change: Change


class DiaryCurve(Frozen):
    """The last days of a diary. morning: next morning less during, points, over entries that tell both."""

    since: date
    until: date
    entries: tuple[DiaryEntry, ...]
    moments: tuple[MomentCurve, ...]
    morning: Estimate | None
    morning_entries: int
    onset: Onset
    surfaces: tuple[Group, ...]
    shoes: tuple[Group, ...]
    tried: tuple[Tried, ...]


def worst(entry: DiaryEntry) -> float | None:
    """The highest of the four taps that were told; None where none was."""
    told = [value for name in MOMENTS if (value := getattr(entry, name)) is not None]
    return max(told, default=None)
