"""Writing to the folder of a job that somebody may delete meanwhile: nothing of it comes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fastapi import HTTPException

from backstride.app.jobs.box import STATE
from backstride.app.page import words
from backstride.errors import BackstrideError

if TYPE_CHECKING:
    from backstride.app.jobs.job import Job
    from backstride.app.services import Services


@contextmanager
def while_there(found: Services, job: Job) -> Iterator[None]:
    """In this block something is written to the folder of a job.

    Raises HTTPException 404 where the job was deleted meanwhile, and what was written is gone then too;
    BackstrideError where the disk gives or takes nothing.
    """
    try:
        yield
    except BackstrideError:
        check_there(found, job)
        raise
    except OSError as error:
        check_there(found, job)
        raise BackstrideError(
            f"the result cannot be read or brought up to date ({error.strerror or error})",
            fix="Make room on the disk, or ask who looks after this machine",
        ) from error
    check_there(found, job)


def check_there(found: Services, job: Job) -> None:
    """Raises HTTPException 404 for a job that was deleted, after taking away what was written since."""
    place = found.jobs.place(job.id)
    if not (place / STATE).exists():
        shutil.rmtree(place, ignore_errors=True)
        raise HTTPException(404, words("every")("gone"))
