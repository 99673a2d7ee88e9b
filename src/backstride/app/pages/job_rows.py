"""Jobs as rows of a list: what they are called, how they stand, where they open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backstride.app.jobs.job import Job
from backstride.app.page import words
from backstride.app.plain_options import in_the_app

TONE: Final = {"done": "good", "checked": "good", "failed": "danger", "cancelled": "unsure"}
OPENS: Final = {"done": "open_result", "checked": "open_check", "failed": "open_failed"}


@dataclass(frozen=True)
class JobRow:
    """One line of the list. state: of the words ``state_...``. path: below the person's own address."""

    id: str
    name: str
    made_at: str
    day: str
    state: str
    tone: str
    path: str
    open: str
    reason: str


def job_rows(jobs: Iterable[Job]) -> list[JobRow]:
    """The rows, in the order given."""
    return [_row(job) for job in jobs]


def called(job: Job) -> str:
    """What a job is called: its first file's name, and how many more there are."""
    say = words("start")
    if job.kind == "demo":
        return say("name_demo")
    if not job.files:
        return say("name_bare")
    first, *more = job.files
    return say("name_more", name=first.name, count=len(more)) if more else first.name


def day_of(made_at: str) -> str:
    """A stored time as this machine's clock shows it."""
    local = datetime.fromisoformat(made_at).astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def path_of(job: Job) -> str:
    """Where a job opens: its report once there is one, else how far it is."""
    return f"results/{job.id}" if _state(job) == "done" else f"jobs/{job.id}"


def _row(job: Job) -> JobRow:
    state = _state(job)
    return JobRow(
        id=job.id,
        name=called(job),
        made_at=job.made_at,
        day=day_of(job.made_at),
        state=state,
        tone=TONE.get(state, ""),
        path=path_of(job),
        open=OPENS.get(state, "open_job"),
        reason=in_the_app(job.reason or "") if state == "failed" else "",
    )


def _state(job: Job) -> str:
    return "checked" if job.kind == "check" and job.state == "done" else job.state
