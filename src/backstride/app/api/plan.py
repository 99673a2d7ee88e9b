"""The plan as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from backstride.app.planned import Why, planned
from backstride.app.services import services
from backstride.app.visitor import Person
from backstride.model.plan import Plan
from backstride.model.safety import Safety

router = APIRouter(prefix="/api/p/{person}/plan", tags=["plan"])


class Given(BaseModel):
    """A plan, or why there is none. result: the job whose findings it answers."""

    result: str | None
    why: Why | None
    safety: Safety
    plan: Plan | None


@router.get("")
def shown(
    request: Request, person: Person, result: Annotated[str | None, Query(max_length=40)] = None
) -> Given:
    """The plan of a result, or of the newest; None above ``clear``."""
    one = planned(services(request), person, result)
    return Given(result=one.job.id if one.job else None, why=one.why, safety=one.safety, plan=one.plan)
