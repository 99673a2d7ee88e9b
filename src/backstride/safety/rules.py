"""The rules that turn facts into a level: each asks for a few yeses, and the highest level wins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final, get_args

from backstride.knowledge.loader import load
from backstride.model.safety import SafetyLevel

LEVELS: Final[tuple[SafetyLevel, ...]] = get_args(SafetyLevel)  # clear, unknown, clinician, urgent, emergency


@dataclass(frozen=True)
class Rule:
    """When all its facts are yes the level is at least this one; ``text`` says why and what to do."""

    id: str
    facts: frozenset[str]
    level: SafetyLevel
    text: str
    source: str


@dataclass(frozen=True)
class Limit:
    """Facts that hold back one kind of advice and leave the level alone."""

    id: str
    facts: frozenset[str]
    holds_back: str
    text: str
    source: str


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, the most pressing first."""
    rows = [
        Rule(row["id"], frozenset(row["all"]), row["level"], row["text"], row["source"])
        for row in load("safety/rules.toml")["rule"]
    ]
    return tuple(sorted(rows, key=lambda rule: -LEVELS.index(rule.level)))


@cache
def limits() -> tuple[Limit, ...]:
    """Every limit."""
    return tuple(
        Limit(row["id"], frozenset(row["all"]), row["holds_back"], row["text"], row["source"])
        for row in load("safety/rules.toml")["limit"]
    )


def fired(yes: Collection[str]) -> tuple[Rule, ...]:
    """The rules that apply, the most pressing first."""
    there = frozenset(yes)
    return tuple(rule for rule in rules() if rule.facts <= there)


def level_of(yes: Collection[str], *, all_answered: bool) -> SafetyLevel:
    """The maximum over the rules; at least ``unknown`` while any question is unanswered.

    >>> level_of(["leg_symptoms"], all_answered=False)
    'clinician'
    >>> level_of([], all_answered=False), level_of([], all_answered=True)
    ('unknown', 'clear')
    """
    found = fired(yes)
    if found:
        return found[0].level
    return "clear" if all_answered else "unknown"


def without_covered(found: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules without those that another one says too: more facts, at least as pressing.

    >>> [rule.id for rule in without_covered(fired(["leg_symptoms", "blood_thinners"]))]
    ['thinner_with_leg_signs']
    """
    return tuple(
        rule
        for index, rule in enumerate(found)
        if not any(rule.facts < other.facts for other in found[:index])
    )
