"""The safety questions, one a screen, and what the answers say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from backstride.answers.parse import read_answers
from backstride.answers.questions import Field
from backstride.answers.value import BadValue, as_json
from backstride.answers.value import read as read_value
from backstride.app.interview.intake import offered
from backstride.app.interview.talk import Talk, Walk, carried, talks, walk
from backstride.app.page import address, page, words
from backstride.app.services import services
from backstride.app.told import newest_answers
from backstride.app.visitor import Person
from backstride.history.diary_days import said_day
from backstride.model.stored import StoredAnswers
from backstride.report.safety_block import safety_block
from backstride.safety.facts import Question
from backstride.safety.reply import all_of, ticked
from backstride.safety.triage import patterns_allowed, triage

router = APIRouter()
QUICK_KM: Final = (3, 5, 8, 10, 15, 20)  # usual lengths of a run, one tap each; any other may be typed


class NotUnderstood(ValueError):  # noqa: N818 - asked again, with a sentence
    """A reply that cannot be used as it is; the text says why."""


@router.get("/p/{person}/safety")
def begin(request: Request, person: Person) -> Response:
    """The first question at once; where the kept answers ask for help, that comes first."""
    kept = newest_answers(services(request), person)
    if kept is not None and not patterns_allowed(triage(read_answers(kept.raw))):
        return RedirectResponse(address(person, "safety/kept"), 303)
    return again(request, person)


@router.get("/p/{person}/safety/again")
def again(request: Request, person: Person) -> Response:
    """A new interview."""
    kept = newest_answers(services(request), person)
    talk = talks(request).begin(person, carried(kept.raw if kept else None))
    return RedirectResponse(_step(talk, 1), 303)


@router.get("/p/{person}/safety/kept")
def kept(request: Request, person: Person) -> Response:
    """What the newest kept answers say."""
    stored = newest_answers(services(request), person)
    if stored is None:
        return RedirectResponse(address(person, "safety/again"), 303)
    told = read_answers(stored.raw)
    safety = triage(told)
    more = offered(stored.raw) if patterns_allowed(safety) else ()
    values: dict[str, Any] = {"block": safety_block(safety, told), "day": said_day(stored.day), "more": more}
    return page(request, "safety", person=person, view="kept", **values)


@router.get("/p/{person}/safety/{talk_id}/end")
def end(request: Request, person: Person, talk_id: str) -> Response:
    """What the answers of this interview say; nothing is kept yet."""
    talk = talks(request).of(person, talk_id)
    if talk is None:
        return _gone(request, person)
    way = walk(talk)
    if way.now is not None:
        return RedirectResponse(_step(talk, len(way.asked) + 1), 303)
    told = read_answers(way.raw)
    values: dict[str, Any] = {
        "block": safety_block(triage(told), told),
        "keep": _here(talk, "keep") if told is not None else None,
        "back": _step(talk, len(way.asked)),
    }
    return page(request, "safety", person=person, view="end", **values)


@router.post("/p/{person}/safety/{talk_id}/keep")
def keep(request: Request, person: Person, talk_id: str) -> Response:
    """Keep the answers of this interview."""
    talk = talks(request).of(person, talk_id)
    if talk is None:
        return _gone(request, person)
    raw = walk(talk).raw
    if read_answers(raw) is not None:
        services(request).store().add_answers(person, StoredAnswers(day=date.today(), raw=raw))
    return RedirectResponse(address(person, "safety/kept"), 303)


@router.get("/p/{person}/safety/{talk_id}/{number}")
def ask(request: Request, person: Person, talk_id: str, number: int) -> Response:
    """The step of this number; one that does not come yet leads to the one that does."""
    talk = talks(request).of(person, talk_id)
    if talk is None:
        return _gone(request, person)
    way = walk(talk, number)
    if way.now is None:
        return RedirectResponse(_here(talk, "end"), 303)
    if len(way.asked) != number - 1:
        return RedirectResponse(_step(talk, len(way.asked) + 1), 303)
    return _question(request, talk, way)


@router.post("/p/{person}/safety/{talk_id}/{number}")
def reply(
    request: Request,
    person: Person,
    talk_id: str,
    number: int,
    answer: Annotated[str, Form(max_length=20)] = "",
    sign: Annotated[tuple[str, ...], Form(max_length=40)] = (),
    value: Annotated[str, Form(max_length=40)] = "",
    which: Annotated[bool, Form()] = False,
) -> Response:
    """Take one reply and go on."""
    talk = talks(request).of(person, talk_id)
    if talk is None:
        return _gone(request, person)
    way = walk(talk, number)
    if way.now is None or len(way.asked) != number - 1:
        return RedirectResponse(_step(talk, len(way.asked) + 1), 303)
    try:
        if answer == "skip":
            given = None
        elif isinstance(way.now, Question):
            given = _of_question(way.now, answer, sign, which=which)
        else:
            given = _of_field(way.now, value)
    except NotUnderstood as why:
        return _question(request, talk, way, note=str(why), ticked_now=sign, which=answer == "yes")
    now = talk.with_reply(way.now.id, given)
    talks(request).go_on(now)
    return RedirectResponse(_step(now, number + 1), 303)


def _of_question(question: Question, answer: str, signs: tuple[str, ...], *, which: bool) -> dict[str, Any]:
    """Answers by fact or sign. A yes without a line is asked for its lines once, then counts for all: the
    safer way."""
    own = {sign.id for _, sign in question.signs} & set(signs)
    say = words("safety")
    if answer == "yes" and own:
        return dict(ticked(question, own))
    if answer == "yes":
        if len(question.facts) > 1 and not which:
            raise NotUnderstood(say("which"))
        return dict(all_of(question, "yes"))
    if answer == "no" and own:
        raise NotUnderstood(say("ticked_and_none"))
    if answer == "no":
        return dict(all_of(question, "no"))
    raise NotUnderstood(say("answer_please"))


def _of_field(field: Field, word: str) -> Any:
    say = words("safety")
    try:
        value = read_value(field, word)
    except BadValue as bad:
        raise NotUnderstood(say("that", what=str(bad))) from bad
    if value is None:
        raise NotUnderstood(say("answer_please"))
    return as_json(value)


def _question(
    request: Request,
    talk: Talk,
    way: Walk,
    note: str = "",
    ticked_now: tuple[str, ...] = (),
    which: bool = False,
) -> Response:
    number, step = len(way.asked) + 1, way.now
    assert step is not None
    before = talk.given.get(step.id, "")
    values = {
        "view": "ask",
        "step": step,
        "kind": "question" if isinstance(step, Question) else step.kind,
        "number": number,
        "at_most": max(way.at_most, number),
        "action": _step(talk, number),
        "back": _step(talk, number - 1) if number > 1 else None,
        "note": note,
        "which": which,
        "ticked": ticked_now or (before if isinstance(before, dict) else ()),
        "before": before,
        "skipped": before is None,
        "quick": QUICK_KM,
        "carried": bool(talk.base) and number == 1,
    }
    status = 422 if note else 200
    return page(request, "safety", person=talk.person, status=status, **values)


def _gone(request: Request, person: str) -> Response:
    """The server was started anew meanwhile, or another person's interview was asked for."""
    if request.method != "GET":
        raise HTTPException(404, words("safety")("gone"))
    return RedirectResponse(address(person, "safety"), 303)


def _step(talk: Talk, number: int) -> str:
    return _here(talk, str(max(1, number)))


def _here(talk: Talk, part: str) -> str:
    return address(talk.person, f"safety/{talk.id}/{part}")
