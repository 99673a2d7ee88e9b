"""Everything of a person in one archive: the history as ``history import`` reads it, and every job."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from fastapi import HTTPException

from backstride.app.results.current import current
from backstride.errors import BackstrideError

if TYPE_CHECKING:
    from backstride.app.jobs.job import Job
    from backstride.app.services import Services

PACKED: Final = (".mp4", ".mov", ".parquet", ".pdf", ".zip", ".gz")  # packing these again saves nothing
LEFT_OUT: Final = "shown"  # pages, made of the rest
PIECE_BYTES: Final = 256 * 1024


def packed(found: Services, person: str) -> tuple[IO[bytes], int]:
    """An archive on the disk that no folder names, and its size; it is gone when it is closed.

    Raises BackstrideError where the disk has no room.
    """
    found.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = tempfile.TemporaryFile(dir=found.settings.home)  # noqa: SIM115 - whoever sends it closes it
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            _put_history(found, person, archive)
            _put_jobs(found, person, archive)
        size = file.tell()
        file.seek(0)
    except OSError as error:
        file.close()
        raise BackstrideError(
            f"the archive cannot be written ({error.strerror})", fix="Make room on the disk and try again"
        ) from error
    return file, size


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The archive, piece by piece; closed at the end."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _put_history(found: Services, person: str, archive: zipfile.ZipFile) -> None:
    from backstride.history.export import export_files

    store = found.kept()
    if store is not None:
        for name, content in export_files(store.kept(person)):
            archive.writestr(name, content)


def _put_jobs(found: Services, person: str, archive: zipfile.ZipFile) -> None:
    for job in found.jobs.of_person(person):
        _bring_up_to_date(found, job)
        place = found.jobs.place(job.id)
        for path in sorted(place.rglob("*")):
            inside = path.relative_to(place)
            hidden = inside.parts[0] == LEFT_OUT or any(part.startswith(".") for part in inside.parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                _put_file(archive, path, f"jobs/{job.id}/{inside.as_posix()}")


def _bring_up_to_date(found: Services, job: Job) -> None:
    """No report in the archive shows more than the newest answers allow; what does not read goes as it is."""
    if job.state == "done" and job.kind == "analyze":
        with suppress(BackstrideError, HTTPException):
            current(found, job.person, job.id)


def _put_file(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    stored = path.suffix.lower() in PACKED
    try:
        archive.write(path, name, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    except FileNotFoundError:  # a job ended and its uploads went while this was packed
        return
