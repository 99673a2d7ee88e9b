"""The people as JSON: the same list as the inbox."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from backstride.app.inbox.noted import note_people
from backstride.app.inbox.rows import Show, chosen, inbox
from backstride.app.services import services
from backstride.app.visitor import Overseer

router = APIRouter(prefix="/api/people", tags=["people"])


@router.get("")
def listed(
    request: Request,
    visitor: Overseer,
    show: Show = "all",
    named: Annotated[str, Query(max_length=80)] = "",
) -> list[dict[str, Any]]:
    """Everybody, who needs a look first. changed, worse: null where no comparison was made yet."""
    found = services(request)
    rows = chosen(inbox(found, date.today()), show, named)
    note_people(found, request, visitor, [row.person for row in rows])
    return [asdict(row) | {"get_seen": row.get_seen} for row in rows]
