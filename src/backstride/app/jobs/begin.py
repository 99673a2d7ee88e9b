"""From files that have all arrived to a job that waits to be measured."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from fastapi import HTTPException

from backstride.app.jobs.job import Job, JobOptions
from backstride.app.jobs.same import same_before
from backstride.app.jobs.words import say
from backstride.app.services import Services
from backstride.app.uploads.receive import not_written


def begin(found: Services, job: Job, *, again: bool) -> Job:
    """Let a job wait for its turn; nothing of it is lost from here on, whatever happens to the server.

    again: also where the same was asked before; else the job comes back as it is, with ``same_as``.
    Raises HTTPException 409 where a file is missing or the job was begun already.
    """
    if job.state != "uploading":
        if job.state in ("waiting", "running"):
            return job  # a start that is sent twice
        raise HTTPException(409, say("begun"))
    for one in job.files:
        if one.sha256 is None or not (found.jobs.files(job) / one.stored).is_file():
            raise HTTPException(409, say("not_whole", name=one.name))
    before = None if again else same_before(job, found.jobs.of_person(job.person))
    now = {"same_as": before.id} if before is not None else {"same_as": None, "state": "waiting"}

    def begun(one: Job) -> Job | None:
        return one.model_copy(update=now) if one.state == "uploading" else None

    changed = found.jobs.change(job.id, begun)
    found.wake()
    if changed is None:
        raise HTTPException(409, say("begun"))
    return changed


def measure_checked(found: Services, check: Job, options: JobOptions, *, again: bool) -> Job:
    """A job that measures the files of a check, begun; the earlier one where the same was asked before.

    Raises HTTPException 409 where it is no finished check or its files are gone.
    """
    if check.kind != "check" or check.state != "done":
        raise HTTPException(409, say("not_checked"))
    there = [found.jobs.files(check) / one.stored for one in check.files]
    if not all(path.is_file() for path in there):
        raise HTTPException(409, say("files_gone"))
    wanted = check.model_copy(update={"kind": "analyze", "options": options})
    before = None if again else same_before(wanted, found.jobs.of_person(check.person))
    if before is not None:
        return before.model_copy(update={"same_as": before.id})
    job = found.jobs.new(check.person, "analyze", check.files, options, check.id)
    try:
        for path, one in zip(there, check.files, strict=True):
            _link(path, found.jobs.files(job) / one.stored)
    except OSError as error:
        found.jobs.remove(job)
        raise not_written(check.files[0].name, error) from error
    return begin(found, job, again=True)


def _link(path: Path, beside: Path) -> None:
    """The same file under another name, copied only where the disk cannot do that."""
    beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(path, beside)
    except OSError:
        shutil.copyfile(path, beside)
