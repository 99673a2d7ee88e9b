"""Which safety question comes next: the most pressing first, and none that could not change the answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from backstride.model.answers import Answers, YesNo
from backstride.safety.facts import Question, questions
from backstride.safety.rules import LEVELS, level_of, rules

# Three more than the nine of triage, twelve in all: with nothing wrong a runner also learns about tomorrow.
LIGHT_FIELDS: Final = ("usual_run_km", "pain_during", "settled_in_24h")
STOP_FROM: Final = LEVELS.index("urgent")


def next_question(state: Mapping[str, YesNo], skipped: Collection[str] = ()) -> Question | None:
    """The next question, or None when all that matters has been asked.

    state: fact id -> yes or no so far. skipped: ids of questions the person left open. From ``urgent`` on
    only questions whose facts could still raise the level are asked: nobody answers a list in an emergency.
    """
    yes = {name for name, answer in state.items() if answer == "yes"}
    waiting = [q for q in questions() if q.id not in skipped and any(f.id not in state for f in q.facts)]
    if LEVELS.index(level_of(yes, all_answered=False)) < STOP_FROM:
        return waiting[0] if waiting else None
    open_facts = {fact.id for question in waiting for fact in question.facts if fact.id not in state}
    raising = _that_could_raise(yes, open_facts)
    return next((q for q in waiting if any(fact.id in raising for fact in q.facts)), None)


def _that_could_raise(yes: set[str], open_facts: set[str]) -> set[str]:
    """The open facts of every rule above the level so far that could still apply."""
    now = LEVELS.index(level_of(yes, all_answered=False))
    could = [r for r in rules() if LEVELS.index(r.level) > now and r.facts <= yes | open_facts]
    return {name for rule in could for name in rule.facts} & open_facts


def light_fields(told: Answers) -> tuple[str, ...]:
    """What the light for tomorrow needs and was not said yet; no pain leaves nothing to settle."""
    open_ = tuple(name for name in LIGHT_FIELDS if name not in told.intake)
    return open_ if told.number("pain_during") else tuple(one for one in open_ if one != "settled_in_24h")
