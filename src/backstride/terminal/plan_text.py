"""A plan as a terminal shows it: what to do, why, how to see whether it helped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from backstride.answers.home_tests import home_test
from backstride.care.dose import days_said, dose_said
from backstride.care.schedule import letters
from backstride.care.words import words
from backstride.model.plan import Exercise, Plan, PlanItem

STEP: Final = "   "


def plan_lines(plan: Plan, start: date | None = None, calendar: bool = False) -> list[str]:
    """The whole plan.

    start: the day it begins, which turns the retest into a date. calendar: say which exercises the neutral
    titles of the calendar stand for.
    """
    return [*_lines(plan, start), *(_calendar(plan, start) if calendar and start else ())]


def _lines(plan: Plan, start: date | None) -> Iterator[str]:
    label = words("label")
    if plan.cue:
        yield f"{label['first'].upper()}: {plan.cue.title}"
        yield from _item(plan.cue)
        yield ""
    yield label["exercises"].upper()
    for number, one in enumerate(plan.exercises, start=1):
        yield f"{number}. {one.title}: {dose_said(one.dose)}"
        yield from _exercise(one)
    yield from (f"{STEP}{text}" for text in plan.left_out)
    yield ""
    yield f"{plan.running.title.upper()} ({days_said(plan.running.days_a_week)})"
    yield from (f"{STEP}{n}. {stage.text}" for n, stage in enumerate(plan.running.stages, start=1))
    yield from _item(plan.running)
    for item in (plan.meanwhile, plan.drink, *plan.habits):
        if item is not None:
            yield ""
            yield item.title
            yield from _item(item)
    yield ""
    yield label["stop"].upper()
    yield from (f"{STEP}- {text}" for text in plan.stop)
    yield ""
    yield from _retest(plan, start)


def _item(item: PlanItem) -> Iterator[str]:
    label = words("label")
    yield f"{STEP}{item.text}"
    for key, text in (("reason", item.reason), ("watch", item.watch), ("check", item.check)):
        if text:
            yield f"{STEP}{label[key]}: {text}"


def _exercise(one: Exercise) -> Iterator[str]:
    label = words("label")
    yield from (f"{STEP}- {text}" for text in one.how)
    yield f"{STEP}{one.start_reason}"
    for rung in one.ladder:
        here = f" ({label['here']})" if rung.effort == one.start else ""
        yield f"{STEP}{label[rung.effort]}{here}: {rung.text} {dose_said(rung.dose)}."
    for key in ("up", "down", "stop", "reason", "watch", "check"):
        yield f"{STEP}{label[key if key != 'stop' else 'stop_exercise']}: {getattr(one, key)}"


def _retest(plan: Plan, start: date | None) -> Iterator[str]:
    label, again = words("label"), plan.retest
    day = f" ({start + timedelta(days=again.after_days):%d %B %Y})" if start else ""
    yield f"{label['retest'].upper()}{day}"
    yield from (f"{STEP}{text}" for text in (again.text, *again.camera))
    if again.tests:
        titles = ", ".join(home_test(one).title.lower() for one in again.tests)
        yield f"{STEP}{label['tests']}: {titles}."
    yield f"{STEP}{again.check}"


def _calendar(plan: Plan, start: date) -> Iterator[str]:
    """What the titles in the calendar stand for."""
    yield ""
    yield words("label")["sessions"].upper()
    yield from (f"{STEP}{title}: {names}" for title, names in letters(plan, start))
