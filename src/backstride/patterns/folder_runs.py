"""What a folder of runs shows around the start of the pain: a run far over those before, a break, a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.pattern import Item
from backstride.model.training import Spike, TrainingLoad
from backstride.patterns.evidence import Finding
from backstride.patterns.runs_said import said_day, said_km, said_percent
from backstride.patterns.words import BREAK, RUN_JUMP, WEEK_CHANGE, FolderRow

SHOWS: Final = {"weak": 0.0, "moderate": 1.0, "strong": 2.0}
"""How strongly a jump shows -> how far beyond its threshold it counts (``ledger.strength``)."""


@dataclass(frozen=True)
class Window:
    """The days in which the run before the pain is looked for, both ends included; ``when``: their name."""

    first: date
    last: date
    when: str

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def window(training: TrainingLoad, told: Answers, row: FolderRow) -> Window:
    """The week before and after the day on which the pain is said to have begun; else the last 30 days.

    The weeks of pain are counted back from the newest run, as answers bear no date.
    """
    known, end, weeks = load("training.toml"), training.last_day, told.number("pain_weeks")
    if weeks is None:
        return Window(_back(end, known["window_days"] - 1), end, row.lately)
    near, began = known["look"]["onset_days"], round(7 * weeks)
    return Window(_back(end, began + near), min(end, _back(end, began - near)), row.onset)


def jump(training: TrainingLoad, seen: Window, row: FolderRow) -> Finding:
    """The run of the window that lay farthest over the longest of the 30 days before it; it decides."""
    runs = [one for one in training.judged if seen.holds(one.day)]
    if not runs:
        return Finding("missing", missing=row.nothing.format(when=seen.when), about=RUN_JUMP)
    known, most = load("training.toml"), max(runs, key=lambda one: one.percent)
    far = most.percent > known["too_far_percent"]
    text = (row.far if far else row.usual).format(
        day=said_day(most.day),
        km=said_km(most.distance_m),
        longest=said_km(most.longest_m),
        percent=said_percent(most.percent),
        when=seen.when,
    )
    item = Item(
        text=text,
        measure=RUN_JUMP,
        value=most.percent,
        threshold=known["too_far_percent"],
        source=row.source,
        evidence=f"{row.grade}: {row.studies}",
    )
    return Finding("clear" if far else "no", item, excess=_excess(most), about=RUN_JUMP)


def break_before(training: TrainingLoad, seen: Window, row: FolderRow) -> Finding:
    """A return to running in the window or the 30 days before it; it can only point."""
    known = load("training.toml")
    wide = Window(_back(seen.first, known["window_days"]), seen.last, seen.when)
    returns = [one for one in training.breaks if wide.holds(one.back)]
    if not returns:
        if not any(wide.holds(one.day) for one in training.judged):
            return Finding("missing", about=BREAK)
        item = Item(text=row.break_against.format(when=seen.when), measure=BREAK, source=row.break_source)
        return Finding("no", item, about=BREAK)
    longest = max(returns, key=lambda one: one.days)
    item = Item(
        text=row.break_for.format(day=said_day(longest.back), days=longest.days),
        measure=BREAK,
        value=float(longest.days),
        threshold=float(known["look"]["break_days"]),
        source=row.break_source,
    )
    return Finding("clear", item, about=BREAK)


def week_change(training: TrainingLoad, seen: Window, row: FolderRow) -> Sequence[Finding]:
    """The newest whole week of the window against the week before it: noted, as the study found no link."""
    weeks = [one for one in training.weeks if one.change_percent is not None and seen.holds(one.monday)]
    if not weeks:
        return ()
    week = weeks[-1]
    change = week.change_percent or 0.0
    text = row.week.format(
        day=said_day(week.monday),
        percent=said_percent(abs(change)),
        way=row.more if change >= 0 else row.less,
    )
    return (Finding("no", Item(text=text, measure=WEEK_CHANGE, value=change, source=row.source)),)


def _excess(most: Spike) -> float:
    """How strongly a jump shows, by the groups of the study."""
    shown = [row["shows"] for row in load("training.toml")["spike"] if most.percent > row["over_percent"]]
    return max((SHOWS[one] for one in shown), default=0.0)


def _back(day: date, days: int) -> date:
    """The day so many days earlier, or later where they are negative; at the ends of the calendar its end."""
    return date.fromordinal(min(max(day.toordinal() - days, 1), date.max.toordinal()))
