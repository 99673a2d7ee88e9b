"""Noting who looked at whose data, before they see it: no route can forget, for the guard does it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Final

from starlette.types import Scope

from backstride.app.services import Services
from backstride.app.visitor import ASKED, Visitor
from backstride.model.access import Access

SAME_S: Final = 60.0  # judged: a page that asks how far a job is does so twice a second
MOST: Final = 10_000
UNKNOWN: Final = "(no such page)"


class AccessLog:
    """Writes each access to the store. Looking again at the very same within a minute is one entry."""

    def __init__(self, found: Services) -> None:
        self._found = found
        self._seen: dict[tuple[object, ...], float] = {}
        self._lock = threading.Lock()

    def note(self, scope: Scope, status: int) -> None:
        """Keep who this request came from and what it was for. Raises BackstrideError where that fails."""
        person, visitor = scope["state"].get(ASKED), scope["state"].get("visitor")
        if person is None or visitor is None or self._just_seen(scope, visitor, status):
            return
        self._found.store().log_access(person, access_of(scope, visitor, status))

    def _just_seen(self, scope: Scope, visitor: Visitor, status: int) -> bool:
        method, now = scope.get("method", ""), time.monotonic()
        if method not in ("GET", "HEAD"):
            return False
        key = (visitor, address_of(scope), method, scope["path"], status)
        with self._lock:
            last = self._seen.pop(key, None)
            again = last is not None and now - last < SAME_S
            self._seen[key] = last if again and last is not None else now
            while len(self._seen) > MOST:
                del self._seen[next(iter(self._seen))]
        return again


def access_of(scope: Scope, visitor: Visitor, status: int) -> Access:
    """The entry for a request."""
    route = getattr(scope.get("route"), "path", UNKNOWN)
    return Access(
        at=datetime.now(UTC),
        who=f"{visitor.kind} {visitor.name}".strip(),
        address=address_of(scope),
        method="LINE" if scope["type"] == "websocket" else scope["method"][:16],
        route=str(route)[:200],
        status=status,
    )


def address_of(scope: Scope) -> str:
    """From where on the network; what a proxy claims is not believed."""
    client = scope.get("client")
    return str(client[0])[:64] if client else ""
