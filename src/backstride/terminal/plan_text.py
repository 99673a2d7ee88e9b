"""A plan as a terminal shows it: what to do, why, how to see whether it helped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from backstride.answers.home_tests import home_test
from backstride.care.case import words
from backstride.care.dose import days_said, dose_said
from backstride.model.plan import Exercise, Plan, PlanItem

STEP: Final = "   "


def plan_lines(plan: Plan, start: date | None = None) -> list[str]:
    """The whole plan. start: the day it begins, which turns the retest into a date."""
    return list(_lines(plan, start))


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
