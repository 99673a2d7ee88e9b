"""The people of a clinic or a club, who needs a look first; their papers; files for many at once."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.background import BackgroundTask

from backstride.app.inbox.noted import note_people
from backstride.app.inbox.papers import papers
from backstride.app.inbox.rows import Show, chosen, inbox, make_missing
from backstride.app.page import address, page
from backstride.app.people import new_label
from backstride.app.services import services
from backstride.app.visitor import Overseer
from backstride.history.person import checked_label
from backstride.history.store import ME

router = APIRouter()
ON_A_PAGE = 50
MOST_PAPERS = 200
SHOWS: tuple[Show, ...] = ("all", "seen", "changed", "failed")


@router.get("/inbox")
def people(
    request: Request,
    visitor: Overseer,
    show: Show = "all",
    named: Annotated[str, Query(max_length=80)] = "",
    at: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """Everybody, or those that a filter leaves, some on a page."""
    found = services(request)
    every = inbox(found, date.today())
    rows = chosen(every, show, named)
    shown = rows[(at - 1) * ON_A_PAGE : at * ON_A_PAGE]
    note_people(found, request, visitor, [row.person for row in shown])
    answer = page(
        request,
        "inbox",
        person=ME,
        rows=shown,
        counts={name: len(chosen(every, name, "")) for name in SHOWS},
        show=show,
        named=named,
        at="inbox",
        number=at,
        pages=max(1, -(-len(rows) // ON_A_PAGE)),
        open=address,
        waits=any(row.waits for row in shown),
    )
    if any(row.waits for row in every):
        answer.background = BackgroundTask(make_missing, found, every)
    return answer


@router.post("/inbox/new")
def new_person(_visitor: Overseer, label: Annotated[str, Form(max_length=200)] = "") -> Response:
    """To the pages of somebody new; they are kept with the first thing that is kept of them."""
    return RedirectResponse(address(new_label(label)), 303)


@router.post("/inbox/papers")
def zipped(
    request: Request,
    visitor: Overseer,
    paper: Annotated[Literal["runner", "clinician"], Form()] = "runner",
    who: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """One page of paper of the newest result of each of these people, in one file, sent as it is made."""
    named = list(dict.fromkeys(checked_label(one) for one in who or []))
    if not named:
        raise HTTPException(422, "Tick at least one person, then ask for the papers again.")
    if len(named) > MOST_PAPERS:
        raise HTTPException(422, f"That are too many at once. Tick {MOST_PAPERS} people or fewer.")
    found = services(request)
    note_people(found, request, visitor, named)
    return StreamingResponse(
        papers(found, named, paper),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="backstride-{paper}-papers.zip"'},
    )
