"""Pieces of a clip shared between cores: threads with an engine each, who stop together."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from backstride.pose.engine import Engine, MakeEngine
from backstride.pose.memory import give_back_freed

OnFrames = Callable[[int, int], None]
"""Told frames done and frames to do."""
Work = TypeVar("Work")
Done = TypeVar("Done")


class Crew:
    """Threads with an engine each; threads, because decoder and models run outside Python's lock."""

    def __init__(
        self, make_engine: MakeEngine, cores: int | None, on_frames: OnFrames, expected: int
    ) -> None:
        """cores: how many threads; as many as there are if None. expected: frames to do, for on_frames."""
        self.first = make_engine()
        self._make, self._cores = make_engine, cores or os.cpu_count() or 1
        self._on_frames, self._expected, self._done = on_frames, expected, 0
        self._spare, self._lock, self._stop = [self.first], threading.Lock(), threading.Event()

    def __enter__(self) -> Crew:
        self._pool = ThreadPoolExecutor(self._cores)
        return self

    def __exit__(self, *_what: object) -> None:
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    def share(self, work: Iterable[Work], do: Callable[[Engine, Work], Done]) -> Iterator[Done]:
        """The result of each piece of work, in order."""

        def one(piece: Work) -> Done:
            try:
                with self._engine() as engine:
                    done = do(engine, piece)
            except BaseException:
                self._stop.set()  # the others need not finish what nobody will read
                raise
            give_back_freed()
            return done

        return self._pool.map(one, work)

    def goes_on(self) -> bool:
        """False as soon as another thread failed or a person pressed Ctrl-C."""
        return not self._stop.is_set()

    def one_done(self) -> bool:
        """Count one frame, tell, and say whether to go on."""
        with self._lock:
            self._done += 1
            self._on_frames(self._done, max(self._expected, self._done))
        return self.goes_on()

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        """A spare engine, or a new one."""
        try:
            engine = self._spare.pop()
        except IndexError:
            engine = self._make()
        yield engine
        self._spare.append(engine)
