"""How a job ends, and what a stopped server left: every change is on the disk before anything is deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from backstride.app.jobs.box import JobBox
from backstride.app.jobs.job import Job
from backstride.app.jobs.limits import Limits
from backstride.app.jobs.words import say
from backstride.errors import BackstrideError

FILES_KEPT: Final = timedelta(hours=24)
"""How long files wait that were looked at and not measured, or not sent to the end."""


def done(box: JobBox, job: Job, keep: Callable[[Job], None]) -> None:
    """Its result is there: kept in the history where that was asked, and its uploads deleted.

    keep: may raise BackstrideError; the job is done all the same, and says so.
    """
    reason = None
    if job.options.keep and job.kind == "analyze":
        try:
            keep(job)
        except BackstrideError as error:
            reason = say("not_kept", why=error)
    if _over(box, job, "done", reason) is None:
        return
    if job.kind != "check":
        box.drop_files(job)
    looked_at = box.load(job.looked_at) if job.looked_at else None
    if looked_at is not None:
        box.drop_files(looked_at)


def failed(box: JobBox, job: Job, reason: str) -> None:
    """It came to nothing, and why."""
    if _over(box, job, "failed", reason) is not None:
        box.drop_files(job)


def cut_off(box: JobBox, job: Job, limits: Limits) -> None:
    """Its worker died: it is begun again, unless that was often enough."""
    if job.attempt >= limits.attempts:
        failed(box, job, say("stopped_often", times=job.attempt))
    else:
        box.change(job.id, lambda now: _with(now, state="waiting") if now.state == "running" else None)


def cut_off_with_server(box: JobBox, job: Job, limits: Limits) -> None:
    """The server was killed: mostly not the job's fault, so that it costs no attempt; but not for ever."""
    if job.restarts >= limits.restarts:
        failed(box, job, say("stopped_often", times=job.restarts + 1))
    else:
        box.save(_with(job, state="waiting", attempt=max(job.attempt - 1, 0), restarts=job.restarts + 1))


def put_back(box: JobBox, job: Job) -> None:
    """Its worker was stopped with the server, which is not the job's fault."""

    def back(now: Job) -> Job | None:
        return _with(now, state="waiting", attempt=now.attempt - 1) if now.state == "running" else None

    box.change(job.id, back)


def cancelled(box: JobBox, job: Job) -> bool:
    """It is not wanted any more; False where it was over before. Its files stay until nobody uses them."""
    return _over(box, job, "cancelled", None) is not None


def taken_up(box: JobBox, limits: Limits) -> None:
    """What a server that was stopped or killed left, when a new one begins."""
    box.tidy()
    for job in box.all():
        if job.state == "running":
            cut_off_with_server(box, job, limits)
        elif job.state == "uploading":
            failed(box, job, say("server_stopped"))
        elif job.over and job.kind != "check":
            box.drop_files(job)  # where it was killed between the state and this


def old_files_gone(box: JobBox, now: datetime | None = None) -> None:
    """Delete uploads that nobody came back for."""
    until = (now or datetime.now(UTC)) - FILES_KEPT
    for job in box.all():
        if datetime.fromisoformat(job.made_at) > until:
            continue
        if job.state == "uploading":
            failed(box, job, say("waited_long"))
        elif job.kind == "check" and job.state == "done" and box.files(job).exists():
            box.drop_files(job)


def without_result(box: JobBox, job: Job) -> None:
    """Delete the files of a job that was cancelled, and what its worker may have finished meanwhile."""
    box.drop_files(job)
    for path in (box.result(job), box.shown(job)):
        shutil.rmtree(path, ignore_errors=True)
    box.checked(job).unlink(missing_ok=True)


def _over(box: JobBox, job: Job, state: str, reason: str | None) -> Job | None:
    return box.change(job.id, lambda now: None if now.over else _with(now, state=state, reason=reason))


def _with(job: Job, **changed: object) -> Job:
    return job.model_copy(update=changed)
