"""Noting who looked at whose data, before they see it: no route can forget, for the guard does it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.types import Scope

from backstride.app.lately import Lately
from backstride.app.services import Services
from backstride.app.visitor import ASKED, Visitor
from backstride.errors import BackstrideError
from backstride.model.access import Access

SAME_S: Final = 60.0  # judged: a page that asks how far a job is does so twice a second
MOST: Final = 10_000
UNKNOWN: Final = "(no such page)"
_Key = tuple[Visitor, str, str | None, str, int]


@dataclass
class _Look:
    """One access on its way into the store."""

    person: str
    access: Access
    done: bool = False
    failed: BackstrideError | None = None


class AccessLog:
    """Writes each access to the store. Looking again at the very same within a minute is one entry."""

    def __init__(self, found: Services) -> None:
        self._found = found
        self._noted = Lately[_Key](SAME_S, MOST)
        self._waiting: list[_Look] = []
        self._turn = threading.Condition()
        self._writing = False

    def note(self, scope: Scope, status: int) -> None:
        """Keep who this request came from and what it was for. Raises BackstrideError where that fails."""
        person, visitor = scope["state"].get(ASKED), scope["state"].get("visitor")
        if person is None or visitor is None:
            return
        key = (visitor, address_of(scope), scope.get("method"), scope["path"], status)
        if key[2] not in ("GET", "HEAD") or not self._noted.has(key):
            self._write(_Look(person, access_of(scope, visitor, status)))
            self._noted.add([key])  # only now: what was not noted is not shown at the next try either

    def _write(self, look: _Look) -> None:
        """One writes at a time, for all who wait by then: a disk takes as long for many as for one."""
        with self._turn:
            self._waiting.append(look)
            self._turn.wait_for(lambda: look.done or not self._writing)
            together, self._writing = (self._waiting, True) if not look.done else ([], self._writing)
            if together:
                self._waiting = []
        if together:
            self._write_all(together)
        if look.failed is not None:
            raise look.failed

    def _write_all(self, together: list[_Look]) -> None:
        failed: BackstrideError | None = BackstrideError("the log could not be written", fix="Try again")
        try:
            self._found.store().log_accesses([(one.person, one.access) for one in together])
            failed = None
        except BackstrideError as error:
            failed = error
        finally:  # whatever happened: nobody waits for ever
            with self._turn:
                for one in together:
                    one.done, one.failed = True, failed
                self._writing = False
                self._turn.notify_all()


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
