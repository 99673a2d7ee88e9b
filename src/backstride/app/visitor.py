"""Who is asking, and whose data they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import Depends, HTTPException, Path
from starlette.requests import HTTPConnection

from backstride.errors import UsageError
from backstride.history.person import checked_label
from backstride.history.store import ME

VisitorKind = Literal["owner", "clinic", "runner"]
ASKED: Final = "asked"  # in the state of a request: whose data it is about


@dataclass(frozen=True)
class Visitor:
    """Somebody let in. owner: of this machine, by the launch's token. clinic: by password. runner: by a link
    of their own; sees one person's pages and nothing else. name: of the session or the link, no secret."""

    kind: VisitorKind
    person: str = ME
    name: str = ""

    def may_see(self, person: str) -> bool:
        """Whether this person's data may be shown to them."""
        return self.kind != "runner" or self.person == person

    @property
    def sees_everybody(self) -> bool:
        """Whether they may list the people."""
        return self.kind != "runner"


def visitor_of(request: HTTPConnection) -> Visitor:
    """The visitor that the guard let in. Raises HTTPException for a route that it lets everybody to."""
    visitor: Visitor | None = request.scope["state"].get("visitor")
    if visitor is None:
        raise HTTPException(401, "There is nothing here.")
    return visitor


def person_of(request: HTTPConnection, person: Annotated[str, Path(max_length=200)]) -> str:
    """The person of the address, where this visitor may see them; else as if there were nobody so called.

    Whom it was asked for is left for the guard, which notes it where a clinic is served.
    """
    try:
        label = checked_label(person)
    except UsageError as error:
        raise HTTPException(404, "There is nothing here.") from error
    request.scope["state"][ASKED] = label
    if not visitor_of(request).may_see(label):
        raise HTTPException(404, "There is nothing here.")
    return label


def overseer_of(request: HTTPConnection) -> Visitor:
    """The visitor, where they may see everybody; else as if the page were not there."""
    visitor = visitor_of(request)
    if not visitor.sees_everybody:
        raise HTTPException(404, "There is nothing here.")
    return visitor


Person = Annotated[str, Depends(person_of)]
AnyVisitor = Annotated[Visitor, Depends(visitor_of)]
Overseer = Annotated[Visitor, Depends(overseer_of)]
