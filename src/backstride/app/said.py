"""What a page says once about what was just done, where it cannot stand in an address."""

from __future__ import annotations

import secrets
from typing import Any, Final

from fastapi import Request

from backstride.app.few import Few

MOST: Final = 200  # in memory at once


class Said(Few[Any]):
    """Kept in memory, so that a page loaded anew says it again and a restarted server forgets it."""

    def __init__(self) -> None:
        super().__init__(MOST)

    def leave(self, person: str, what: Any) -> str:
        """Leave something for this person's next page; the key to it."""
        key = secrets.token_urlsafe(9)
        self.put(person, key, what)
        return key


def said(request: Request) -> Said:
    """The server's."""
    found: Said = request.app.state.said
    return found
