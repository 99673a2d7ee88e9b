"""One run of a training folder, and how the last weeks loaded the runner."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from backstride.model.common import Frozen, Surface


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
    """One week that starts on ``monday``: its runs, distance, and change against the mean of the four before.

    change_percent: None where one of the four holds no run, or the runner had not started yet.
    """

    monday: date
    runs: int
    distance_m: float
    longest_m: float
    change_percent: float | None


class Spike(Frozen):
    """A run against the longest of the 30 days before it; above 0 it was longer. longest_m: that longest."""

    file: str
    day: date
    distance_m: float
    longest_m: float
    percent: float


class Share(Frozen):
    """How far was run in one pair of shoes, or on one kind of ground; name None: nobody said."""

    name: str | None
    runs: int
    distance_m: float
    last_day: date


class TrainingLoad(Frozen):
    """What a folder of runs says up to ``until`` (the day of its last run, or of the pain).

    longest_30d: the longest run of the last 30 days, the last day included. last: the newest run against the
    30 days before it, None where those hold no run. spikes: every run of the last 30 days that was more than
    a tenth longer than the longest of the 30 days before it, the newest last. weeks: the last twelve, oldest
    first, empty ones too. surfaces: of the last 30 days; shoes: of all time. skipped: files left out, each
    with its reason.
    """

    until: date
    runs: int
    runs_30d: int
    distance_30d_m: float
    longest_30d_m: float | None
    last: Spike | None
    spikes: tuple[Spike, ...] = ()
    weeks: tuple[Week, ...] = ()
    surfaces: tuple[Share, ...] = ()
    shoes: tuple[Share, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
