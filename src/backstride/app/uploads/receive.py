"""A file on its way from the browser to the disk: never whole in memory, all of it kept or nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

from fastapi import HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from backstride.app.jobs.box import JobBox, sync_folder
from backstride.app.jobs.job import Job, JobFile
from backstride.app.jobs.words import say
from backstride.app.kept.sizes import size_text
from backstride.app.settings import MEGABYTE, ServeSettings
from backstride.app.uploads.kind import NoRecording, kind_of_file, refuse_marked
from backstride.app.uploads.name import safe_name
from backstride.errors import BackstrideError

BLOCK_BYTES: Final = MEGABYTE
LEFT_FREE_BYTES: Final = 200 * MEGABYTE
"""Room that uploads leave, for results and for the rest of the machine."""
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_sizes(settings: ServeSettings, files: Sequence[JobFile]) -> None:
    """Refuse, before anything is sent, what is too much for this server or its disk.

    Raises HTTPException 413 for too many or too large, 507 where the disk has no room.
    """
    if len(files) > settings.most_files:
        raise HTTPException(413, say("too_many_files", found=len(files), most=settings.most_files))
    for one in files:
        if not one.bytes:
            raise HTTPException(422, say("empty", name=one.name))
        if one.bytes > settings.most_file_bytes:
            most = size_text(settings.most_file_bytes)
            raise HTTPException(413, say("too_large", name=one.name, found=size_text(one.bytes), most=most))
    together = sum(one.bytes for one in files)
    if together > settings.most_job_bytes:
        most = size_text(settings.most_job_bytes)
        raise HTTPException(413, say("too_large_together", found=size_text(together), most=most))
    if together + LEFT_FREE_BYTES > free_bytes(settings.home):
        raise HTTPException(507, say("no_room"))


def free_bytes(folder: Path) -> int:
    """Room on the disk of a folder, which need not be there yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


async def receive(box: JobBox, job: Job, number: int, body: AsyncIterator[bytes]) -> Job:
    """Take one file of a job; it is on the disk for good when this returns.

    Raises HTTPException: 413 more than announced, 400 less, 415 no recording, 507 no room, 409 where the job
    was started or deleted meanwhile. Whatever is raised, nothing of the file stays.
    """
    told = job.files[number]
    part = Part(box.files(job) / f"{number}.{secrets.token_hex(4)}.part", told)
    try:
        await run_in_threadpool(part.begin)
        await _take(part, body)
        return await run_in_threadpool(_accept, box, job, number, part)
    except NoRecording as refusal:
        raise HTTPException(415, refusal.sentence(told.name)) from refusal
    except ClientDisconnect as error:  # nobody is there to read it; the job waits for the file to come again
        raise HTTPException(400, say("cut_off", name=told.name)) from error
    except OSError as error:
        raise not_written(told.name, error) from error
    finally:
        part.give_up()


async def _take(part: Part, body: AsyncIterator[bytes]) -> None:
    """Pieces of the network gathered to blocks, each written by a thread of its own time."""
    block = bytearray()
    async for piece in body:
        block += piece
        if len(block) >= BLOCK_BYTES:
            await run_in_threadpool(part.write, bytes(block))
            block.clear()
    await run_in_threadpool(part.write, bytes(block))


def not_written(name: str, error: OSError) -> HTTPException:
    """The sentence for a file that could not be written."""
    if error.errno in _FULL:
        return HTTPException(507, say("no_room"))
    return HTTPException(500, say("not_written", name=name, why=error.strerror or "unknown"))


class Part:
    """A file as it arrives: hidden in its job's folder, counted and hashed."""

    def __init__(self, path: Path, told: JobFile) -> None:
        self.path, self.told = path, told
        self.count, self._hash = 0, hashlib.sha256()
        self._handle: int | None = None

    def begin(self) -> None:
        """Open it."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        self._handle = os.open(
            self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )

    def write(self, block: bytes) -> None:
        """Add a block; raises HTTPException 413 beyond what was announced, OSError of the disk, and
        NoRecording where the first block gives another kind away."""
        if not self.count:
            refuse_marked(block)
        self.count += len(block)
        if self.count > self.told.bytes:
            raise HTTPException(413, say("not_as_told", name=self.told.name))
        self._hash.update(block)
        rest = memoryview(block)
        while rest:
            rest = rest[os.write(self._open, rest) :]

    def end(self) -> str:
        """All of it on the disk; its SHA-256. Raises HTTPException 400 where some is missing."""
        if self.count < self.told.bytes:
            raise HTTPException(400, say("cut_off", name=self.told.name))
        os.fsync(self._open)
        self._close()
        return self._hash.hexdigest()

    def give_up(self) -> None:
        """Nothing of it stays, unless it was moved to its place."""
        self._close()
        self.path.unlink(missing_ok=True)

    @property
    def _open(self) -> int:
        assert self._handle is not None
        return self._handle

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _accept(box: JobBox, job: Job, number: int, part: Part) -> Job:
    """Look at what arrived, put it in its place and note it in the job."""
    digest, told = part.end(), part.told
    found = kind_of_file(part.path)
    stored = f"{number}/{safe_name(told.name, number, found.suffixes)}"
    there = told.model_copy(update={"stored": stored, "sha256": digest, "kind": found.kind})

    def with_file(now: Job) -> Job | None:
        if now.state != "uploading":
            return None
        _into_place(part.path, box.files(job) / stored)
        return now.model_copy(update={"files": (*now.files[:number], there, *now.files[number + 1 :])})

    try:
        changed = box.change(job.id, with_file)
    except BackstrideError as error:
        shutil.rmtree(box.files(job) / str(number), ignore_errors=True)
        raise HTTPException(507, say("no_room")) from error
    if changed is None:
        raise HTTPException(409, say("not_open"))
    return changed


def _into_place(part: Path, path: Path) -> None:
    """In a folder of the file's own: an earlier try under another name goes."""
    if path.parent.exists():
        shutil.rmtree(path.parent)
    path.parent.mkdir(mode=0o700)
    part.replace(path)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)
