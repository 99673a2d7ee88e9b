"""Who is logged in: in memory only, so that a server started anew knows nobody."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backstride.app.visitor import Visitor

IDLE_END_S: Final = 12 * 3600.0  # judged: a working day with its breaks, not the next morning
MOST: Final = 5_000  # judged: far more than a clinic has; the one that was idle longest gives way


@dataclass
class _Session:
    visitor: Visitor
    seen_s: float


class Sessions:
    """Sessions by the SHA-256 of their secret, which only the browser has."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._open: dict[str, _Session] = {}
        self._lock = threading.Lock()

    def open(self, visitor: Visitor) -> str:
        """Begin a session; the secret for its cookie."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_idle()
            while len(self._open) >= MOST:
                del self._open[min(self._open, key=lambda key: self._open[key].seen_s)]
            self._open[_key(secret)] = _Session(visitor, self._now())
        return secret

    def visitor(self, secret: str) -> Visitor | None:
        """Whose session it is, None where it ended; it is no longer idle then."""
        with self._lock:
            session = self._open.get(_key(secret))
            if session is None or self._now() - session.seen_s > IDLE_END_S:
                self._open.pop(_key(secret), None)
                return None
            session.seen_s = self._now()
            return session.visitor

    def close(self, secret: str) -> None:
        """End a session; none is no fault."""
        with self._lock:
            self._open.pop(_key(secret), None)

    def _forget_idle(self) -> None:
        now = self._now()
        for key in [key for key, one in self._open.items() if now - one.seen_s > IDLE_END_S]:
            del self._open[key]


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
