"""The plan that may be shown now: of the newest result, by the newest answers; or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from backstride.app.jobs.job import Job
from backstride.app.results.current import current, result_of
from backstride.app.services import Services
from backstride.app.told import told_by
from backstride.care.schedule import Session, check_start, sessions
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.plan import Exercise, Plan
from backstride.model.safety import Safety
from backstride.safety.triage import patterns_allowed, triage

Why = Literal["no_result", "help_first", "open_questions"]


@dataclass(frozen=True)
class Planned:
    """A plan with what it comes from, or why there is none. safety, told: of whom the page speaks.

    why: None where there is a plan.
    """

    safety: Safety
    told: Answers | None
    why: Why | None = None
    job: Job | None = None
    analysis: Analysis | None = None
    plan: Plan | None = None


def planned(found: Services, person: str, job_id: str | None = None) -> Planned:
    """The plan of this result, or of the newest one that is the person's own.

    The person's newest answers come first: above ``clear`` there is no plan of any result, not even a demo's.
    Raises HTTPException 404 where there is no such result.
    """
    told = told_by(found, person)
    safety = triage(told)
    if job_id is not None:
        result_of(found, person, job_id)
    if not patterns_allowed(safety):
        return Planned(safety, told, "help_first")
    job_id = job_id or _newest(found, person)
    if job_id is None:
        return Planned(safety, told, "no_result")
    if told is not None and safety.level != "clear":
        return Planned(safety, told, "open_questions")
    return _of_result(found, person, job_id)


def _newest(found: Services, person: str) -> str | None:
    """The newest result of their own; a demo only where there is nothing else."""
    jobs = found.jobs.results_of(person)
    return next((one.id for one in sorted(jobs, key=lambda one: one.kind == "demo")), None)


def _of_result(found: Services, person: str, job_id: str) -> Planned:
    from backstride.care.plan import make_plan
    from backstride.saved import saved_advice

    now = current(found, person, job_id)
    analysis, told = saved_advice(now.result)
    if not patterns_allowed(analysis.safety):
        return Planned(analysis.safety, told, "help_first", now.job)
    open_ = now.told is not None and now.shown.level != "clear"
    plan = None if open_ else analysis.plan or make_plan(analysis, told)
    if plan is None:
        return Planned(analysis.safety, told, "open_questions", now.job)
    return Planned(analysis.safety, told, None, now.job, analysis, plan)


@dataclass(frozen=True)
class Days:
    """What is due. today: sessions of this day; then: the next day with some. over: the retest has passed."""

    today: tuple[Session, ...]
    then: tuple[Session, ...]
    week: tuple[tuple[date, tuple[Session, ...]], ...]
    over: bool


def days_of(plan: Plan, start: date, today: date, told: Answers | None) -> Days:
    """What is due today, next, and in the seven days from today, or from the start where that is later.

    Raises UsageError where ``start`` is in no year of a plan.
    """
    check_start(start)
    every = sessions(plan, start, told)
    later = [one for one in every if one.day > today]
    begin = max(today, start)
    week = [begin + timedelta(days=n) for n in range(7)]
    return Days(
        today=tuple(one for one in every if one.day == today),
        then=tuple(one for one in later if one.day == later[0].day),
        week=tuple((day, tuple(one for one in every if one.day == day)) for day in week),
        over=today > start + timedelta(days=plan.retest.after_days),
    )


def done_in(plan: Plan, session: Session) -> Iterator[Exercise]:
    """The exercises of a session."""
    yield from (one for one in plan.exercises if one.id in session.task.exercises)
