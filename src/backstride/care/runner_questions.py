"""The three questions runners ask (keep running, shoes, swimming), answered for this runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.safety import RunTomorrow, Safety
from backstride.safety.tomorrow import say, tomorrow_notes
from backstride.safety.triage import advice_allowed


@dataclass(frozen=True)
class RunnerAnswer:
    """A question with this runner's answer, and the article's and the studies' word beside it."""

    id: str
    ask: str
    answer: str
    article: str
    studies: str
    source: str


def runner_answers(safety: Safety, told: Answers | None) -> tuple[RunnerAnswer, ...]:
    """The three answers; none where the level does not allow advice."""
    if not advice_allowed(safety):
        return ()
    light, told = safety.run_tomorrow, told or Answers()
    answers = {
        "keep_running": lambda words: _keep_running(words, light, told),
        "shoes": lambda words: _shoes(words, told),
        "swimming": lambda words: _swimming(words, light, told),
    }
    return tuple(
        RunnerAnswer(
            row["id"],
            row["ask"],
            answers[row["id"]](row["say"]),
            row["article"],
            row["studies"],
            row["source"],
        )
        for row in load("care/runner_questions.toml")["question"]
    )


def _keep_running(words: Mapping[str, str], light: RunTomorrow | None, told: Answers) -> str:
    cap = f", {cap_text(light)}" if light and light.max_km else ""
    notes = " ".join(tomorrow_notes(told)) if told.intake else ""
    calm = light.light if light else "unanswered"
    key = "after_break" if calm in ("green", "amber") and _break(told) else calm
    return words[key].format(cap=cap, notes=notes or say("no_pain")).strip()


def _break(told: Answers) -> bool:
    """Whether no run was run for so long that the plan brings running back in stages."""
    least: float = load("care/plan.toml")["run"]["return_from_weeks"]
    return (told.number("weeks_without_running") or 0.0) >= least


def cap_text(light: RunTomorrow) -> str:
    """The distance in words, such as "up to 5 km"; empty where none is known or none is left.

    >>> cap_text(RunTomorrow(light="green", max_km=5.0))
    'up to 5 km'
    """
    return say("up_to").format(km=f"{light.max_km:g}") if light.max_km else ""


def _shoes(words: Mapping[str, str], told: Answers) -> str:
    comfort, wear = told.chosen("shoes_comfortable"), _wear(words, told)
    if comfort == ("no",):
        case = "uncomfortable"
    elif "new_shoes" in told.chosen("recent_changes"):
        case = "new"
    elif comfort == ("yes",):
        case = "fine"
    else:
        case = "worn" if wear else "unanswered"
    return words[case].format(wear=wear)


def _wear(words: Mapping[str, str], told: Answers) -> str:
    km, months = told.number("shoe_km"), told.number("shoe_months")
    given: dict[str, Any] = {"km": f"{km:g}" if km is not None else "", "months": f"{months or 0:g}"}
    if km is not None and months is not None:
        return words["wear_both"].format(**given)
    if km is not None:
        return words["wear_km"].format(**given)
    return words["wear_months"].format(**given) if months is not None else ""


def _swimming(words: Mapping[str, str], light: RunTomorrow | None, told: Answers) -> str:
    tried = words["tried"] if "swimming" in told.chosen("tried") else ""
    return words[light.light if light else "unanswered"] + tried
