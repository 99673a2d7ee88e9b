"""A clip frame by frame, over the whole width, with keys for all of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from backstride.app.page import address, page
from backstride.app.pages.report import fragment_of, result_address, what_to_do
from backstride.app.results.current import current
from backstride.app.results.fragments import player_name
from backstride.app.services import services
from backstride.app.visitor import Person

router = APIRouter()


@router.get("/p/{person}/results/{job}/player")
def player(
    request: Request, person: Person, job: str, clip: Annotated[int, Query(ge=1, le=1000)] = 1
) -> Response:
    """One clip of a result, the first unless another is asked for by its number."""
    one = current(services(request), person, job)
    if not one.findings:
        return what_to_do(request, person, one)
    if clip > len(one.shown.clips):
        raise HTTPException(404, "This result has no clip to play.")
    base = result_address(person, job)
    return page(
        request,
        "player",
        person=person,
        at="start",
        body=fragment_of(one, person, player_name(clip)),
        one=one,
        base=base,
        clip=clip,
        others=[(number, name) for number, name in enumerate(one.shown.clips, 1)],
        compare="" if one.job.kind == "demo" else f"{address(person, 'compare')}?after={job}",
    )
