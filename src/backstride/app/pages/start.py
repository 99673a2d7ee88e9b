"""Where everybody begins."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from backstride.app.jobs.job import Job, JobOptions
from backstride.app.page import address, page
from backstride.app.pages.job_rows import job_rows
from backstride.app.services import services
from backstride.app.told import safety_of
from backstride.app.visitor import AnyVisitor, Person
from backstride.safety.triage import patterns_allowed
from backstride.safety.words import level_words

router = APIRouter()


@router.get("/")
def front(visitor: AnyVisitor) -> Response:
    """To one's own page, or to the people."""
    return RedirectResponse("/inbox" if visitor.kind == "clinic" else address(visitor.person), 303)


@router.get("/p/{person}/")
def start(request: Request, person: Person) -> Response:
    """Drop files, try the demo, or say that it hurts now."""
    found = services(request)
    jobs = found.jobs.of_person(person)
    return page(
        request,
        "start",
        person=person,
        rows=job_rows(jobs),
        open_jobs=sum(not job.over for job in jobs),
        known=known_facts(jobs),
        told=what_comes_first(request, person),
    )


def what_comes_first(request: Request, person: str) -> str | None:
    """What the newest answers say before anything else, None where they let a run be measured."""
    safety = safety_of(services(request), person)
    return None if patterns_allowed(safety) else level_words(safety.level).title


def told_last(jobs: tuple[Job, ...]) -> JobOptions:
    """What was told with the newest own files."""
    return next((job.options for job in jobs if job.kind != "demo"), JobOptions())


def known_facts(jobs: tuple[Job, ...]) -> dict[str, Any]:
    """What the form begins with: the facts about the runner as told with the newest own files.

    Facts of one recording (speed, ground, slow motion, sensor) are not carried over.
    """
    told = told_last(jobs)
    return {
        "height_cm": None if told.height_m is None else round(told.height_m * 100, 1),
        "mass_kg": told.mass_kg,
        "sex": told.sex,
        "age_years": None if told.age_years is None else int(told.age_years),
        "keep": told.keep,
        "surface": None,
        "sensor": None,
    }
