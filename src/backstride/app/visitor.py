"""Who is asking, and whose data they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Path, Request

from backstride.errors import UsageError
from backstride.history.person import checked_label
from backstride.history.store import ME

VisitorKind = Literal["owner", "clinic", "runner"]


@dataclass(frozen=True)
class Visitor:
    """Somebody let in. owner: of this machine, by the launch's token. clinic: by password. runner: by a link
    of their own; sees one person's pages and nothing else."""

    kind: VisitorKind
    person: str = ME

    def may_see(self, person: str) -> bool:
        """Whether this person's data may be shown to them."""
        return self.kind != "runner" or self.person == person

    @property
    def sees_everybody(self) -> bool:
        """Whether they may list the people."""
        return self.kind != "runner"


def visitor_of(request: Request) -> Visitor:
    """The visitor that the guard let in."""
    visitor: Visitor = request.scope["state"]["visitor"]
    return visitor


def person_of(request: Request, person: Annotated[str, Path(max_length=200)]) -> str:
    """The person of the address, where this visitor may see them; else as if there were nobody so called."""
    try:
        label = checked_label(person)
    except UsageError as error:
        raise HTTPException(404, "There is nothing here.") from error
    if not visitor_of(request).may_see(label):
        raise HTTPException(404, "There is nothing here.")
    return label


def overseer_of(request: Request) -> Visitor:
    """The visitor, where they may see everybody; else as if the page were not there."""
    visitor = visitor_of(request)
    if not visitor.sees_everybody:
        raise HTTPException(404, "There is nothing here.")
    return visitor


Person = Annotated[str, Depends(person_of)]
AnyVisitor = Annotated[Visitor, Depends(visitor_of)]
Overseer = Annotated[Visitor, Depends(overseer_of)]
