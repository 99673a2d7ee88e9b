"""One run of a training folder, and how the last weeks loaded the runner."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from backstride.model.common import Frozen, Surface

DECIMALS = 9  # of a percentage: 12.1 km after 11 km is a tenth more, whatever binary fractions say


class TrainingRun(Frozen):
    """One run as its file tells it; no positions.

    file: base name. start: as the device wrote it, None where its clock was not set; day: the calendar day it
    belongs to. distance_m, moving_s: of the running part, pauses left out. surface: where the file (or a list
    beside it) says so. shoes: only from a list or a diary. notes: doubts about the file, in sentences.
    """

    file: str
    start: datetime | None
    day: date | None
    distance_m: float | None = Field(ge=0)
    moving_s: float = Field(ge=0)
    elapsed_s: float = Field(ge=0)
    ascent_m: float | None = None
    descent_m: float | None = None
    cadence_spm: float | None = None
    surface: Surface | None = None
    shoes: str | None = None
    notes: tuple[str, ...] = ()


class Week(Frozen):
    """One week that starts on ``monday``: its runs, distance, and change against the week before.

    change_percent: None where the week before holds no distance, or where this one is not ``over`` yet.
    """

    monday: date
    runs: int
    distance_m: float
    longest_m: float
    change_percent: float | None
    over: bool = True


class Spike(Frozen):
    """A run against the longest of the 30 days before it; above 0 it was longer. longest_m: that longest."""

    file: str
    day: date
    distance_m: float
    longest_m: float
    percent: float


class Break(Frozen):
    """Days without a run: ``last`` the day of the run before them, ``back`` that of the run after."""

    last: date
    back: date
    days: int


class Share(Frozen):
    """How far was run in one pair of shoes, or on one kind of ground; name None: nobody said."""

    name: str | None
    runs: int
    distance_m: float
    last_day: date


class TrainingLoad(Frozen):
    """What a folder of runs says up to ``until`` (the day of its last run, or of the pain).

    last_day: of the newest run. longest_30d_m: the longest run of the last 30 days, ``until`` included, and
    its day. last: the newest run against the 30 days before it, None where those hold no run. judged: every
    run of the last 395 days that has a run in the 30 days before it, oldest first; spikes: those of the last
    30 days that were more than a tenth longer. unjudged_30d: runs of the last 30 days with nothing to be set
    against. breaks: of the last 395 days, oldest first. ascent, descent: of the runs of the last 30 days that
    tell it; None where none does. weeks: the last twelve, oldest first, empty ones too. surfaces: of the last
    30 days; shoes: of all time. skipped: files left out, each with its reason.
    """

    until: date
    last_day: date
    runs: int
    runs_30d: int
    distance_30d_m: float
    ascent_30d_m: float | None = None
    descent_30d_m: float | None = None
    longest_30d_m: float | None
    longest_30d_day: date | None = None
    last: Spike | None
    spikes: tuple[Spike, ...] = ()
    judged: tuple[Spike, ...] = ()
    unjudged_30d: int = 0
    breaks: tuple[Break, ...] = ()
    weeks: tuple[Week, ...] = ()
    surfaces: tuple[Share, ...] = ()
    shoes: tuple[Share, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def percent_over(distance_m: float, longest_m: float) -> float:
    """How much longer one run was than another, in percent of that one; below 0 where it was shorter.

    >>> percent_over(12.1, 11.0), percent_over(9.0, 10.0)
    (10.0, -10.0)
    """
    return round(100.0 * (distance_m - longest_m) / longest_m, DECIMALS)
