"""What happened a short while ago, so that the same again is not noted twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Lately(Generic[Key]):
    """Keys of the last ``within_s`` seconds, at most so many: the one added longest ago goes first."""

    def __init__(self, within_s: float, most: int) -> None:
        self._within_s, self._most = within_s, most
        self._at: dict[Key, float] = {}
        self._lock = threading.Lock()

    def has(self, key: Key) -> bool:
        """Whether this was added not long ago."""
        with self._lock:
            return time.monotonic() - self._at.get(key, -self._within_s) < self._within_s

    def add(self, keys: Iterable[Key]) -> None:
        """These happened now."""
        with self._lock:
            for key in keys:
                self._at.pop(key, None)
                self._at[key] = time.monotonic()
            while len(self._at) > self._most:
                del self._at[next(iter(self._at))]
