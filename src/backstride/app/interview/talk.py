"""A safety interview on pages: what was replied so far, which question comes next, and what that amounts to.

It lies in the server's memory alone until somebody asks to keep it: nothing of it stands in an address.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from fastapi import Request

from backstride.answers.growing import Growing
from backstride.answers.parse import read_answers
from backstride.answers.questions import Field, fields
from backstride.answers.value import as_json
from backstride.app.few import Few
from backstride.model.answers import Answers
from backstride.safety.facts import Question, questions, resolve
from backstride.safety.interview import light_fields, next_question
from backstride.safety.triage import triage

MOST_TALKS: Final = 500  # in memory at once; the one touched longest ago goes first
# What was told earlier of these still counts; pain, and what belongs to it, is of its day and asked again.
CARRIED: Final = ("running", "life", "home_tests", "weighing")
_OF_PAIN: Final = ("pain_after_treadmill", "pain_after_ground", "run_before_pain_km", "longest_run_jump")


@dataclass(frozen=True)
class Talk:
    """base: earlier answers that still count. given: question or field id -> reply, None where skipped."""

    id: str
    person: str
    base: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    def with_reply(self, step: str, reply: Any) -> Talk:
        """The same with this reply in place of an earlier one."""
        return replace(self, given={**self.given, step: reply})


@dataclass(frozen=True)
class Walk:
    """The way through the questions. asked: the steps so far. now: the step that comes, None at the end.

    at_most: how many steps it will be if nothing shows up. raw: the answers so far, as a file has them.
    """

    asked: tuple[str, ...]
    now: Question | Field | None
    at_most: int
    raw: dict[str, Any]


def walk(talk: Talk, upto: int | None = None) -> Walk:
    """Replay the replies, all of them or those before step ``upto``, which counts from 1."""
    grown, asked = Growing(talk.base), list[str]()

    def reached(step: str) -> bool:
        return step not in talk.given or (upto is not None and len(asked) >= upto - 1)

    skipped: list[str] = []
    while (question := _next(grown, skipped)) is not None:
        if reached(question.id):
            return Walk(tuple(asked), question, len(questions()), grown.raw)
        reply = talk.given[question.id]
        asked.append(question.id)
        if reply is None:
            skipped.append(question.id)
        else:
            grown.put("safety", reply)
    while (name := _light(grown.told(), skipped)) is not None:
        if reached(name):
            left = [one for one in light_fields(grown.told() or Answers()) if one not in skipped]
            more = "settled_in_24h" not in left and "pain_during" in left
            return Walk(tuple(asked), fields()[name], len(asked) + len(left) + more, grown.raw)
        asked.append(name)
        if talk.given[name] is None:
            skipped.append(name)
        else:
            grown.put("intake", {name: talk.given[name]})
    return Walk(tuple(asked), None, len(asked), grown.raw)


def carried(raw: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of earlier answers still counts when the safety questions are asked again."""
    told = read_answers(raw)
    kept = {
        name: as_json(value)
        for name, value in (told.intake if told else {}).items()
        if fields()[name].section in CARRIED and name not in _OF_PAIN
    }
    return {"intake": kept} if kept else {}


class Talks(Few[Talk]):
    """The interviews that are going on."""

    def __init__(self) -> None:
        super().__init__(MOST_TALKS)

    def begin(self, person: str, base: Mapping[str, Any]) -> Talk:
        """A new one."""
        talk = Talk(secrets.token_urlsafe(9), person, base)
        self.go_on(talk)
        return talk

    def go_on(self, talk: Talk) -> None:
        """In place of what it was."""
        self.put(talk.person, talk.id, talk)


def talks(request: Request) -> Talks:
    """The server's interviews."""
    found: Talks = request.app.state.talks
    return found


def _next(grown: Growing, skipped: list[str]) -> Question | None:
    """The next safety question, without what it asks that is known already."""
    state = resolve(grown.told()).state
    question = next_question(state, skipped)
    if question is None:
        return None
    return replace(question, facts=tuple(fact for fact in question.facts if fact.id not in state))


def _light(told: Answers | None, skipped: list[str]) -> str | None:
    """The next of the questions for tomorrow's light; only at ``clear``."""
    if triage(told).level != "clear":
        return None
    return next((name for name in light_fields(told or Answers()) if name not in skipped), None)
