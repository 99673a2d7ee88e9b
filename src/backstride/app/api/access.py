"""Links for runners and who looked, as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime

from backstride.app.door.links import in_use
from backstride.app.pages.access import new_link, remove_link
from backstride.app.services import services
from backstride.app.visitor import Person, overseer_of, person_of
from backstride.model.access import Access, RunnerLink
from backstride.model.common import Frozen

router = APIRouter(
    prefix="/api/people/{person}", tags=["access"], dependencies=[Depends(person_of), Depends(overseer_of)]
)


class LinkShown(Frozen):
    """A link without its secret. Both moments are UTC."""

    name: str
    person: str
    made_at: AwareDatetime
    ends_at: AwareDatetime


class NewLink(LinkShown):
    """A link that was just made. address: with the secret, told this once."""

    address: str


@router.get("/links")
def links(request: Request, person: Person) -> list[LinkShown]:
    """The links of this runner that have not ended, the last made first."""
    return [_shown(one) for one in in_use(services(request), person)]


@router.post("/link", status_code=201)
def link(request: Request, person: Person) -> NewLink:
    """A new link for this runner, for 30 days or until it is taken back."""
    made, address = new_link(request, person)
    return NewLink(**dict(_shown(made)), address=address)


@router.delete("/links/{name}", status_code=204)
def take_back(request: Request, person: Person, name: str) -> None:
    """Take a link back: who came in by it is let in no more."""
    remove_link(request, person, name)


@router.get("/accesses")
def accesses(
    request: Request,
    person: Person,
    most: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> list[Access]:
    """Who looked at this runner's data, the last first; empty on a server for one machine."""
    store = services(request).kept()
    return list(store.accesses(person, most)) if store is not None else []


def _shown(link: RunnerLink) -> LinkShown:
    return LinkShown(name=link.name, person=link.person, made_at=link.made_at, ends_at=link.ends_at)
