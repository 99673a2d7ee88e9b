"""Deleting for real: one job, or everything of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import HTTPException

from backstride.app.results.compared import KEPT
from backstride.app.visitor import Visitor
from backstride.errors import BackstrideError, UsageError
from backstride.history.store import ME

if TYPE_CHECKING:
    from backstride.app.jobs.job import Job
    from backstride.app.services import Services

WORD: Final = "delete"
TURNS: Final = (
    3  # what arrives while it is deleted is deleted too; an upload that goes on all the while is said
)


def word_for(person: str) -> str:
    """What has to be typed before everything goes: the person's name, or a word where it is oneself."""
    return WORD if person == ME else person


def check_may_delete(visitor: Visitor) -> None:
    """Raises HTTPException 403 for a runner who looks in by a link: the clinic keeps these data."""
    if not visitor.sees_everybody:
        raise HTTPException(403, "Ask your clinic to delete this: it keeps your data.")


def delete_job(found: Services, job: Job) -> None:
    """A job with everything it holds, and what other results say of it; one that runs is stopped first."""
    if found.scheduler is not None:
        found.scheduler.cancel(job)
    found.jobs.remove(job)
    for other in found.jobs.of_person(job.person):
        for path in (found.jobs.place(other.id) / KEPT).glob(f"{job.id}-*.json"):
            path.unlink(missing_ok=True)


def delete_everything(found: Services, person: str, typed: str) -> None:
    """Every job of a person and all that the history holds of them.

    Raises UsageError where the word was not typed, and BackstrideError where something goes on all the while.
    """
    if typed.strip().casefold() != word_for(person).casefold():
        raise UsageError("nothing was deleted", fix=f"Type {word_for(person)} to delete everything")
    for _turn in range(TURNS):
        jobs = found.jobs.of_person(person)
        if not jobs:
            break
        for job in jobs:
            delete_job(found, job)
    store = found.kept()
    if store is not None:
        with found.deleting:
            store.delete_person(person)
    if found.jobs.of_person(person):
        raise BackstrideError(
            "something new arrived while all was deleted",
            fix="Wait until uploads are done, then delete again",
        )
