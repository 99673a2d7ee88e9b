"""The signs to watch and the questions to answer, as typed rows of ``knowledge/safety.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from backstride.knowledge.loader import load
from backstride.model.safety import SafetyLevel

Action = Literal["emergency", "urgent", "clinician"]
ACTIONS: tuple[Action, ...] = ("emergency", "urgent", "clinician")


@dataclass(frozen=True)
class Sign:
    """One thing to watch for, what to do when it appears, and what that rests on."""

    then: Action
    text: str
    source: str


@dataclass(frozen=True)
class Question:
    """One fact asked before advice; ``then`` is where a yes leads, "advice" limits advice only."""

    id: str
    then: Literal["emergency", "urgent", "clinician", "advice"]
    text: str
    source: str


@dataclass(frozen=True)
class LevelWords:
    """How a safety level is said to a person."""

    title: str
    text: str


@cache
def signs() -> tuple[Sign, ...]:
    """Every sign to watch, most pressing first."""
    rows = (Sign(**row) for row in load("safety.toml")["sign"])
    return tuple(sorted(rows, key=lambda sign: ACTIONS.index(sign.then)))


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in the order it is asked."""
    return tuple(Question(**row) for row in load("safety.toml")["question"])


def action_title(action: Action) -> str:
    """What to do when a sign of this kind appears, in plain words."""
    return str(load("safety.toml")["action"][action]["title"])


def level_words(level: SafetyLevel) -> LevelWords:
    """Title and explanation of a level.

    >>> level_words("unknown").title
    'Safety not checked yet: advice is hidden'
    """
    return LevelWords(**load("safety.toml")["level"][level])
