"""What is said about each pattern, typed rows of ``knowledge/patterns.toml``."""

from __future__ import annotations

from functools import cache
from typing import Final

from pydantic import Field

from backstride.knowledge.loader import load
from backstride.model.common import Frozen
from backstride.model.pattern import Correction

PATTERNS: Final = "patterns.toml"


class Question(Frozen):
    """A yes-or-no fact; ``ask`` stands under missing until it is answered.

    ``provokes``: the answer is had by bringing the ache on, so it is asked only where advice may be shown.
    """

    id: str
    ask: str
    yes: str
    no: str
    provokes: bool = False


class Limit(Frozen):
    """The largest side difference of a measure that is usual, with its source."""

    usual: float
    source: str


class PatternText(Frozen):
    """One pattern as the article, this house and the studies put it.

    ``next_test_loads``: the next test asks for running or bending that may bring the ache on.
    """

    row: int
    title: str
    explanation: str
    in_studies: str
    studies: str
    studies_source: str
    next_test: str
    next_test_loads: bool = False
    correction: Correction
    missing: tuple[str, ...] = ()
    question: tuple[Question, ...] = ()
    side_difference: dict[str, Limit] = Field(default_factory=dict)


@cache
def pattern_ids() -> tuple[str, ...]:
    """The ten ids in the article's order."""
    return tuple(load(PATTERNS))


@cache
def pattern_text(pattern_id: str) -> PatternText:
    """Everything said about one pattern."""
    return PatternText.model_validate(load(PATTERNS)[pattern_id])
