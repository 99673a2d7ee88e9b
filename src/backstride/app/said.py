"""What a page says once about what was just done, where it cannot stand in an address."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import Any, Final

from fastapi import Request

MOST: Final = 200  # in memory at once
_MAKING: Final = threading.Lock()


class Said:
    """Kept in memory, so that a page loaded anew says it again and a restarted server forgets it."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def leave(self, person: str, what: Any) -> str:
        """Leave something for this person's next page; the key to it."""
        key = secrets.token_urlsafe(9)
        with self._lock:
            self._said[person, key] = what
            while len(self._said) > MOST:
                self._said.popitem(last=False)
        return key

    def take(self, person: str, key: str) -> Any:
        """What was left for this person under this key, None where nothing was."""
        with self._lock:
            return self._said.get((person, key))


def said(request: Request) -> Said:
    """The server's."""
    with _MAKING:
        if not hasattr(request.app.state, "said"):
            request.app.state.said = Said()
        found: Said = request.app.state.said
        return found
