"""Whether the same was asked before: the same files with the same options, of the same person."""

from __future__ import annotations

from collections.abc import Sequence

from backstride.app.jobs.job import Job

AS_GOOD = ("done", "running", "waiting")


def same_before(job: Job, others: Sequence[Job]) -> Job | None:
    """The newest other job that measures, or measured, the same; None where there is none.

    Files are compared by what they hold and what they are given as, in any order; of the options not whether
    the result is kept, which changes nothing in it. others: of the same person, the newest first.
    """
    wanted = _asked(job)
    return next(
        (one for one in others if one.id != job.id and one.state in AS_GOOD and _asked(one) == wanted), None
    )


def _asked(job: Job) -> tuple[object, ...]:
    files = sorted((one.sha256 or one.stored, one.role) for one in job.files)
    return job.kind, tuple(files), job.options.model_copy(update={"keep": False})
