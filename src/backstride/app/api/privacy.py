"""What is kept of a person, as JSON; and deleting all of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from backstride.app.kept.forget import check_may_delete, delete_everything
from backstride.app.kept.holding import Held, held
from backstride.app.services import services
from backstride.app.visitor import AnyVisitor, Person

router = APIRouter(prefix="/api/p/{person}", tags=["privacy"])


@router.get("/privacy")
def kept(request: Request, person: Person, visitor: AnyVisitor) -> Held:
    """What is kept, and how much room it takes."""
    return held(services(request), person, machine=visitor.sees_everybody)


@router.delete("/everything", status_code=204)
def delete(
    request: Request, person: Person, visitor: AnyVisitor, confirm: Annotated[str, Query(max_length=300)]
) -> None:
    """Delete every job of the person and all that the history holds of them. confirm: the person's name, or
    ``delete`` where it is oneself."""
    check_may_delete(visitor)
    delete_everything(services(request), person, confirm)
