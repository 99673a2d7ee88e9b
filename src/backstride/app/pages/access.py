"""For the clinic: links for a runner, and who looked at their data."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from backstride.app.door.entry import Door, door
from backstride.app.door.links import in_use, make_link
from backstride.app.page import page, words
from backstride.app.services import services
from backstride.app.visitor import Person, overseer_of, person_of

router = APIRouter(dependencies=[Depends(person_of), Depends(overseer_of)])
SHOWN: Final = 200


@router.get("/people/{person}")
def shown(request: Request, person: Person) -> Response:
    """Links in use, and the last accesses."""
    return _page(request, person)


@router.post("/people/{person}/links")
def make(request: Request, person: Person) -> Response:
    """A new link, shown in this answer and never again."""
    here = clinic_door(request)
    _link, secret = make_link(here.found, person)
    return _page(request, person, new=f"{origin_of(request)}/join?key={secret}")


@router.post("/people/{person}/links/{name}")
def take_back(request: Request, person: Person, name: str) -> Response:
    """Take a link back."""
    if not services(request).store().remove_link(person, name):
        raise HTTPException(404, words("access")("no_link"))
    return RedirectResponse(request.url.path.rpartition("/links/")[0], 303)


def clinic_door(request: Request) -> Door:
    """The door of a clinic. Raises HTTPException where the server is for one machine alone."""
    here = door(request)
    if not here.settings.clinic:
        raise HTTPException(409, words("access")("only_clinic"))
    return here


def origin_of(request: Request) -> str:
    """The server as the asker named it; the guard has checked that name."""
    return f"{door(request).settings.scheme}://{request.headers['host']}"


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
