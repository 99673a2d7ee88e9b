"""Jobs as JSON: files in, how far they are, stop and delete."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from backstride.app.jobs.begin import begin, measure_checked
from backstride.app.jobs.job import FileRole, Job, JobFile, JobKind, JobOptions, Progress
from backstride.app.jobs.words import say
from backstride.app.kept.forget import check_may_delete, delete_job
from backstride.app.services import services
from backstride.app.uploads.name import shown_name
from backstride.app.uploads.receive import check_sizes, receive
from backstride.app.visitor import Person, visitor_of
from backstride.model.common import Frozen

router = APIRouter(prefix="/api/p/{person}/jobs", tags=["jobs"])
JobId = Annotated[str, Path(max_length=64)]


class NewFile(Frozen):
    """A file that will be sent: its name, its size, what it is given as."""

    name: Annotated[str, Field(max_length=4096)]
    bytes: Annotated[int, Field(ge=0, le=2**53)]
    role: FileRole = "run"


class NewJob(Frozen):
    """What is to be done, with which files and options. keep: put the result into the history."""

    kind: JobKind
    files: tuple[NewFile, ...] = ()
    options: JobOptions = JobOptions()


class HowFar(Frozen):
    """A job, how far it is, and how many wait before it."""

    job: Job
    progress: Progress
    ahead: int


@router.get("")
def listed(request: Request, person: Person) -> list[Job]:
    """This person's jobs, the newest first."""
    return list(services(request).jobs.of_person(person))


@router.post("", status_code=201)
def make(request: Request, person: Person, new: NewJob) -> Job:
    """A new job: it waits for its files; the demo, which needs none, begins."""
    found = services(request)
    files = tuple(
        JobFile(name=shown_name(one.name), stored="", bytes=one.bytes, role=one.role) for one in new.files
    )
    _check_roles(new.kind, files)
    check_sizes(found.settings, files)
    job = found.jobs.new(person, new.kind, files, new.options)
    found.wake()
    return job


def _check_roles(kind: JobKind, files: tuple[JobFile, ...]) -> None:
    """Raises HTTPException 422 for a set of files that nothing can be made of."""
    roles = [one.role for one in files]
    if kind == "demo" and files:
        raise HTTPException(422, say("demo_files"))
    if kind != "demo" and not files:
        raise HTTPException(422, say("no_files"))
    for role in ("standing", "forces"):
        if roles.count(role) > 1:
            raise HTTPException(422, say("two_of_a_role", role=role))
    if files and "run" not in roles:
        raise HTTPException(422, say("only_beside", role=roles[0]))


@router.get("/{job_id}")
def one(request: Request, person: Person, job_id: JobId) -> Job:
    """One job."""
    job = services(request).jobs.of(person, job_id)
    if job is None:
        raise HTTPException(404, say("no_job"))
    return job


@router.put("/{job_id}/files/{number}")
async def send(
    request: Request, person: Person, job_id: JobId, number: Annotated[int, Path(ge=0, le=100_000)]
) -> Job:
    """Send one file as the body of the request; it may be sent again until the job is started."""
    job = await run_in_threadpool(one, request, person, job_id)
    if number >= len(job.files):
        raise HTTPException(404, say("no_file"))
    if job.state != "uploading":
        raise HTTPException(409, say("not_open"))
    return await receive(services(request).jobs, job, number, request.stream())


@router.post("/{job_id}/start", status_code=202)
def start(request: Request, response: Response, person: Person, job_id: JobId, again: bool = False) -> Job:
    """Begin a job whose files are all there.

    200 with ``same_as`` where the same was measured before and the job was not begun; ``again`` goes on.
    """
    job = one(request, person, job_id)
    begun = begin(services(request), job, again=again)
    if begun.state == "uploading":
        response.status_code = 200
    return begun


@router.post("/{job_id}/analyze", status_code=201)
def analyze(
    request: Request,
    response: Response,
    person: Person,
    job_id: JobId,
    options: JobOptions,
    again: bool = False,
) -> Job:
    """Measure the files of a check, which are not sent again: a new job, begun.

    200 with the earlier job where the same was measured before; ``again`` goes on.
    """
    job = one(request, person, job_id)
    begun = measure_checked(services(request), job, options, again=again)
    if begun.same_as is not None:
        response.status_code = 200
    return begun


@router.get("/{job_id}/progress")
def progress(request: Request, person: Person, job_id: JobId) -> HowFar:
    """How far a job is."""
    job, scheduler = one(request, person, job_id), services(request).scheduler
    if scheduler is None:
        return HowFar(job=job, progress=Progress(phase="waiting"), ahead=0)
    return HowFar(job=job, progress=scheduler.progress(job), ahead=scheduler.ahead(job))


@router.get("/{job_id}/check")
def checked(request: Request, person: Person, job_id: JobId) -> list[dict[str, Any]]:
    """What a check found: one checkup a recording, as the command ``backstride check --json`` prints them."""
    job = one(request, person, job_id)
    try:
        rows: list[dict[str, Any]] = json.loads(services(request).jobs.checked(job).read_bytes())
    except (OSError, ValueError) as error:
        raise HTTPException(404, say("no_checkups")) from error
    return rows


@router.post("/{job_id}/cancel")
def cancel(request: Request, person: Person, job_id: JobId) -> Job:
    """Stop a job and delete its files; one that is over stays as it is."""
    job, found = one(request, person, job_id), services(request)
    if found.scheduler is not None:
        found.scheduler.cancel(job)
    return found.jobs.load(job.id) or job


@router.delete("/{job_id}", status_code=204)
def delete(request: Request, person: Person, job_id: JobId) -> None:
    """Delete a job with its files and its result; a runner who came by a link may not delete a result."""
    job = one(request, person, job_id)
    if job.state == "done":
        check_may_delete(visitor_of(request))
    delete_job(services(request), job)
