"""Who the people of this server are: those of whom something is kept, and those with jobs."""

from __future__ import annotations

from backstride.app.services import Services


def people(found: Services) -> tuple[str, ...]:
    """The labels, sorted."""
    store = found.kept()
    kept = store.people() if store is not None else ()
    return tuple(sorted({*kept, *(job.person for job in found.jobs.all())}))
