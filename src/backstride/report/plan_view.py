"""The plan as page one shows it: cue, exercises with their drawings, how to run, when to look again."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from backstride.answers.home_tests import home_test
from backstride.care.dose import days_said, dose_said
from backstride.care.words import words
from backstride.model.plan import Exercise, Plan, PlanItem
from backstride.report.cards.card import plan_key
from backstride.report.exercise_figure import exercise_figure


@dataclass(frozen=True)
class ExerciseView:
    """An exercise in one line with its drawing; ``key``: the card that holds the rest."""

    item: Exercise
    dose: str
    picture: Markup
    key: str


@dataclass(frozen=True)
class PlanView:
    """What page one shows of a plan; ``small``: what else there is to do, on screen only."""

    label: dict[str, str]
    cue: PlanItem | None
    exercises: tuple[ExerciseView, ...]
    left_out: tuple[str, ...]
    running: str
    running_days: str
    stop: tuple[str, ...]
    retest: tuple[str, ...]
    small: tuple[PlanItem, ...]


def plan_view(plan: Plan | None) -> PlanView | None:
    """The plan for page one, None where there is none."""
    if plan is None:
        return None
    rest = (plan.running, plan.meanwhile, plan.drink, *plan.habits)
    return PlanView(
        label=dict(words("label")),
        cue=plan.cue,
        exercises=tuple(_exercise(one) for one in plan.exercises),
        left_out=plan.left_out,
        running=plan.running.text,
        running_days=days_said(plan.running.days_a_week),
        stop=plan.stop,
        retest=retest_lines(plan),
        small=tuple(one for one in rest if one is not None),
    )


def retest_lines(plan: Plan) -> tuple[str, ...]:
    """When and how to look again, in sentences."""
    again, label = plan.retest, words("label")
    titles = ", ".join(home_test(one).title.lower() for one in again.tests)
    return (again.text, *again.camera, *([f"{label['tests']}: {titles}."] if titles else []), again.check)


def _exercise(one: Exercise) -> ExerciseView:
    return ExerciseView(
        one, dose_said(one.dose), exercise_figure(one.figure, f"plan-{one.id}"), plan_key(one.id)
    )
