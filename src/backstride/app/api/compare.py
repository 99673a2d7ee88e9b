"""Did it change? as JSON; and one stride of both runs, for the page's script to move."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from backstride.app.pages.report import result_address
from backstride.app.results.compared import comparison
from backstride.app.results.current import Current, current
from backstride.app.services import Services, services
from backstride.app.visitor import Person
from backstride.model.change import Comparison

router = APIRouter(prefix="/api/p/{person}/compare", tags=["compare"])
JobId = Annotated[str, Query(max_length=64)]


@router.get("")
def compared(
    request: Request, person: Person, before: JobId, after: JobId, one_session: bool = False
) -> Comparison:
    """What changed between two results, the earlier first."""
    found = services(request)
    first, second = _both(found, person, before, after)
    return comparison(found, first.job, second.job, one_session=one_session)


@router.get("/motion")
def motion(request: Request, person: Person, before: JobId, after: JobId) -> dict[str, Any]:
    """The pairs of pictures that show the same view of both runs, with one stride of each foot."""
    from backstride.report.change_motion import as_json, pairs

    first, second = _both(services(request), person, before, after)
    found = pairs(_moving(first.result), _moving(second.result))
    return {
        "pairs": [
            {
                "view": one.view,
                "before": as_json(one.before) | {"file": _file(person, first, one.before.clip)},
                "after": as_json(one.after) | {"file": _file(person, second, one.after.clip)},
            }
            for one in found
        ]
    }


def _both(found: Services, person: str, before: str, after: str) -> tuple[Current, Current]:
    """Raises HTTPException 404 for what is no result of theirs, 403 where the safety level shows nothing."""
    first, second = (current(found, person, job) for job in (before, after))
    if not (first.findings and second.findings):
        raise HTTPException(403, "Look at the safety page first: it says what to do now.")
    return first, second


def _moving(result: Path) -> Any:
    from backstride.comparison import read_side
    from backstride.report.change_motion import moving
    from backstride.report.player.files import players_in

    side = read_side(result)
    return moving(side.analysis, side.background, players_in(result))


def _file(person: str, one: Current, clip: str | None) -> str | None:
    """The address of a clip's pictures."""
    return f"{result_address(person, one.job.id)}/files/{clip}" if clip else None
