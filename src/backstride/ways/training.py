"""From a folder of watch files to a training load; the way of the `training` command and of `--training`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from backstride.errors import BackstrideError
from backstride.history.url import FILE_NAME, VARIABLE
from backstride.home import home_folder
from backstride.jobs import in_order
from backstride.model.training import TrainingLoad
from backstride.sensors.training_file import read_file
from backstride.sensors.training_folder import in_future, read_training
from backstride.sensors.training_load import Said, training_load, with_run

if TYPE_CHECKING:
    from backstride.model.diary import DiaryEntry


def folder_load(
    folder: Path,
    until: date | None = None,
    *,
    added: Iterable[Path] = (),
    on_step: Callable[[str], None] = lambda _text: None,
    jobs: int = 1,
) -> TrainingLoad:
    """The load of a folder, with the ground and the shoes that the runner's diary names.

    added: watch files beside the folder, each counted once; none with a date in the future, as in the folder.
    jobs: processes for files not read before.
    Raises as ``read_training`` and ``training_load`` do.
    """

    def told(done: int, total: int) -> None:
        on_step(f"reading the runs: {done:,} of {total:,}")

    found = read_training(folder, on_step=on_step, on_progress=told, mapper=in_order, jobs=jobs)
    runs = found.runs
    for path in added:
        run = read_file(path).run
        if run is not None and not in_future(run):  # a wrong clock would move every window
            runs = with_run(runs, run)
    diary, trouble = diary_said()
    try:
        return training_load(runs, until, said=diary, skipped=found.skipped, notes=(*found.notes, *trouble))
    except BackstrideError as error:
        raise error.at(folder.name) from error


def diary_said() -> tuple[Mapping[date, Said], tuple[str, ...]]:
    """Day -> shoes and ground of the runner's diary, where one is kept; what to say if it cannot be read."""
    try:
        entries = _diary()
    except BackstrideError as error:
        return {}, (f"The diary was not read, so it names no shoes. {error}",)
    return {one.day: (one.shoes, one.surface) for one in entries if one.ran}, ()


def _diary() -> Iterable[DiaryEntry]:
    if not os.environ.get(VARIABLE) and not (home_folder() / FILE_NAME).exists():
        return ()  # the usual case, told without loading a database
    from backstride.history.store import ME, existing_store

    store = existing_store()
    if store is None:
        return ()
    with store:
        return store.diary(ME)
