"""For the clinic: links for a runner, and who looked at their data."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from backstride.app.door.links import in_use, make_link
from backstride.app.page import page, words
from backstride.app.services import services
from backstride.app.visitor import Person, overseer_of, person_of
from backstride.model.access import RunnerLink

router = APIRouter(dependencies=[Depends(person_of), Depends(overseer_of)])
SHOWN: Final = 200


@router.get("/people/{person}")
def shown(request: Request, person: Person) -> Response:
    """Links in use, and the last accesses."""
    return _page(request, person)


@router.post("/people/{person}/links")
def make(request: Request, person: Person) -> Response:
    """A new link, shown in this answer and never again."""
    _link, address = new_link(request, person)
    return _page(request, person, new=address)


@router.post("/people/{person}/links/{name}")
def take_back(request: Request, person: Person, name: str) -> Response:
    """Take a link back."""
    remove_link(request, person, name)
    return RedirectResponse(request.url.path.rpartition("/links/")[0], 303)


def new_link(request: Request, person: str) -> tuple[RunnerLink, str]:
    """A new link and its address, which is told this once.

    Raises HTTPException 409 where the server is for one machine alone, UsageError where there are too many.
    """
    found = services(request)
    if not found.settings.clinic:
        raise HTTPException(409, words("access")("only_clinic"))
    link, secret = make_link(found, person)
    origin = f"{found.settings.scheme}://{request.headers['host']}"  # a name that the guard checked
    return link, f"{origin}/join?key={secret}"


def remove_link(request: Request, person: str, name: str) -> None:
    """Take a link back. Raises HTTPException 404 where this runner has none of this name."""
    store = services(request).kept()
    if store is None or not store.remove_link(person, name):
        raise HTTPException(404, words("access")("no_link"))


def _page(request: Request, person: str, new: str = "") -> Response:
    found = services(request)
    store = found.kept()
    looks = store.accesses(person, SHOWN) if store is not None else ()
    return page(
        request,
        "access",
        person=person,
        at="people",
        new=new,
        links=in_use(found, person),
        looks=looks,
        most=SHOWN,
        clinic=found.settings.clinic,
    )
