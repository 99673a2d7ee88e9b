"""What the routes share: settings, the store, the jobs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fastapi import Request

from backstride.app.jobs.box import JobBox
from backstride.app.settings import ServeSettings
from backstride.history.store import Store, existing_store, open_store

if TYPE_CHECKING:
    from backstride.app.jobs.job import Job
    from backstride.app.jobs.scheduler import Scheduler


class Services:
    """One a server. The store is opened when first needed and stays open."""

    def __init__(self, settings: ServeSettings, scheduler: Scheduler | None = None) -> None:
        self.settings = settings
        self.jobs = JobBox(settings.home / "jobs")
        self.scheduler = scheduler
        self._store: Store | None = None
        self._lock = threading.Lock()

    def kept(self) -> Store | None:
        """The store to read from, None where nothing was ever kept; nothing is made."""
        with self._lock:
            if self._store is None:
                self._store = existing_store(self.settings.store)
            return self._store

    def store(self) -> Store:
        """The store to write to, made where there is none."""
        with self._lock:
            if self._store is None:
                self._store = open_store(self.settings.store)
            return self._store

    def wake(self) -> None:
        """Begin what waits, where jobs are measured here."""
        if self.scheduler is not None:
            self.scheduler.wake()

    def keep(self, job: Job) -> None:
        """Put a finished job's result into the history. Raises BackstrideError where that cannot be."""
        from backstride.kept_result import kept_result

        self.store().restore([kept_result(self.jobs.result(job), None, job.person)])

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
