"""Jobs measured one after the other, as many at once as the machine has room for."""

from __future__ import annotations

from backstride.app.jobs.job import Job, Progress


class Scheduler:
    """Takes jobs that wait and measures them in processes of their own."""

    def start(self) -> None:
        """Begin; jobs that a stopped server left half done are taken up again."""

    def stop(self) -> None:
        """End the workers; what was running is taken up at the next start."""

    def wake(self) -> None:
        """Look for waiting jobs now."""

    def cancel(self, job: Job) -> None:
        """Stop a job for good."""

    def progress(self, _job: Job) -> Progress:
        """How far a job is."""
        return Progress(phase="waiting")
