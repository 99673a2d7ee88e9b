"""The safety answers as JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from backstride.answers.file import DEEPEST, depth_of, dumps
from backstride.answers.parse import read_answers
from backstride.app.diary_day import now
from backstride.app.services import services
from backstride.app.told import newest_answers
from backstride.app.visitor import Person
from backstride.model.safety import Safety
from backstride.model.stored import StoredAnswers
from backstride.safety.facts import resolve
from backstride.safety.interview import next_question
from backstride.safety.triage import triage

router = APIRouter(prefix="/api/p/{person}/safety", tags=["safety"])
Id = Annotated[str, Field(max_length=80)]


class Told(BaseModel):
    """An answers file: fact or sign -> yes or no, field of the intake -> value."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    schema_: Annotated[str | None, Field(alias="schema", max_length=80)] = None
    safety: dict[Id, Literal["yes", "no"] | bool | None] = {}
    intake: dict[Id, Any] = {}


class Outcome(BaseModel):
    """What answers say. day: when they were kept; None where they are not. next: the question that comes."""

    safety: Safety
    day: date | None = None
    next: str | None = None


@router.get("")
def shown(request: Request, person: Person) -> Outcome:
    """What the newest kept answers say; ``unknown`` where none are kept."""
    kept = newest_answers(services(request), person)
    return _outcome(kept.raw, kept.day) if kept is not None else _outcome({}, None)


@router.post("/check")
def check(_person: Person, told: Told) -> Outcome:
    """What these answers say; nothing is kept."""
    return _outcome(_raw(told), None)


@router.post("", status_code=201)
def keep(request: Request, person: Person, told: Told) -> Outcome:
    """Keep these answers as the newest."""
    raw = _raw(told)
    answers = read_answers(raw)
    if answers is None or not (answers.facts or answers.intake or answers.unknown_signs):
        raise HTTPException(422, "These hold no answer that this version knows.")
    day = now().date()
    services(request).store().add_answers(person, StoredAnswers(day=day, raw=raw))
    return _outcome(raw, day)


def _outcome(raw: dict[str, Any], day: date | None) -> Outcome:
    told = read_answers(raw)
    question = next_question(resolve(told).state)
    return Outcome(safety=triage(told), day=day, next=question.id if question else None)


def _raw(told: Told) -> dict[str, Any]:
    """As an answers file holds it: plain JSON, nothing nested deeper than a file may be."""
    if depth_of(told.intake) > DEEPEST:
        raise HTTPException(422, "The answers are nested far deeper than any set of answers.")
    given = {name: part for name, part in (("safety", told.safety), ("intake", told.intake)) if part}
    found: dict[str, Any] = json.loads(dumps(given)) if given else {}
    return found
