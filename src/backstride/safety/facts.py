"""The thirteen facts as yes, no or unanswered: from answers, their signs, other answers and the runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.model.answers import Answers, YesNo
from backstride.model.runner import Runner
from backstride.safety.words import reason_text

ADULT_FROM: Final = 18.0  # years; the project's rule on who may be advised
NEW_PAIN_OVER: Final = 50.0  # years; a first back pain after it is looked at by someone first


@dataclass(frozen=True)
class Sign:
    """One line of a question."""

    id: str
    text: str


@dataclass(frozen=True)
class Fact:
    """One fact: how it is asked, which signs it groups, when to get help later, where its yes leads."""

    id: str
    level: str
    title: str
    ask: str
    watch: str
    source: str
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Implied:
    """Another answer that settles a fact: any of these options of a field is a yes, said so."""

    fact: str
    field: str
    any_of: frozenset[str]
    say: str


@dataclass(frozen=True)
class Question:
    """One question as it is asked: it settles these facts."""

    id: str
    title: str
    facts: tuple[Fact, ...]

    @property
    def signs(self) -> tuple[tuple[Fact, Sign], ...]:
        """Its lines, each with the fact it belongs to."""
        return tuple((fact, sign) for fact in self.facts for sign in fact.signs)


@dataclass(frozen=True)
class Facts:
    """The state of every fact that has one, and a sentence for each contradiction that was resolved."""

    state: Mapping[str, YesNo]
    contradictions: tuple[str, ...] = ()

    @cached_property
    def yes(self) -> frozenset[str]:
        """Facts that are yes."""
        return frozenset(name for name, state in self.state.items() if state == "yes")

    @cached_property
    def unanswered(self) -> tuple[Fact, ...]:
        """Facts without an answer, in the order they are asked."""
        return tuple(fact for fact in facts() if fact.id not in self.state)

    @cached_property
    def open_flags(self) -> tuple[Fact, ...]:
        """Red flags without an answer: they keep the level from being clear. A fact that only holds one kind
        of advice back does not; it holds it back while it is open."""
        return tuple(fact for fact in self.unanswered if fact.level != "advice")


@cache
def facts() -> tuple[Fact, ...]:
    """All thirteen, most pressing first.

    >>> len(facts())
    13
    """
    return tuple(_fact(row) for row in load("safety/facts.toml")["fact"])


@cache
def implications() -> tuple[Implied, ...]:
    """Every answer outside triage that settles a fact."""
    rows = load("safety/facts.toml")["implied"]
    return tuple(Implied(**{**row, "any_of": frozenset(row["any_of"])}) for row in rows)


@cache
def questions() -> tuple[Question, ...]:
    """Every question in the order it is asked; each fact belongs to exactly one."""
    by_id = {fact.id: fact for fact in facts()}
    rows = load("safety/facts.toml")["question"]
    return tuple(
        Question(row["id"], row["title"], tuple(by_id[name] for name in row["facts"])) for row in rows
    )


def resolve(told: Answers | None, runner: Runner | None = None) -> Facts:
    """Each fact's state: yes when it or any of its signs is yes, or another answer says so; else no when it,
    or every one of its signs, was denied; else unanswered. Of two answers the safer is taken, and said; a no
    does not stand where another answer that could speak against it was not understood."""
    told = told or Answers()
    others = _implied(told, runner or Runner())
    doubtful = {one.fact for one in implications() if one.field in told.unused}
    lines = _lines(told)
    state: dict[str, YesNo] = {}
    said: list[str] = []
    for fact in facts():
        own, signs = told.facts.get(fact.id), lines.get(fact.id, ())
        denied = own == "no" or signs.count("no") == len(fact.signs)
        if own == "yes" or "yes" in signs or fact.id in others:
            state[fact.id] = "yes"
        elif denied and fact.id not in doubtful:
            state[fact.id] = "no"
        if own == "no" and "yes" in signs:
            said.append(_disagree(reason_text("said_no").format(title=fact.title)))
        elif own != "yes" and "yes" not in signs:
            said += [_disagree(say) if denied else say for say in others.get(fact.id, ())]
    return Facts(state, tuple(said))


def _lines(told: Answers) -> dict[str, list[YesNo]]:
    """By fact, the answers to those of its lines that have one."""
    found: dict[str, list[YesNo]] = {}
    for name, answer in told.facts.items():
        if name in _fact_of_line():
            found.setdefault(_fact_of_line()[name], []).append(answer)
    return found


@cache
def _fact_of_line() -> dict[str, str]:
    """Each line's id and its fact's; no two facts share one."""
    return {sign.id: fact.id for fact in facts() for sign in fact.signs}


def _disagree(say: str) -> str:
    return reason_text("disagree").format(say=say)


def _implied(told: Answers, runner: Runner) -> dict[str, list[str]]:
    """By fact, what other answers or the runner's age say of it: a yes, each with its sentence."""
    found: dict[str, list[str]] = {}
    for one in implications():
        if not one.any_of.isdisjoint(told.chosen(one.field)):
            found.setdefault(one.fact, []).append(one.say)
    age, first_pain = runner.age_years, "none" in told.chosen("past_episodes")
    if age is not None and (age < ADULT_FROM or (age > NEW_PAIN_OVER and first_pain)):
        found.setdefault("age_or_pregnancy", []).append(reason_text("by_age").format(age=f"{age:g}"))
    return found


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(**{**row, "signs": tuple(Sign(**sign) for sign in row["signs"])})
