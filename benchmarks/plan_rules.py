"""What every plan must obey, said without looking at how plans are made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from backstride.answered import answered
from backstride.answers.home_tests import home_tests
from backstride.answers.parse import read_answers
from backstride.care.exercises import exercises
from backstride.model.analysis import Analysis, Software
from backstride.model.answers import Answers
from backstride.model.measure import Measure
from backstride.model.plan import Exercise, Plan
from backstride.model.runner import Runner
from backstride.safety.triage import triage

STOP_ABOVE, MOST_STAGE_DAYS = 5, 3
RUNGS: Final = ("easier", "usual", "harder")
PAINS: Final = ("pain_now", "pain_during", "pain_after", "pain_next_morning")
CHANGED: Final = ("cannot_do", "pain", "red flag", "medicine", "break", "notes", "order")
RED_FLAGS: Final = ("cauda_equina", "infection_or_urine", "leg_symptoms")


def planned(
    raw: Mapping[str, Any], measures: tuple[Measure, ...] = (), runner: Runner | None = None
) -> tuple[Analysis, Answers | None, Plan | None]:
    """The analysis and the plan of these answers beside these measures."""
    told = read_answers(raw)
    measured = Analysis(
        software=Software(version="0"),
        runner=runner or Runner(),
        recordings=(),
        contacts=(),
        measures=measures,
        patterns=(),
        safety=triage(None),
    )
    analysis = answered(measured, told)
    return analysis, told, analysis.plan


def broken(analysis: Analysis, told: Answers | None, plan: Plan | None) -> Iterator[str]:
    """Every rule that this plan breaks, in words."""
    if (plan is not None) != (analysis.safety.level == "clear"):
        yield f"a plan at level {analysis.safety.level}" if plan else "no plan at level clear"
    if plan is None:
        return
    found = {one.id for one in analysis.patterns if one.verdict in ("stands_out", "possible")}
    for item in plan.items:
        if not (item.text.strip() and item.reason.strip() and item.check.strip() and item.source.strip()):
            yield f"{item.id} lacks a text, a reason, a check or a source"
        if not set(item.answers) <= found:
            yield f"{item.id} answers {item.answers}, which was not found"
    if sum(item.kind == "cue" for item in plan.items) > 1:
        yield "more than one cue"
    if len(plan.exercises) > 3 or len({one.id for one in plan.exercises}) < len(plan.exercises):
        yield "more than three exercises, or one twice"
    yield from _forbidden(analysis, told or Answers(), plan)
    yield from _against_itself(told or Answers(), plan)


def _against_itself(told: Answers, plan: Plan) -> Iterator[str]:
    """Where one part of the plan asks for what another, or an answer, rules out."""
    if plan.exercises and (told.number("pain_now") or 0) > STOP_ABOVE:
        yield "an exercise at a pain at which it has to be stopped"
    if plan.running.stages and plan.running.days_a_week > MOST_STAGE_DAYS:
        yield "stages of run and walk on more than three days"
    if plan.cue and plan.running.stages and "run two as always" in plan.cue.text:
        yield "a cue practised in a run that is not there"
    for test in home_tests():
        asked = [one.id for one in plan.exercises if f"“{test.title}”" in one.check]
        if (asked or test.id in plan.retest.tests) and test.body and _cannot(told, test.body):
            yield f"the test {test.id} although one cannot do it"


def _cannot(told: Answers, body: tuple[str, ...]) -> bool:
    return bool(set(body) & set(told.chosen("cannot_do")))


def _forbidden(analysis: Analysis, told: Answers, plan: Plan) -> Iterator[str]:
    """Exercises that the answers, or the light for tomorrow, forbid; too much of what is allowed."""
    rows = {row.id: row for row in exercises()}
    light = analysis.safety.run_tomorrow
    for one in plan.exercises:
        if rows[one.id].forbidden(told):
            yield f"{one.id} although {rows[one.id].forbidden(told)}"
        if light and light.light == "red" and not rows[one.id].gentle:
            yield f"{one.id} although the light is red"
        if (light is None or light.light != "green") and one.start != "easier":
            yield f"{one.id} starts {one.start} without a green light"
        if [rung.effort for rung in one.ladder] != list(RUNGS):
            yield f"{one.id} has no ladder of three rungs"
    if light and light.max_km is not None and (plan.running.max_km or 0) > light.max_km:
        yield "running beyond the cap of the light"
    if light and light.light == "red" and plan.running.max_km:
        yield "a distance to run although the light is red"


def unlike(
    raw: Mapping[str, Any],
    measured: tuple[tuple[Measure, ...], Runner],
    before: Plan | None,
    what: str,
    number: int,
) -> str:
    """One answer changed: what is not sensible about how the plan changes; empty where all is.

    before: the plan of the answers as they were, beside the same measures of the same runner.
    """
    intake, safety = dict(raw.get("intake", {})), dict(raw.get("safety", {}))
    other: dict[str, Any] = {"safety": safety, "intake": intake}
    match what:
        case "cannot_do":
            banned = ("kneel", "on_hands", "lie_on_back", "lie_on_side", "one_leg", "knee_bend", "calf")[
                number % 7
            ]
            intake["cannot_do"] = [banned]
        case "pain":
            intake |= dict.fromkeys(PAINS, 10)
        case "red flag":
            safety[RED_FLAGS[number % len(RED_FLAGS)]] = "yes"
        case "medicine":
            safety["heart_kidney_medicines"] = "yes"
        case "break":
            intake["weeks_without_running"] = 6
        case "notes":
            intake["notes"] = "It rained."
        case "order":
            other = {"intake": dict(reversed(intake.items())), "safety": dict(reversed(safety.items()))}
    analysis, told, after = planned(other, *measured)
    faults = list(broken(analysis, told, after))
    return "; ".join(faults) or _unlike(what, before, after)


def _unlike(what: str, before: Plan | None, after: Plan | None) -> str:
    if what == "red flag":
        return "a plan with a red flag" if after else ""
    if before is None or after is None:
        return "" if before is after or what in ("medicine", "break") else f"{what} took the plan away"
    if what in ("notes", "order"):
        return "" if _text(before) == _text(after) else f"{what} changed the plan"
    if what == "break" and not after.running.stages:
        return "no stages after a break of six weeks"
    if what == "pain":
        return _more(before, after)
    return ""


def _more(before: Plan, after: Plan) -> str:
    """Whether more is asked with more pain."""
    starts = {one.id: RUNGS.index(one.start) for one in before.exercises}
    if any(RUNGS.index(one.start) > starts.get(one.id, 2) for one in after.exercises):
        return "a harder start with more pain"
    if after.running.max_km or after.running.days_a_week > before.running.days_a_week:
        return "more running with more pain"
    return ""


def _text(plan: Plan) -> str:
    return json.dumps(plan.model_dump(mode="json"))


def used(exercise: Exercise) -> str:
    """An exercise with the rung to start on, as it is counted."""
    return f"{exercise.id} ({exercise.start})"
