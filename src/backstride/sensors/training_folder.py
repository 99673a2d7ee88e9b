"""A folder of watch files -> its runs; files that were read before are not read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from backstride.knowledge.loader import load
from backstride.model.training import TrainingRun
from backstride.sensors.training_cache import TrainingCache, default_cache
from backstride.sensors.training_file import FileSaid, read_files
from backstride.sensors.training_list import Lists, read_lists
from backstride.sensors.training_overlap import ReadRun, each_once
from backstride.sensors.training_scan import FoundFile, few, scan

Result = TypeVar("Result")


class Mapper(Protocol):
    """Does picklable work on so many processes, results in order: ``backstride.jobs.in_order`` is one."""

    def __call__(self, work: Sequence[Callable[[], Result]], jobs: int) -> Iterator[Result]:
        """The result of each piece of work, in order."""
        ...


@dataclass(frozen=True)
class TrainingFiles:
    """A folder as it was read.

    runs: each once, by start, those without a date last. skipped: (base name, why) of files that hold no run.
    notes: sentences about the folder. read_now: files opened this time; remembered: files that were not.
    """

    runs: tuple[TrainingRun, ...]
    skipped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    read_now: int
    remembered: int


def one_by_one(work: Sequence[Callable[[], Result]], jobs: int) -> Iterator[Result]:  # noqa: ARG001
    """A mapper that works here, whatever the number of processes."""
    return (piece() for piece in work)


def read_training(
    folder: Path,
    *,
    on_step: Callable[[str], None] = lambda _: None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    mapper: Mapper = one_by_one,
    jobs: int = 1,
    cache: Path | None = None,
    today: date | None = None,
) -> TrainingFiles:
    """Every run below a folder. What was read stays read where the process is stopped midway.

    on_step: told what goes on, only where files are new. on_progress: (files read, files to read).
    mapper, jobs: how new files are read; few are read here. cache: where to remember them,
    ``default_cache()`` where None; one that cannot be written costs a sentence. today: UTC, now unless given.

    A run's day is by the sun where it started (the time zone without its politics), else in UTC: the readers
    know no local time. A run whose clock was never set has neither start nor day.

    Raises:
        UsageError: there is no such folder.
        WrongKindError: no file in it may be a run, or its files are two people's.
    """
    found = scan(folder)
    memory = TrainingCache(default_cache() if cache is None else cache, folder)
    try:
        said = memory.known(found.files)
        new = [one for one in found.files if one.name not in said]
        if new:
            on_step(f"Reading {len(new)} new of {len(found.files)} files")
        for batch, told in _read(new, mapper, jobs, on_progress):
            memory.keep(list(zip(batch, told, strict=True)))
            said.update(zip((one.name for one in batch), told, strict=True))
    finally:
        memory.close()
    lists = read_lists(folder)
    trouble = () if memory.trouble is None else (memory.trouble,)
    runs, skipped = _sorted_out(found.files, said, lists, today)
    once, doubles = each_once(runs)
    return TrainingFiles(
        runs=tuple(one.run for one in once),
        skipped=tuple(skipped),
        notes=(*found.notes(), *trouble, *lists.notes, *doubles, *_undated(once)),
        read_now=len(new),
        remembered=len(found.files) - len(new),
    )


def _read(
    new: Sequence[FoundFile], mapper: Mapper, jobs: int, on_progress: Callable[[int, int], None]
) -> Iterator[tuple[list[FoundFile], list[FileSaid]]]:
    """Batch after batch of new files, with what they said."""
    rule = load("sensors/training_files.toml")["reading"]
    worth_sharing = sum(one.size for one in new) >= rule["share_work_from_bytes"]
    batches = list(_batches(new, int(rule["batch_files"]), int(rule["batch_bytes"])))
    work = [partial(read_files, [Path(one.path) for one in batch]) for batch in batches]
    done = 0
    for batch, told in zip(batches, mapper(work, jobs if worth_sharing else 1), strict=True):
        yield batch, told
        done += len(batch)
        on_progress(done, len(new))


def _batches(files: Sequence[FoundFile], most: int, most_bytes: int) -> Iterator[list[FoundFile]]:
    """Files in a row, so many or so many bytes together; a large one alone."""
    batch: list[FoundFile] = []
    for one in files:
        if batch and (len(batch) >= most or sum(other.size for other in batch) + one.size > most_bytes):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _sorted_out(
    files: Sequence[FoundFile], said: Mapping[str, FileSaid], lists: Lists, today: date | None
) -> tuple[list[ReadRun], list[tuple[str, str]]]:
    """The files that hold a run, with what the lists add; the others with their reason."""
    runs, skipped = [], []
    for one in files:
        told = said[one.name]
        if told.run is None:
            skipped.append((one.base, told.refused or ""))
        elif ahead := in_future(told.run, today):
            skipped.append((one.base, ahead))
        else:
            run = lists.joined(one.name, told.run)
            runs.append(ReadRun(one.name, run, told.active_s, told.columns, told.content))
    return runs, skipped


def _undated(runs: Sequence[ReadRun]) -> tuple[str, ...]:
    """What to say of runs whose day nobody knows: no window of days holds them."""
    names = [one.run.file for one in runs if one.run.day is None]
    text = f"The watch's clock was not set, so these runs have no date and do not count: {few(names)}."
    return (text,) if names else ()


def in_future(run: TrainingRun, today: date | None = None) -> str | None:
    """Why a run cannot count that begins after today (UTC, now unless given), with a day's grace; or None."""
    days = int(load("training.toml")["look"]["ahead_days"])
    latest = (today or datetime.now(UTC).date()) + timedelta(days=days)
    if run.start is None or run.start.date() <= latest:
        return None
    return f"Its date lies in the future ({run.start.date().isoformat()}): the clock was wrong."
