"""The optional questions, one section a screen; what is saved goes into the kept answers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from backstride.answers.parse import read_answers
from backstride.answers.questions import sections
from backstride.app.interview.intake import after, asked, filled_in
from backstride.app.page import address, page
from backstride.app.services import services
from backstride.app.told import newest_answers
from backstride.app.visitor import Person
from backstride.model.stored import StoredAnswers
from backstride.safety.triage import patterns_allowed, triage

router = APIRouter()


@router.get("/p/{person}/safety/more/{section}")
def show(request: Request, person: Person, section: str) -> Response:
    """One section; above ``unknown``, or without kept answers, what these say instead."""
    kept = _open(request, person)
    if kept is None:
        return RedirectResponse(address(person, "safety/kept"), 303)
    return _page(request, person, section, kept)


@router.post("/p/{person}/safety/more/{section}")
async def save(request: Request, person: Person, section: str) -> Response:
    """Keep what was filled in; the day stays that of the safety answers, which it does not make newer."""
    form = await request.form(max_files=0, max_fields=200)
    given: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        given.setdefault(name, []).append(str(value))
    return await run_in_threadpool(_saved, request, person, section, given)


def _saved(request: Request, person: str, section: str, form: dict[str, list[str]]) -> Response:
    """Into the answers as they are by then: another page may have kept some that forbid to ask more."""
    if _open(request, person) is None:
        return RedirectResponse(address(person, "safety/kept"), 303)
    _title(section)
    problems: tuple[str, ...] = ()

    def change(kept: StoredAnswers | None) -> StoredAnswers | None:
        nonlocal problems
        if kept is None or not _allow_more(kept):
            return None
        raw, problems = filled_in(section, kept.raw, form)
        return kept.model_copy(update={"raw": raw})

    new = services(request).store().change_answers(person, change)
    if new is not None and problems:
        return _page(request, person, section, new, problems)
    onward = after(section, new.raw) if new is not None and "onward" in form else None
    if new is None or onward is None or not _allow_more(new):
        return RedirectResponse(address(person, "safety/kept"), 303)
    return RedirectResponse(address(person, f"safety/more/{onward}"), 303)


def _page(
    request: Request, person: str, section: str, kept: StoredAnswers, problems: tuple[str, ...] = ()
) -> Response:
    title, questions = _title(section), asked(section, kept.raw)
    if not questions:
        raise HTTPException(404, "There are no such questions.")
    values: dict[str, Any] = {
        "view": "section",
        "heading": title,
        "questions": questions,
        "problems": problems,
    }
    status = 422 if problems else 200
    return page(
        request,
        "safety",
        person=person,
        status=status,
        action=address(person, f"safety/more/{section}"),
        **values,
    )


def _open(request: Request, person: str) -> StoredAnswers | None:
    """The kept answers, where they allow more to be asked."""
    kept = newest_answers(services(request), person)
    return kept if kept is not None and _allow_more(kept) else None


def _allow_more(kept: StoredAnswers) -> bool:
    return patterns_allowed(triage(read_answers(kept.raw)))


def _title(section: str) -> str:
    found = next((one.title for one in sections() if one.id == section), None)
    if found is None:
        raise HTTPException(404, "There are no such questions.")
    return found
