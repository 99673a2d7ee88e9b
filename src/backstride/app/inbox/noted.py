"""Who looked at the list of people: each person shown is noted, where a clinic is served."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import Request

from backstride.app.door.access import access_of
from backstride.app.lately import Lately
from backstride.app.services import Services
from backstride.app.visitor import Visitor

SAME_S: Final = 600.0  # judged: a list that is looked at again within minutes is one look
MOST: Final = 20_000
_Key = tuple[Visitor, str, str]
_SEEN: Final = Lately[_Key](SAME_S, MOST)


def note_people(found: Services, request: Request, visitor: Visitor, people: Sequence[str]) -> None:
    """Keep that this visitor saw these people. Raises BackstrideError where that fails: nobody sees them."""
    if not found.settings.clinic:
        return
    access, looks = access_of(request.scope, visitor, 200), request.method == "GET"
    new = [person for person in people if not (looks and _SEEN.has((visitor, person, access.route)))]
    if new:
        found.store().log_accesses([(person, access) for person in new])
    if looks:  # only now: what was not noted is not shown at the next try either
        _SEEN.add((visitor, person, access.route) for person in new)
