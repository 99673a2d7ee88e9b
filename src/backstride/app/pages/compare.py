"""Did it change? Two results of one person: the table of the gate, and both runs side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from backstride.app.jobs.job import Job
from backstride.app.page import address, page
from backstride.app.pages.report import result_address, what_to_do
from backstride.app.plain_options import without_options
from backstride.app.results.compared import comparison, earlier, result_label
from backstride.app.results.current import Current, current
from backstride.app.services import Services, services
from backstride.app.told import safety_of
from backstride.app.visitor import Person
from backstride.errors import BackstrideError
from backstride.safety.triage import patterns_allowed

router = APIRouter()
FIRST_ROWS = 6  # that are seen without opening the rest: those that findings ask for stand first
JobId = Annotated[str, Query(max_length=64)]


@dataclass(frozen=True)
class Choice:
    """One result to choose."""

    id: str
    label: str


@router.get("/p/{person}/compare")
def compare(
    request: Request, person: Person, before: JobId = "", after: JobId = "", one_session: bool = False
) -> Response:
    """Choose two results; where two are chosen, or two are there, what changed between them."""
    found = services(request)
    if not patterns_allowed(safety_of(found, person)):
        return RedirectResponse(address(person, "safety"), 303)
    results = found.jobs.results_of(person)
    chosen = two_of(results, before, after)
    told: dict[str, Any] = {
        "fault": "",
        "results": [Choice(job.id, result_label(job)) for job in results],
        "one_session": one_session,
    }
    if chosen is None:
        return page(request, "compare", person=person, view=None, before="", after="", **told)
    try:
        first, second = (current(found, person, job.id) for job in chosen)
        for one in (first, second):
            if not one.findings:
                return what_to_do(request, person, one)
        told |= _shown(found, person, first, second, one_session=one_session)
    except BackstrideError as error:  # one of them does not read: others may be chosen
        ids = {"before": chosen[0].id, "after": chosen[1].id}
        told["fault"] = without_options(error)
        return page(request, "compare", status=422, person=person, view=None, **ids, **told)
    return page(request, "compare", person=person, **told)


def two_of(results: tuple[Job, ...], before: str, after: str) -> tuple[Job, Job] | None:
    """The two that are asked for, the rest as it is most likely meant; None where there are not two.

    results: newest first. An id of somebody else's, or of none, counts as not asked for.
    """
    known = {job.id: job for job in results}
    first, second = known.get(before), known.get(after)
    if first and second:
        return first, second
    if second is not None:
        older = [job for job in results if job.made_at < second.made_at and job.kind == second.kind]
        others = older or [job for job in results if job.id != second.id]
        return (others[0], second) if others else None
    if first is not None:
        others = [job for job in results if job.id != first.id]
        return (first, others[0]) if others else None
    return earlier(results)


def _shown(
    found: Services, person: str, first: Current, second: Current, *, one_session: bool
) -> dict[str, Any]:
    from backstride.report.change_view import change_view
    from backstride.saved import saved_analysis

    made = comparison(found, first.job, second.job, one_session=one_session)
    query = f"before={first.job.id}&after={second.job.id}"
    return {
        "view": change_view(made, saved_analysis(first.result).measures),
        "before": first.job.id,
        "after": second.job.id,
        "first_rows": FIRST_ROWS,
        "labels": (result_label(first.job), result_label(second.job)),
        "open": (result_address(person, first.job.id), result_address(person, second.job.id)),
        "motion": f"compare/motion?{query}",
        "demo": "demo" in (first.job.kind, second.job.kind),
    }
