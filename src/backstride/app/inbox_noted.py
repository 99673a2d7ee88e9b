"""Who looked at the list of people: each person shown is noted, where a clinic is served."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Final

from fastapi import Request

from backstride.app.access import access_of
from backstride.app.services import Services
from backstride.app.visitor import Visitor

SAME_S: Final = 600.0  # judged: a list that is looked at again within minutes is one look
MOST: Final = 20_000
_SEEN: Final[dict[tuple[str, str, str], float]] = {}
_LOCK: Final = threading.Lock()


def note_people(found: Services, request: Request, visitor: Visitor, people: Sequence[str]) -> None:
    """Keep that this visitor saw these people. Raises BackstrideError where that fails: nobody sees them."""
    if not found.settings.clinic:
        return
    access = access_of(request.scope, visitor, 200)
    for person in people:
        if not _just_seen((access.who, person, access.route)):
            found.store().log_access(person, access)


def _just_seen(key: tuple[str, str, str]) -> bool:
    now = time.monotonic()
    with _LOCK:
        last = _SEEN.get(key)
        if last is not None and now - last < SAME_S:
            return True
        _SEEN[key] = now
        while len(_SEEN) > MOST:
            del _SEEN[next(iter(_SEEN))]
        return False
