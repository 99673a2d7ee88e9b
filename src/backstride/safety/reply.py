"""A reply to one safety question as answers by fact or sign."""

from __future__ import annotations

from collections.abc import Collection

from backstride.model.answers import YesNo
from backstride.safety.facts import Question


def all_of(question: Question, answer: YesNo) -> dict[str, YesNo]:
    """Yes or no to everything that the question asks; a yes that names no sign counts for every fact."""
    return {fact.id: answer for fact in question.facts}


def ticked(question: Question, signs: Collection[str]) -> dict[str, YesNo]:
    """These signs are there; a fact of which none is has been denied. Other signs count for nothing."""
    chosen = [(fact, sign) for fact, sign in question.signs if sign.id in signs]
    with_sign = {fact.id for fact, _ in chosen}
    yes: dict[str, YesNo] = {sign.id: "yes" for _, sign in chosen}
    return yes | {fact.id: "no" for fact in question.facts if fact.id not in with_sign}
