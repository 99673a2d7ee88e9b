"""``backstride plan``: what to change first, from a saved analysis."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from backstride.errors import UsageError
from backstride.options import Json, ResultFolder
from backstride.terminal.exits import EXIT_SAFETY_STOP
from backstride.terminal.short import short_command

if TYPE_CHECKING:
    from backstride.model.analysis import Analysis
    from backstride.model.answers import Answers
    from backstride.model.plan import Plan

EVENING: Final = datetime(2000, 1, 1, 18)
NewerAnswers = Annotated[
    Path | None,
    typer.Option(
        "--answers",
        metavar="FILE",
        help="Newer answers, as after tests at home: brings the result up to date.",
    ),
]
Ics = Annotated[
    Path | None,
    typer.Option("--ics", metavar="FILE", help="Write a calendar; its titles say nothing of why."),
]
Start = Annotated[
    datetime | None,
    typer.Option("--start", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="First day; else tomorrow."),
]
At = Annotated[
    datetime | None,
    typer.Option("--at", metavar="HH:MM", formats=["%H:%M"], help="Time of its entries; else 18:00."),
]
Zone = Annotated[
    str | None,
    typer.Option(
        "--timezone", metavar="ZONE", help="As Europe/Berlin; else the time holds wherever you are."
    ),
]
Pdf = Annotated[bool, typer.Option("--pdf", help="Write plan.pdf into DIR, with drawings.")]


@short_command()
def plan(
    folder: ResultFolder,
    answers: NewerAnswers = None,
    ics: Ics = None,
    start: Start = None,
    at: At = None,
    timezone: Zone = None,
    pdf: Pdf = False,
    json_: Json = False,
) -> None:
    """What to change first: one cue, at most three exercises, how to run, when to look again.

    Example:  backstride plan result --ics plan.ics --pdf
    """
    first = start.date() if start else date.today() + timedelta(days=1)
    _check_options(first, ics, at, timezone)
    if answers is not None:
        from backstride.refresh import refresh

        analysis, told = refresh(folder, answers)
    else:
        from backstride.saved import saved_advice

        analysis, told = saved_advice(folder)
    made = _plan(analysis, told)
    for line in _told(made, first, json_=json_, calendar=ics is not None):
        typer.echo(line)
    if ics is not None:
        _write_calendar(ics, made, first, (at or EVENING).time(), timezone, told)
    if pdf:
        _write_pdf(folder, analysis, told, first if ics is not None else None)


def _check_options(first: date, ics: Path | None, at: datetime | None, timezone: str | None) -> None:
    """Refuse what makes no sense before a file is written.

    Raises UsageError for a start in no year of a plan, and for a time without a calendar to put it in.
    """
    from backstride.care.schedule import check_start

    check_start(first)
    if ics is None and (at is not None or timezone is not None):
        option = "--at" if at is not None else "--timezone"
        raise UsageError(f"{option} is for a calendar, and none is asked for", fix="Add --ics FILE")
    if timezone is not None:
        from backstride.report.calendar_zone import zone_of

        zone_of(timezone)


def _plan(analysis: Analysis, told: Answers | None) -> Plan:
    """The plan; where none is allowed, what to do now and exit code 4."""
    if analysis.plan is not None:
        return analysis.plan
    from backstride.care.plan import make_plan
    from backstride.safety.facts import resolve
    from backstride.terminal.safety_text import safety_lines

    made = make_plan(analysis, told)  # a result of an earlier version holds none
    if made is not None:
        return made
    for line in safety_lines(analysis.safety, told):
        typer.echo(line)
    if analysis.safety.level == "unknown":
        for fact in resolve(told, analysis.runner).open_flags:
            typer.echo(f"  ? {fact.ask}")
        typer.echo("Next:  backstride safety --save answers.json", err=True)
        typer.echo("Then:  backstride plan DIR --answers answers.json", err=True)
    raise typer.Exit(EXIT_SAFETY_STOP)


def _told(made: Plan, first: date, *, json_: bool, calendar: bool) -> list[str]:
    from backstride.terminal.plan_text import plan_lines
    from backstride.terminal.wrap import wrapped

    if json_:
        return [made.model_dump_json(indent=2)]
    return [wrapped(line, sys.stdout) for line in plan_lines(made, first, calendar)]


def _write_calendar(
    path: Path, made: Plan, first: date, at: time, timezone: str | None, told: Answers | None
) -> None:
    from backstride.report.calendar import ics, write_ics

    write_ics(path, ics(made, first, at=at, timezone=timezone, told=told))
    typer.echo(f"Calendar: {path}", err=True)


def _write_pdf(folder: Path, analysis: Analysis, told: Answers | None, first: date | None) -> None:
    from backstride.report.pdf.papers import plan_pdf
    from backstride.rerender import written

    (path,) = written(folder, {"plan.pdf": plan_pdf(analysis, told, first)})
    typer.echo(f"Paper: {path}", err=True)
