"""Copies of clips with faces covered, made on request, to be looked at before they are shared."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import HTTPException

from backstride.app.jobs.box import FILES
from backstride.app.kept.deleted import while_there
from backstride.app.kept.sizes import size_text
from backstride.errors import BackstrideError

if TYPE_CHECKING:
    from backstride.app.jobs.job import Job
    from backstride.app.services import Services

FOLDER: Final = "shared"
COMMAND: Final = (sys.executable, "-c", "from backstride.cli import main; main()", "scrub")
LONGEST_S: Final = 900.0  # judged: an hour's clip is for the command line
NOT_HERE: Final = "This clip is not here any more."
BUSY: Final = "Another copy is being made. Try again when it is done."
_MAKING: Final = threading.Lock()


@dataclass(frozen=True)
class Clip:
    """A clip of a job that is still there, and its copy where one was made."""

    job: Job
    name: str
    path: Path
    title: str
    copy: Path | None

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return size_text(self.path.stat().st_size)


def clips_of(found: Services, person: str) -> tuple[Clip, ...]:
    """Every clip of a person that is still there: uploads that wait, and the small clips of results."""
    return tuple(clip for job in found.jobs.of_person(person) for clip in _clips(found, job))


def clip_of(found: Services, person: str, job_id: str, name: str) -> Clip:
    """One of them. Raises HTTPException 404 where there is none of this name."""
    job = found.jobs.of(person, job_id)
    clips = _clips(found, job) if job is not None else ()
    for clip in clips:
        if clip.name == name:
            return clip
    raise HTTPException(404, NOT_HERE)


def make_copy(found: Services, clip: Clip) -> Path:
    """Cover the faces of a clip in a copy, by the command ``backstride scrub`` in a process of its own.

    Raises HTTPException 409 while another copy is made, 404 where the clip was deleted meanwhile (no copy of
    it stays then), BackstrideError with the command's own sentence.
    """
    if not _MAKING.acquire(blocking=False):
        raise HTTPException(409, BUSY)
    out = _copy_path(clip.path, clip.job.id)
    try:
        with while_there(found, clip.job):
            ran = _scrub(clip.path, out)
        if not clip.path.is_file():  # the upload went, as it was measured
            out.unlink(missing_ok=True)
            raise HTTPException(404, NOT_HERE)
    finally:
        _MAKING.release()
    if ran.returncode != 0 or not out.is_file():
        told = ran.stderr.strip().splitlines()
        raise BackstrideError(told[-1] if told else "the copy could not be made")
    return out


def _scrub(clip: Path, out: Path) -> subprocess.CompletedProcess[str]:
    out.parent.mkdir(mode=0o700, exist_ok=True)
    out.unlink(missing_ok=True)
    command = [*COMMAND, str(clip), "--out", str(out)]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise BackstrideError("the copy takes too long here", fix="Use backstride scrub CLIP") from error


def _clips(found: Services, job: Job) -> tuple[Clip, ...]:
    """Uploads are named with the number of their folder: two of a job may have one name."""
    videos = [file for file in job.files if file.kind == "video"]
    uploads = [
        (found.jobs.files(job) / file.stored, file.stored.replace("/", "-"), file.name) for file in videos
    ]
    small = [(path, path.name, path.name) for path in sorted(found.jobs.result(job).glob("clip-*.mp4"))]
    return tuple(
        Clip(job, name, path, title, copy if (copy := _copy_path(path, job.id)).is_file() else None)
        for path, name, title in (*uploads, *small)
        if path.is_file()
    )


def _copy_path(path: Path, job_id: str) -> Path:
    """Beside an upload, or in the folder of the job, so that it goes with what it was made of."""
    place = next(folder for folder in path.parents if folder.name == job_id)
    home = path.parent if path.is_relative_to(place / FILES) else place
    return home / FOLDER / f"{path.stem}-covered.mp4"
