"""Things of people that lie in the server's memory alone, and never too many of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Few(Generic[Thing]):
    """Things by person and key, at most so many at once: the one put here longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[tuple[str, str], Thing] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, person: str, key: str, thing: Thing) -> None:
        """Keep it, in place of what was there."""
        with self._lock:
            self._things[person, key] = thing
            self._things.move_to_end((person, key))
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def of(self, person: str, key: str) -> Thing | None:
        """What this person has under this key, None where it is nothing or gone."""
        with self._lock:
            return self._things.get((person, key))
