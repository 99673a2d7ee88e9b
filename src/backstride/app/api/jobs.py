"""Jobs as JSON."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request

from backstride.app.jobs.job import Job
from backstride.app.services import services
from backstride.app.visitor import Person

router = APIRouter(prefix="/api/p/{person}/jobs", tags=["jobs"])


@router.get("")
def listed(request: Request, person: Person) -> list[Job]:
    """This person's jobs, the newest first."""
    return list(services(request).jobs.of_person(person))


@router.get("/{job_id}")
def one(request: Request, person: Person, job_id: str) -> Job:
    """One job."""
    job = services(request).jobs.of(person, job_id)
    if job is None:
        raise HTTPException(404, "There is no such job.")
    return job
