"""What is said about each pattern, typed rows of ``knowledge/patterns.toml``."""

from __future__ import annotations

from functools import cache
from typing import Final

from pydantic import Field

from backstride.answers.questions import fields
from backstride.knowledge.loader import load
from backstride.model.common import Frozen
from backstride.model.pattern import Correction

PATTERNS: Final = "patterns.toml"


class AnswerRow(Frozen):
    """How one answer is read: for the pattern when it is one of ``any_of`` or at least ``at_least``.

    only: every chosen option must be one of ``any_of``, and there must be one alone. counts: it weighs in the
    verdict. optional: the ledger is complete without it. ask: the question, where ``field`` is a fact.
    """

    field: str
    any_of: tuple[str, ...] = ()
    at_least: float | None = None
    only: bool = False
    counts: bool = False
    optional: bool = False
    ask: str = ""
    for_: str = Field(alias="for")
    against: str = ""
    source: str = "Your answer"

    @property
    def question(self) -> str:
        """What stands under "missing" until it is answered."""
        return self.ask or fields()[self.field].ask

    @property
    def provokes(self) -> bool:
        """Whether answering brings the ache on, so that it is asked only where that is allowed."""
        return self.field in fields() and fields()[self.field].provokes


class Missing(Frozen):
    """What the ledger lacks.

    loads: getting it asks for a run or a test of the back. decides: it would decide, not only complete.
    """

    id: str
    text: str
    loads: bool = False
    decides: bool = False


class NextTest(Frozen):
    """What would tell more: the findings or missing things it fills; ``loads`` as for ``Missing``."""

    text: str
    fills: tuple[str, ...]
    loads: bool = False


class Limit(Frozen):
    """The largest side difference of a measure that is usual, with its source."""

    usual: float
    source: str


class PatternText(Frozen):
    """One pattern as the article, this house and the studies put it.

    ``test``: what would tell more; ``next_test``: what to try where none of them moves the verdict.
    ``next_test_loads``: it asks for running or bending that may bring the ache on.
    ``correction_held`` stands in for the correction where diet advice is held back.
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
    correction_held: Correction | None = None
    missing: tuple[Missing, ...] = ()
    answer: tuple[AnswerRow, ...] = ()
    test: tuple[NextTest, ...] = ()
    side_difference: dict[str, Limit] = Field(default_factory=dict)


@cache
def pattern_ids() -> tuple[str, ...]:
    """The ten ids in the article's order."""
    return tuple(load(PATTERNS))


@cache
def pattern_text(pattern_id: str) -> PatternText:
    """Everything said about one pattern."""
    return PatternText.model_validate(load(PATTERNS)[pattern_id])
