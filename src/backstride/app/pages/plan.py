"""The plan: today's things to do, exercises with drawings and a clock, how to run, when to look again."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query, Request, Response

from backstride.app.diary_day import now
from backstride.app.page import page, words
from backstride.app.plain_options import without_commands
from backstride.app.planned import Planned, days_of, done_in, planned
from backstride.app.services import services
from backstride.app.visitor import Person
from backstride.care.dose import days_said, dose_said
from backstride.care.schedule import Session, check_start
from backstride.care.words import words as care_words
from backstride.history.diary_days import said_day
from backstride.knowledge.loader import load
from backstride.model.plan import Exercise, Plan
from backstride.report.exercise_figure import exercise_figure
from backstride.report.plan_view import retest_lines
from backstride.report.safety_block import safety_block
from backstride.safety.facts import resolve

router = APIRouter()
EVENING: Final = time(18)
Result = Annotated[str | None, Query(max_length=40)]
Start = Annotated[date | None, Query()]


@router.get("/p/{person}/plan")
def show(request: Request, person: Person, result: Result = None, start: Start = None) -> Response:
    """The plan, or why there is none and where to go."""
    one, today = planned(services(request), person, result), now().date()
    if one.plan is None or one.job is None:
        return _closed(request, person, one)
    plan = on_a_page(one.plan)
    first = start or today + timedelta(days=1)
    due = days_of(plan, first, today, one.told)
    values: dict[str, Any] = {
        "why": None,
        "plan": plan,
        "job": one.job,
        "demo": one.job.kind == "demo",
        "label": care_words("label"),
        "start": first,
        "chosen": start is not None,
        "today": today,
        "due": due,
        "due_today": [_due(plan, session) for session in due.today],
        "due_then": [_due(plan, session) for session in due.then],
        "exercises": [_exercise(exercise) for exercise in plan.exercises],
        "running_days": days_said(plan.running.days_a_week),
        "rest": [item for item in (plan.meanwhile, plan.drink, *plan.habits) if item],
        "retest": retest_lines(plan),
        "retest_day": said_day(first + timedelta(days=plan.retest.after_days)),
        "said_day": said_day,
        "timer": {name: row["value"] for name, row in load("app/plan.toml")["timer"].items()},
        "evening": f"{EVENING:%H:%M}",
    }
    return page(request, "plan", person=person, **values)


@router.get("/p/{person}/plan.ics")
def calendar(
    request: Request,
    person: Person,
    result: Result = None,
    start: Start = None,
    at: time = EVENING,
    timezone: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The calendar; its titles say nothing of why."""
    from backstride.report.calendar import NAME, ics

    one, first = _open(request, person, result), start or now().date() + timedelta(days=1)
    assert one.plan is not None
    data = ics(one.plan, first, at=at.replace(tzinfo=None), timezone=timezone or None, told=one.told)
    return _file(data, "text/calendar; charset=utf-8", NAME)


@router.get("/p/{person}/plan.pdf")
def paper(request: Request, person: Person, result: Result = None, start: Start = None) -> Response:
    """The plan on two pages; with a start, the days and what the titles in the calendar stand for."""
    from backstride.report.pdf.papers import plan_pdf

    one = _open(request, person, result)
    if start is not None:
        check_start(start)
    assert one.analysis is not None
    return _file(plan_pdf(one.analysis, one.told, start), "application/pdf", "plan.pdf")


def _open(request: Request, person: str, result: str | None) -> Planned:
    """The plan; refused in one sentence where there is none."""
    one = planned(services(request), person, result)
    if one.plan is None:
        raise HTTPException(403, words("plan")(f"refused_{one.why}"))
    return one


def _closed(request: Request, person: str, one: Planned) -> Response:
    """Why there is no plan: what to do now, the open questions, or a run to measure first."""
    block = safety_block(one.safety, one.told) if one.why == "help_first" else None
    flags = resolve(one.told).open_flags if one.why == "open_questions" else ()
    values = {"why": one.why, "block": block, "questions": [fact.ask for fact in flags]}
    return page(request, "plan", person=person, at="plan", status=200, **values)


def on_a_page(plan: Plan) -> Plan:
    """The plan without what one types in a terminal."""
    return Plan.model_validate(_page_text(plan.model_dump()))


def _page_text(part: Any) -> Any:
    if isinstance(part, str):
        return without_commands(part)
    if isinstance(part, dict):
        return {key: _page_text(value) for key, value in part.items()}
    return tuple(map(_page_text, part)) if isinstance(part, tuple) else part


def _due(plan: Plan, session: Session) -> dict[str, Any]:
    names = [one.title for one in done_in(plan, session)]
    return {
        "day": said_day(session.day),
        "title": session.task.title,
        "kind": session.task.kind,
        "names": names,
    }


def _exercise(one: Exercise) -> dict[str, Any]:
    label = care_words("label")
    rungs = [
        {
            "effort": rung.effort,
            "name": label[rung.effort],
            "here": rung.effort == one.start,
            "text": rung.text,
            "dose": dose_said(rung.dose),
            "clock": rung.dose,
        }
        for rung in one.ladder
    ]
    return {"item": one, "picture": exercise_figure(one.figure, f"plan-{one.id}"), "rungs": rungs}


def _file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
