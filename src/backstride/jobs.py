"""Independent work on several processes, results in order."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

Result = TypeVar("Result")
# A fresh process imports for about 2 s, so fewer pieces of about 1 s are sooner done by one.
WORTH_FROM: Final = 8
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def in_order(work: Sequence[Callable[[], Result]], jobs: int) -> Iterator[Result]:
    """The result of each piece of work, in order, as soon as it and all before it are done.

    work: picklable calls without arguments. jobs: how many processes; one works here. New processes are
    spawned, not forked: a fork copies the threads of numerical libraries in whatever state they are in.
    """
    if jobs <= 1 or len(work) <= 1:
        yield from (piece() for piece in work)
        return
    context = multiprocessing.get_context("spawn")
    with _one_thread_each(), ProcessPoolExecutor(min(jobs, len(work)), mp_context=context) as pool:
        try:
            yield from pool.map(_call, work)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """New processes keep to one thread: two of them with two each would stand in each other's way."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def sensible_jobs(pieces: int) -> int:
    """All cores where there is enough to share, else one."""
    return (os.cpu_count() or 1) if pieces >= WORTH_FROM else 1


def _call(piece: Callable[[], Result]) -> Result:
    return piece()
