"""The jobs on disk: a folder each, its state in one file that is replaced whole."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from backstride.app.jobs.job import Job, JobFile, JobKind, JobOptions
from backstride.errors import BackstrideError

STATE: Final = "job.json"
RESULT: Final = "result"
FILES: Final = "files"
ID: Final = re.compile(r"[0-9a-z]{16}")


class JobBox:
    """The folder of all jobs. Every change of a state is on the disk when the call returns.

    Raises BackstrideError in one sentence where the disk is full or may not be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(
        self, person: str, kind: JobKind, files: tuple[JobFile, ...] = (), options: JobOptions | None = None
    ) -> Job:
        """A new job, waiting for its files, or to run where it needs none."""
        job = Job(
            id=secrets.token_hex(8),
            person=person,
            kind=kind,
            state="uploading" if files else "waiting",
            made_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            files=files,
            options=options or JobOptions(),
        )
        self.save(job)
        return job

    def save(self, job: Job) -> None:
        """Write a job's state, whole or not at all."""
        place = self.place(job.id)
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = place / f".{STATE}.{secrets.token_hex(4)}"
            with written.open("w", encoding="utf-8") as stream:
                stream.write(job.model_dump_json())
                stream.flush()
                os.fsync(stream.fileno())
            written.replace(place / STATE)
            _sync(place)
        except OSError as error:
            raise BackstrideError(
                f"the job cannot be kept ({error.strerror})", fix="Make room on the disk and try again"
            ) from error

    def load(self, job_id: str) -> Job | None:
        """A job, None where there is none of this id."""
        if not ID.fullmatch(job_id):
            return None
        try:
            return Job.model_validate_json((self.folder / job_id / STATE).read_bytes())
        except (OSError, ValidationError):
            return None

    def of(self, person: str, job_id: str) -> Job | None:
        """A job of this person, None where it is none or somebody else's."""
        job = self.load(job_id)
        return job if job is not None and job.person == person else None

    def all(self) -> tuple[Job, ...]:
        """Every job, the newest first."""
        try:
            ids = [path.name for path in self.folder.iterdir()]
        except FileNotFoundError:
            return ()
        found = [job for job in map(self.load, ids) if job is not None]
        return tuple(sorted(found, key=lambda job: (job.made_at, job.id), reverse=True))

    def of_person(self, person: str) -> tuple[Job, ...]:
        """This person's jobs, the newest first."""
        return tuple(job for job in self.all() if job.person == person)

    def place(self, job_id: str) -> Path:
        """The folder of a job; ValueError for what is no id."""
        if not ID.fullmatch(job_id):
            raise ValueError("no id of a job")
        return self.folder / job_id

    def files(self, job: Job) -> Path:
        """Where its uploaded files lie."""
        return self.place(job.id) / FILES

    def result(self, job: Job) -> Path:
        """Where its result lies once it is done."""
        return self.place(job.id) / RESULT

    def results_of(self, person: str) -> tuple[Job, ...]:
        """This person's jobs that hold a result with findings, the newest first."""
        done = (job for job in self.of_person(person) if job.state == "done")
        return tuple(job for job in done if (self.result(job) / "analysis.json").is_file())

    def remove(self, job: Job) -> None:
        """Delete a job with everything it holds."""
        shutil.rmtree(self.place(job.id), ignore_errors=False)


def _sync(folder: Path) -> None:
    """Make a rename durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
