"""One job: how far it is, why it failed, what a check found; and what a plain form can do with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from backstride.app.api import jobs as api
from backstride.app.jobs.job import Job
from backstride.app.page import address, page, words
from backstride.app.pages.body_lines import body_lines
from backstride.app.pages.checked_view import checked_view
from backstride.app.pages.job_rows import called, path_of
from backstride.app.pages.job_steps import is_clip, job_steps
from backstride.app.plain_options import in_the_app
from backstride.app.visitor import Person

router = APIRouter(prefix="/p/{person}")


@router.post("/demo")
def demo(request: Request, person: Person) -> Response:
    """Begin the demo and go to where it is seen."""
    job = api.make(request, person, api.NewJob(kind="demo"))
    return _to(person, f"jobs/{job.id}")


@router.get("/jobs/{job_id}")
def one(request: Request, person: Person, job_id: api.JobId) -> Response:
    """How far a job is; its report once it is done, or what a check found."""
    job = api.one(request, person, job_id)
    if job.state == "done":
        return _checked(request, person, job) if job.kind == "check" else _to(person, path_of(job))
    far = api.progress(request, person, job_id)
    return page(
        request,
        "processing",
        person=person,
        at="start",
        job=job,
        title_of=called(job),
        ahead=far.ahead,
        said=far.progress.said,
        reason=in_the_app(job.reason or ""),
        steps=job_steps(job, far.progress),
        clip=is_clip(job),
        lines=body_lines(),
    )


@router.post("/jobs/{job_id}/cancel")
def cancel(request: Request, person: Person, job_id: api.JobId) -> Response:
    """Stop it, and say so on its page."""
    api.cancel(request, person, job_id)
    return _to(person, f"jobs/{job_id}")


@router.post("/jobs/{job_id}/remove")
def remove(request: Request, person: Person, job_id: api.JobId) -> Response:
    """Delete it with all it holds, and go back to the list."""
    api.delete(request, person, job_id)
    return _to(person, "")


@router.post("/jobs/{job_id}/measure")
def measure(
    request: Request,
    response: Response,
    person: Person,
    job_id: api.JobId,
    slow_motion: Annotated[float | None, Form(gt=0, le=100)] = None,
    swap_sides: Annotated[bool, Form()] = False,
) -> Response:
    """Measure what was checked, with the facts told for the check and what the check made the person tell."""
    told = api.one(request, person, job_id).options
    now = {"slow_motion": slow_motion or told.slow_motion, "swap_sides": swap_sides or told.swap_sides}
    begun = api.analyze(request, response, person, job_id, told.model_copy(update=now))
    return _to(person, path_of(begun))


def _checked(request: Request, person: str, job: Job) -> Response:
    recordings = checked_view(api.checked(request, person, job.id))
    usable = [one.verdict != "refused" for one in recordings]
    verdicts = {one.verdict for one in recordings}
    return page(
        request,
        "checked",
        person=person,
        at="start",
        job=job,
        recordings=recordings,
        verdict=verdicts.pop() if len(verdicts) == 1 else "mixed",
        usable=any(usable),
        clip=is_clip(job),
        start=words("start"),
    )


def _to(person: str, path: str) -> Response:
    return RedirectResponse(address(person, path), 303)
