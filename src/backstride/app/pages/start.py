"""Where everybody begins."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from backstride.app.page import address, page
from backstride.app.services import services
from backstride.app.visitor import AnyVisitor, Person

router = APIRouter()


@router.get("/")
def front(visitor: AnyVisitor) -> Response:
    """To one's own page, or to the people."""
    return RedirectResponse("/inbox" if visitor.kind == "clinic" else address(visitor.person), 303)


@router.get("/p/{person}/")
def start(request: Request, person: Person) -> Response:
    """Drop files, try the demo, or say that it hurts now."""
    jobs = services(request).jobs.of_person(person)
    return page(request, "start", person=person, jobs=jobs)
