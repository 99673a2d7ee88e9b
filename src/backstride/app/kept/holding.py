"""What is kept of a person on this machine, and how much room it takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backstride.app.jobs.job import Job, JobKind, JobState
from backstride.app.kept.sizes import bytes_in, size_text
from backstride.model.common import Frozen

if TYPE_CHECKING:
    from backstride.app.services import Services


class HeldJob(Frozen):
    """One upload with what came of it. files_bytes: of the files as they were given, still there."""

    id: str
    title: str
    kind: JobKind
    state: JobState
    made_at: str
    files_bytes: int
    result_bytes: int

    @property
    def day(self) -> str:
        """The day it was given on."""
        return self.made_at[:10]

    @property
    def size(self) -> str:
        """All of it, in words."""
        return size_text(self.files_bytes + self.result_bytes)


class HeldHistory(Frozen):
    """How many of each thing the history holds of a person. bytes: written out as text."""

    sessions: int = 0
    answers: int = 0
    plans: int = 0
    diary: int = 0
    practices: int = 0
    accesses: int = 0
    bytes: int = 0


class HeldMachine(Frozen):
    """All that Backstride keeps on this machine, bytes by place; folders as the machine names them."""

    jobs: int
    store: int
    models: int
    cache: int
    folders: dict[str, str]


class Held(Frozen):
    """Of one person, and of the whole machine where the asker may see everybody."""

    person: str
    jobs: tuple[HeldJob, ...]
    history: HeldHistory
    machine: HeldMachine | None = None

    @property
    def size(self) -> str:
        """The uploads and results of this person, in words."""
        return size_text(sum(one.files_bytes + one.result_bytes for one in self.jobs))


def held(found: Services, person: str, *, machine: bool) -> Held:
    """All of a person; machine: with the sizes of the whole."""
    jobs = tuple(_job(found, one) for one in found.jobs.of_person(person))
    return Held(
        person=person,
        jobs=jobs,
        history=_history(found, person),
        machine=_machine(found) if machine else None,
    )


def title_of(job: Job) -> str:
    """What its owner calls it: the names of its files; empty for a demo."""
    return ", ".join(one.name for one in job.files)


def _job(found: Services, job: Job) -> HeldJob:
    files = bytes_in(found.jobs.files(job))
    return HeldJob(
        id=job.id,
        title=title_of(job),
        kind=job.kind,
        state=job.state,
        made_at=job.made_at,
        files_bytes=files,
        result_bytes=bytes_in(found.jobs.place(job.id)) - files,
    )


def _history(found: Services, person: str) -> HeldHistory:
    store = found.kept()
    kept = next(iter(store.kept(person)), None) if store is not None else None
    if kept is None:
        return HeldHistory()
    names = ("sessions", "answers", "plans", "diary", "practices", "accesses")
    counts = {name: len(getattr(kept, name)) for name in names}
    return HeldHistory(**counts, bytes=len(kept.model_dump_json(exclude={"person"}).encode("utf-8")))


def _machine(found: Services) -> HeldMachine:
    from backstride.history.url import place_of
    from backstride.pose.model_store import models_folder
    from backstride.sensors.training_cache import default_cache

    place, cache = place_of(found.settings.store), default_cache()
    return HeldMachine(
        jobs=bytes_in(found.jobs.folder),
        store=sum(bytes_in(path) for path in _beside(place.path)) if place.path is not None else 0,
        models=bytes_in(models_folder()),
        cache=sum(bytes_in(path) for path in _beside(cache)),
        folders={
            "jobs": str(found.jobs.folder),
            "store": place.shown,
            "models": str(models_folder()),
            "cache": str(cache),
        },
    )


def _beside(path: Path) -> tuple[Path, ...]:
    """A database's file with its log."""
    return tuple(path.with_name(f"{path.name}{end}") for end in ("", "-wal", "-shm"))
