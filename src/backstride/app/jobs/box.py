"""The jobs on disk: a folder each, its state in one file that is replaced whole."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from backstride.app.jobs.job import Job, JobFile, JobKind, JobOptions
from backstride.errors import BackstrideError

STATE: Final = "job.json"
RESULT: Final = "result"
SHOWN: Final = "shown"
CHECKED: Final = "check.json"
FILES: Final = "files"
GONE: Final = ".gone-"
ID: Final = re.compile(r"[0-9a-z]{16}")
Stamp = tuple[int, int, int]


class JobBox:
    """The folder of all jobs. Every change of a state is on the disk when the call returns.

    Raises BackstrideError in one sentence where the disk is full or may not be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._read: dict[str, tuple[Stamp, Job]] = {}

    def new(
        self,
        person: str,
        kind: JobKind,
        files: tuple[JobFile, ...] = (),
        options: JobOptions | None = None,
        looked_at: str | None = None,
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
            looked_at=looked_at,
        )
        self.save(job)
        return job

    def save(self, job: Job) -> None:
        """Write a job's state, whole or not at all."""
        place = self.place(job.id)
        written = place / f".{STATE}.{secrets.token_hex(4)}"
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with written.open("w", encoding="utf-8") as stream:
                stream.write(job.model_dump_json())
                stream.flush()
                os.fsync(stream.fileno())
            written.replace(place / STATE)
            sync_folder(place)
        except OSError as error:
            written.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                place.rmdir()  # of a job that never came to be; another's is not empty
            raise BackstrideError(
                f"the job cannot be kept ({error.strerror})", fix="Make room on the disk and try again"
            ) from error

    def change(self, job_id: str, change: Callable[[Job], Job | None]) -> Job | None:
        """Change a job as it stands now, one change at a time; None where it is gone, or was not changed.

        change: gets the job and gives the new one, or None to leave it as it is.
        """
        with self._lock:
            job = self.load(job_id)
            changed = change(job) if job is not None else None
            if changed is not None:
                self.save(changed)
            return changed

    def load(self, job_id: str) -> Job | None:
        """A job, None where there is none of this id."""
        if not ID.fullmatch(job_id):
            return None
        path = self.folder / job_id / STATE
        try:
            about = path.stat()
            stamp = (about.st_ino, about.st_mtime_ns, about.st_size)
            before = self._read.get(job_id)
            if before is not None and before[0] == stamp:
                return before[1]
            job = Job.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            self._read.pop(job_id, None)
            return None
        self._read[job_id] = (stamp, job)
        return job

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

    def shown(self, job: Job) -> Path:
        """Where the pieces lie that the app's pages are made of."""
        return self.place(job.id) / SHOWN

    def checked(self, job: Job) -> Path:
        """Where the checkups of a check lie once it is done."""
        return self.place(job.id) / CHECKED

    def results_of(self, person: str) -> tuple[Job, ...]:
        """This person's jobs that hold a result with findings, the newest first."""
        return tuple(filter(self.measured, self.of_person(person)))

    def measured(self, job: Job) -> bool:
        """Whether it is done and holds a result with findings."""
        return job.state == "done" and (self.result(job) / "analysis.json").is_file()

    def drop_files(self, job: Job) -> None:
        """Delete its uploaded files, and what was begun of a result; a finished result stays."""
        shutil.rmtree(self.files(job), ignore_errors=True)
        for path in self.place(job.id).glob(".*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)

    def remove(self, job: Job) -> None:
        """Delete a job with everything it holds: out of sight at once, so that a half deleted one is none."""
        place = self.place(job.id)
        gone = self.folder / f"{GONE}{job.id}"
        with self._lock:
            if place.exists():
                place.rename(gone)
            self._read.pop(job.id, None)
        shutil.rmtree(gone, ignore_errors=True)

    def tidy(self) -> None:
        """Delete what a killed server left: half deleted jobs, folders that never became one, half states."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            never_a_job = ID.fullmatch(path.name) and not (path / STATE).is_file()
            if path.name.startswith(GONE) or never_a_job:
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_dir():
                for half in path.glob(f".{STATE}.*"):
                    half.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_files(folder: Path) -> None:
    """Make the files of a folder durable."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    sync_folder(folder)
