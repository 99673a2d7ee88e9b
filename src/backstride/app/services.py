"""What the routes share: settings, the store, the jobs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fastapi import Request

from backstride.app.jobs.box import JobBox
from backstride.app.settings import ServeSettings
from backstride.errors import UsageError
from backstride.history.store import Store, existing_store, open_store

if TYPE_CHECKING:
    from datetime import date

    from backstride.app.jobs.job import Job
    from backstride.app.jobs.scheduler import Scheduler


class Services:
    """One a server. The store is opened when first needed and stays open."""

    def __init__(self, settings: ServeSettings) -> None:
        self.settings = settings
        self.jobs = JobBox(settings.home / "jobs")
        self.scheduler: Scheduler | None = None
        self._store: Store | None = None
        self._lock = threading.Lock()
        self.deleting = threading.Lock()  # held while a history goes: no result brings it back

    def kept(self) -> Store | None:
        """The store to read from, None where nothing was ever kept; nothing is made."""
        with self._lock:
            self._let_go_of_a_lost_one()
            if self._store is None:
                self._store = existing_store(self.settings.store)
            return self._store

    def store(self) -> Store:
        """The store to write to, made where there is none."""
        with self._lock:
            self._let_go_of_a_lost_one()
            if self._store is None:
                self._store = open_store(self.settings.store)
            return self._store

    def _let_go_of_a_lost_one(self) -> None:
        if self._store is not None and not self._store.is_there:
            self._store.close()
            self._store = None

    def wake(self) -> None:
        """Begin what waits, where jobs are measured here."""
        if self.scheduler is not None:
            self.scheduler.wake()

    def keep(self, job: Job) -> None:
        """Put a finished job's result into the history. Raises BackstrideError where that cannot be."""
        self.add_result(job, None)

    def add_result(self, job: Job, day: date | None) -> bool:
        """The same; False where it was kept before. day: of the run.

        Without the answers beside it: they came from the history, and with another day they would stand
        before what was told, or was deleted, since. Raises UsageError where the job was deleted meanwhile.
        """
        from backstride.kept_result import kept_result

        with self.deleting:
            if self.jobs.load(job.id) is None:
                raise UsageError("this result was deleted meanwhile, so it was not kept")
            one = kept_result(self.jobs.result(job), day, job.person)
            return bool(self.store().restore([one.model_copy(update={"answers": ()})]))

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None


def services(request: Request) -> Services:
    """The server's services."""
    found: Services = request.app.state.services
    return found
