"""Whose turn it is: small jobs never wait behind long clips, and nobody waits behind one person's many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backstride.app.jobs.job import Job

LIGHT_BYTES: Final = 30_000_000
"""Up to here a watch file, a table or keypoints take seconds (judged: from docs/benchmarks.md)."""


def is_light(job: Job) -> bool:
    """Whether a job takes seconds: no clip, and little to read."""
    return sum(one.bytes for one in job.files) <= LIGHT_BYTES and all(
        one.kind != "video" for one in job.files
    )


def next_jobs(waiting: Sequence[Job], running: Sequence[Job], workers: int) -> tuple[Job, ...]:
    """The waiting jobs to begin now.

    workers: how many at once; one light job more may run beside them. First whoever has the fewest running,
    then who has waited longest.
    """
    now, left = list(running), sorted(waiting, key=lambda job: (job.made_at, job.id))
    while left:
        free = [job for job in left if _has_room(job, now, workers)]
        if not free:
            break
        mine = [one.person for one in now]
        chosen = min(free, key=lambda job: mine.count(job.person))  # min keeps the first of equals
        now.append(chosen)
        left.remove(chosen)
    return tuple(now[len(running) :])


def _has_room(job: Job, running: Sequence[Job], workers: int) -> bool:
    if is_light(job):
        return len(running) <= workers
    return sum(not is_light(one) for one in running) < workers and len(running) <= workers


def ahead_of(job: Job, waiting: Sequence[Job]) -> int:
    """How many wait that were there before and go the same way, light or not."""
    light = is_light(job)
    return sum((one.made_at, one.id) < (job.made_at, job.id) and is_light(one) == light for one in waiting)
