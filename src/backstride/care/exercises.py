"""The exercises a plan may hold: typed rows of ``knowledge/care/exercises.toml``, and what forbids each."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from pydantic import Field

from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.common import Frozen
from backstride.model.plan import Rung
from backstride.safety.facts import facts, resolve

EXERCISES: Final = "care/exercises.toml"


class Told(Frozen):
    """A condition on an answer: one of ``any_of`` chosen, or a number: ``at_least`` so much, or ``above`` it.

    field: a question of the intake, or a safety fact, which is yes by itself or by any of its signs.
    """

    field: str
    any_of: tuple[str, ...] = ()
    at_least: float | None = None
    above: float | None = None

    def holds(self, told: Answers) -> bool:
        """Whether the answers say so; a question left open says nothing."""
        fact = resolve(told).state.get(self.field)
        number = told.number(self.field)
        if number is not None and self.at_least is not None:
            return number >= self.at_least
        if number is not None and self.above is not None:
            return number > self.above
        chosen = {fact} if fact else set(told.chosen(self.field))
        return bool(chosen & set(self.any_of))


class Ban(Told):
    """An answer that forbids an exercise, and why; a safety fact forbids until it is denied.

    why_open: why while that fact is open.
    """

    why: str
    why_open: str = ""

    def holds(self, told: Answers) -> bool:
        """Whether the answers forbid it. What was given and could not be read, and a safety fact left open,
        never stand for a no; another question left open forbids nothing."""
        return self._open(told) or self.field in told.unused or super().holds(told)

    def said(self, told: Answers) -> str:
        """Why it forbids, by what was told: nobody is told of a medicine they did not name."""
        return (self.why_open or self.why) if self._open(told) else self.why

    def _open(self, told: Answers) -> bool:
        return self.field in _fact_ids() and self.field not in resolve(told).state


class ExerciseRow(Frozen):
    """One exercise as the data hold it.

    group: ``leg`` strengthens the legs, ``trunk`` holds the trunk, ``hip`` the buttock, ``stretch`` and
    ``loosen`` load little. answers: the patterns it may be chosen for, best first. gentle: it may be done
    while running waits. test: the home test that shows whether it helped; measures: what may show it in the
    next recording. check: how one will see whether it helped where no home test can tell.
    ladder: three rungs, easier first.
    """

    id: str
    title: str
    group: Literal["leg", "trunk", "hip", "stretch", "loosen"]
    answers: tuple[str, ...] = ()
    gentle: bool = False
    text: str
    how: tuple[str, ...]
    ladder: tuple[Rung, ...] = Field(min_length=3, max_length=3)
    ban: tuple[Ban, ...] = ()
    test: str = ""
    measures: tuple[str, ...] = ()
    stop: str
    watch: str
    check: str
    up: str
    down: str
    article: str = ""
    studies: str
    source: str

    def forbidden(self, told: Answers) -> str | None:
        """Why the answers forbid it, or None."""
        return next((ban.said(told) for ban in self.ban if ban.holds(told)), None)


@cache
def _fact_ids() -> frozenset[str]:
    return frozenset(fact.id for fact in facts())


@cache
def exercises() -> tuple[ExerciseRow, ...]:
    """Every exercise, in the order of the file: of equals the earlier one is chosen."""
    return tuple(ExerciseRow.model_validate(row) for row in load(EXERCISES)["exercise"])
