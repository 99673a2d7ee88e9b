"""A plan laid out over days: sessions of exercises, runs, and the day of the retest. No clock, no zone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_uppercase
from typing import Final, Literal

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.plan import Dose, Plan, Running, RunStage

KNOWLEDGE: Final = "care/schedule.toml"
SessionKind = Literal["strength", "run", "check"]


@dataclass(frozen=True)
class Task:
    """What is done in one go. The title names no exercise, so that others may read it.

    minutes: estimated, rounded up. exercises: the ids of those done in it. after_min: minutes after the time
    of day at which one begins: strength waits until the run of that day is over.
    """

    kind: SessionKind
    title: str
    minutes: int
    exercises: tuple[str, ...] = ()
    after_min: int = 0


@dataclass(frozen=True)
class Session:
    """A task on its day."""

    day: date
    task: Task


@dataclass(frozen=True)
class Series:
    """A task on the same weekdays of every week: ``days`` are all of them, the first one first."""

    task: Task
    days: tuple[date, ...]

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Its days of the week, 0 is Monday."""
        return tuple(sorted({day.weekday() for day in self.days}))


def sessions(plan: Plan, start: date, told: Answers | None = None) -> tuple[Session, ...]:
    """Every session from the day the plan starts to its retest, in the order they are done.

    ``told`` gives the pace, where it was said. Raises UsageError where ``start`` is in no year of a plan.
    """
    every = [Session(day, one.task) for one in series(plan, start, told) for day in one.days]
    return tuple(sorted(every, key=lambda one: (one.day, one.task.after_min)))


def series(plan: Plan, start: date, told: Answers | None = None) -> tuple[Series, ...]:
    """The same sessions as weekly series; the check, on the retest's day, is one with a single day."""
    check_start(start)
    retest = start + timedelta(days=plan.retest.after_days)
    by_task: dict[Task, list[date]] = {}
    letters: dict[tuple[str, ...], str] = {}
    for n in range(plan.retest.after_days):
        day = start + timedelta(days=n)
        for task in _day(plan, day.weekday(), letters, told):
            by_task.setdefault(task, []).append(day)
    check = Task("check", "Check", math.ceil(_number("check")))
    return (*(Series(task, tuple(days)) for task, days in by_task.items()), Series(check, (retest,)))


def letters(plan: Plan, start: date) -> tuple[tuple[str, str], ...]:
    """What each neutral title of a session stands for: the title, and its exercises by name."""
    names = {one.id: one.title for one in plan.exercises}
    parts = {one.task.title: one.task.exercises for one in series(plan, start) if one.task.exercises}
    return tuple((title, ", ".join(names[one] for one in ids)) for title, ids in parts.items())


def check_start(start: date, today: date | None = None) -> None:
    """Refuse a start that no plan can have: in a mistyped year or, where ``today`` is given, before it."""
    first, last = int(_number("first_year")), int(_number("last_year"))
    if not first <= start.year <= last:
        raise UsageError(
            f"no plan starts in the year {start.year}",
            where=f"--start {start}",
            fix=f"Give a day from {first} to {last} with --start",
        )
    if today is not None and start < today:
        raise UsageError(
            "this day is over", where=f"--start {start}", fix=f"Give {today} or a later day with --start"
        )


def minutes_of(doses: Sequence[Dose]) -> int:
    """How long these doses take one after the other, in whole minutes, rounded up.

    A set takes its repeats times its hold, or a slow repeat where nothing is held, on both sides where it
    says so. One rests after each set but the last of all.

    >>> minutes_of([Dose(sets=3, repeats=10, days_a_week=3)])  # three half minutes and two of rest
    4
    """
    working = sum(one.sets * one.repeats * _repeat_s(one) * (1 + one.each_side) for one in doses)
    resting = sum(one.sets * one.rest_s for one in doses) - (doses[-1].rest_s if doses else 0)
    return math.ceil((working + resting) / 60)


def _repeat_s(dose: Dose) -> float:
    return dose.hold_s or _number("repeat")


def _number(name: str) -> float:
    return float(load(KNOWLEDGE)["number"][name]["value"])


def _day(
    plan: Plan, weekday: int, letters: dict[tuple[str, ...], str], told: Answers | None
) -> tuple[Task, ...]:
    """What is done on this day of the week; a set of exercises not seen before gets the next letter."""
    tasks = [_run(plan.running, told)] if weekday in _weekdays("run", plan.running.days_a_week) else []
    due = [one for one in plan.exercises if weekday in _weekdays("strength", one.dose.days_a_week)]
    if due:
        ids = tuple(one.id for one in due)
        letter = letters.setdefault(ids, ascii_uppercase[len(letters)])
        minutes = minutes_of([one.dose for one in due])
        begins = sum(one.minutes for one in tasks)
        tasks.append(Task("strength", f"Session {letter}, {minutes} min", minutes, ids, begins))
    return tuple(tasks)


def _weekdays(kind: Literal["strength", "run"], many: int) -> frozenset[int]:
    return frozenset(load(KNOWLEDGE)["weekdays"][kind][:many])


def _run(running: Running, told: Answers | None) -> Task:
    """A run of the plan: its stages, each a little longer or all alike, or its distance, or just a run."""
    lengths = [_stage_min(one) for one in running.stages]
    if lengths:
        upto = "up to " if min(lengths) < max(lengths) else ""
        return Task("run", f"Run, {upto}{max(lengths)} min", max(lengths))
    if running.max_km:
        pace = (told.number("pace_min_per_km") if told else None) or _number("pace")
        step = _number("run_step")
        minutes = math.ceil(math.ceil(running.max_km * pace / step) * step)
        return Task("run", f"Run, up to {running.max_km:g} km", minutes)
    return Task("run", "Run", math.ceil(_number("run")))


def _stage_min(stage: RunStage) -> int:
    return math.ceil(
        round((stage.run_min + stage.walk_min) * stage.times, 6)
    )  # ten times 0.1 + 0.2 min is 3, not 4
