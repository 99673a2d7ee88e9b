"""Which safety question comes next: the most pressing first, and none that could not change the answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from backstride.model.answers import YesNo
from backstride.safety.facts import Question, questions
from backstride.safety.rules import LEVELS, level_of

STOP_FROM: Final = LEVELS.index("urgent")


def next_question(state: Mapping[str, YesNo], skipped: Collection[str] = ()) -> Question | None:
    """The next question, or None when all that matters has been asked.

    state: fact id -> yes or no so far. skipped: ids of questions the person left open. From ``urgent`` on
    only questions whose yes would raise the level are asked: nobody answers a list in an emergency.
    """
    yes = {name for name, answer in state.items() if answer == "yes"}
    now = LEVELS.index(level_of(yes, all_answered=False))
    for question in questions():
        open_facts = {fact.id for fact in question.facts} - set(state)
        if not open_facts or question.id in skipped:
            continue
        could_be = LEVELS.index(level_of(yes | open_facts, all_answered=False))
        if now < STOP_FROM or could_be > now:
            return question
    return None
