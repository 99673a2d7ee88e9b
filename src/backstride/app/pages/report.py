"""A result as a page: what was found, or what to do now; and its files to take along."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from markupsafe import Markup

from backstride.app.page import address, page
from backstride.app.results.current import Current, current
from backstride.app.results.downloads import file_of, files_of
from backstride.app.results.fragments import REPORT, fragment
from backstride.app.services import Services, services
from backstride.app.visitor import Person
from backstride.errors import UsageError

router = APIRouter()


@router.get("/p/{person}/results/{job}")
def report(request: Request, person: Person, job: str, kept: Annotated[str, Query()] = "") -> Response:
    """The report in the app's frame. kept: what came of keeping it, said above the report."""
    one = current(services(request), person, job)
    if not one.findings:
        return what_to_do(request, person, one)
    return page(
        request,
        "report",
        person=person,
        at="start",
        body=fragment_of(one, person, REPORT),
        one=one,
        files=files_of(one),
        base=result_address(person, one.job.id),
        kept=kept if kept in ("new", "already") else "",
        today=date.today().isoformat(),
    )


@router.get("/p/{person}/results/{job}/files/{name}")
def file(request: Request, person: Person, job: str, name: str) -> Response:
    """One file of the result; a paper is made when it is asked for."""
    found = services(request)
    wanted = file_of(found, current(found, person, job), name)
    return FileResponse(
        wanted.path,
        media_type=wanted.media_type,
        filename=wanted.saved_as,
        content_disposition_type="inline" if wanted.plays else "attachment",
    )


@router.post("/p/{person}/results/{job}/keep")
def keep(request: Request, person: Person, job: str, day: Annotated[str, Form()] = "") -> Response:
    """Put the result into the history. day: of the run, where the runner says so."""
    found = services(request)
    added = _kept(found, current(found, person, job), day.strip())
    return RedirectResponse(f"{result_address(person, job)}?kept={'new' if added else 'already'}", 303)


def what_to_do(request: Request, person: str, one: Current) -> Response:
    """In place of every page of a result where the safety level forbids findings."""
    from backstride.report.safety_block import safety_block

    own = one.says_what_to_do
    return page(
        request,
        "now",
        person=person,
        at="start",
        body=fragment_of(one, person, REPORT) if own else Markup(),
        safety=None if own else safety_block(one.safety, one.told),
        level=one.level,
        letter=f"{result_address(person, one.job.id)}/files/letter.pdf" if _letter(one) else "",
    )


def fragment_of(one: Current, person: str, name: str) -> Markup:
    """A fragment of ours, its files at this person's address."""
    return Markup(fragment(one.folder, name, f"{result_address(person, one.job.id)}/files"))


def result_address(person: str, job_id: str) -> str:
    """The address of a result's page."""
    return address(person, f"results/{job_id}")


def _letter(one: Current) -> bool:
    """Whether a letter to take along is offered: in an emergency nothing stands beside what to do now."""
    return one.says_what_to_do and one.shown.level in ("clinician", "urgent") and one.job.kind != "demo"


def _kept(found: Services, one: Current, day: str) -> bool:
    """Whether something was added. Raises UsageError for a demo, or a day that is none yet."""
    if one.job.kind == "demo":
        raise UsageError("the demo's runner is made up, so it is not kept", fix="Keep a run of your own")
    try:
        ran_on = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise UsageError("this is no day", fix="Choose the day of the run, or leave it empty") from error
    if ran_on is not None and ran_on > date.today():
        raise UsageError("this day is still to come", fix="Choose the day of the run, or leave it empty")
    return found.add_result(one.job, ran_on)
