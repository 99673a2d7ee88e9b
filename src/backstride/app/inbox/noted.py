"""Who looked at the list of people: each person shown is noted, where a clinic is served."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from typing import Final

from fastapi import Request

from backstride.app.door.access import access_of
from backstride.app.services import Services
from backstride.app.visitor import Visitor

SAME_S: Final = 600.0  # judged: a list that is looked at again within minutes is one look
MOST: Final = 20_000
_Key = tuple[Visitor, str, str]
_SEEN: Final[dict[_Key, float]] = {}
_LOCK: Final = threading.Lock()


def note_people(found: Services, request: Request, visitor: Visitor, people: Sequence[str]) -> None:
    """Keep that this visitor saw these people. Raises BackstrideError where that fails: nobody sees them."""
    if not found.settings.clinic:
        return
    access, looks = access_of(request.scope, visitor, 200), request.method == "GET"
    new = [person for person in people if not (looks and _just_seen((visitor, person, access.route)))]
    if new:
        found.store().log_accesses([(person, access) for person in new])
    if looks:  # only now: what was not noted is not shown at the next try either
        _remember((visitor, person, access.route) for person in new)


def _just_seen(key: _Key) -> bool:
    with _LOCK:
        return time.monotonic() - _SEEN.get(key, -SAME_S) < SAME_S


def _remember(keys: Iterable[_Key]) -> None:
    now = time.monotonic()
    with _LOCK:
        for key in keys:
            _SEEN.pop(key, None)
            _SEEN[key] = now
        while len(_SEEN) > MOST:
            del _SEEN[next(iter(_SEEN))]
