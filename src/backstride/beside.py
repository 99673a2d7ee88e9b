"""Files that take long, made by a thread while other work goes on: encoding runs outside Python's lock."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol


class Maker(Protocol):
    """Writes one file, telling how many frames are done."""

    def __call__(self, out: Path, on_frame: Callable[[int], None], /) -> None:
        """Write it to ``out``."""


class _StoppedError(Exception):
    """Nobody waits for the file any more."""


@contextmanager
def made_beside(makers: Mapping[str, Maker]) -> Iterator[Mapping[str, Callable[[Path], None]]]:
    """Begin to make these files, one after the other, in a folder of the system's own.

    Yields, by name, what puts the finished file to a path: it waits for it, and raises what its maker raised.
    Leaving the block early, as by Ctrl-C, stops the work at its next frame.
    """
    if not makers:
        yield {}
        return
    stop = threading.Event()

    def goes_on(_done: int) -> None:
        if stop.is_set():
            raise _StoppedError

    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(1, thread_name_prefix="beside") as pool,
    ):
        try:
            begun = {
                name: (pool.submit(make, Path(folder) / name, goes_on), Path(folder) / name)
                for name, make in makers.items()
            }
            yield {name: partial(_put, work, there) for name, (work, there) in begun.items()}
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _put(work: Future[None], there: Path, out: Path) -> None:
    work.result()
    shutil.move(there, out)
