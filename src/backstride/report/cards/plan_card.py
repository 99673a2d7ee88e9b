"""The cards of a plan: everything about one exercise, and about each other thing to do."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.care.dose import days_said, dose_said
from backstride.care.words import words
from backstride.model.plan import Exercise, Plan, PlanItem, Running
from backstride.report.cards.card import RETEST, Card, Line, Table, plan_key
from backstride.report.exercise_figure import exercise_figure

WHY = ("reason", "check", "watch", "article")


def plan_cards(plan: Plan | None) -> Iterator[Card]:
    """A card for each thing to do, and one for the retest."""
    if plan is None:
        return
    for item in plan.items:
        match item:
            case Exercise():
                yield _exercise(item)
            case Running():
                yield _running(item)
            case _:
                yield _item(item)
    yield _retest(plan)


def _item(one: PlanItem) -> Card:
    return Card(plan_key(one.id), one.title, (Line(words("label")["how"], one.text), *_why(one)))


def _exercise(one: Exercise) -> Card:
    label = words("label")
    header = (label["rung"], label["how"], label["dose"])
    rungs = tuple((label[rung.effort], rung.text, dose_said(rung.dose)) for rung in one.ladder)
    ladder = tuple(Line(label[key], getattr(one, key)) for key in ("up", "down"))
    return Card(
        key=plan_key(one.id),
        title=one.title,
        lines=(
            Line(label["how"], one.text),
            Line(label["start"], one.start_reason),
            *ladder,
            Line(label["stop_exercise"], one.stop),
            *_why(one),
        ),
        table=Table(header, rungs),
        steps=one.how,
        picture=exercise_figure(one.figure, f"card-{one.id}"),
    )


def _running(one: Running) -> Card:
    label = words("label")
    rows = tuple((str(number), stage.text) for number, stage in enumerate(one.stages, start=1))
    return Card(
        key=plan_key(one.id),
        title=one.title,
        lines=(Line(label["how"], one.text), Line(label["dose"], days_said(one.days_a_week)), *_why(one)),
        table=Table((label["stage"], label["how"]), rows) if rows else None,
    )


def _retest(plan: Plan) -> Card:
    label, again = words("label"), plan.retest
    lines = (
        Line(label["how"], " ".join((again.text, *again.camera))),
        Line(label["reason"], again.reason),
        Line(label["check"], again.check),
        Line(label["studies"], words("retest")["after_source"]),
    )
    return Card(RETEST, label["retest"], lines)


def _why(one: PlanItem) -> tuple[Line, ...]:
    """Why, how to see whether it helped, what to watch for, and what article and studies say."""
    label = words("label")
    said = tuple(Line(label[key], text) for key in WHY if (text := getattr(one, key)))
    return (*said, Line(label["studies"], one.studies, one.source))
