"""Who is let in: by the launch's token on this machine, by password or by a runner's link in a clinic."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from fastapi import Request
from starlette.requests import HTTPConnection, cookie_parser

from backstride.app.door.access import AccessLog
from backstride.app.door.brake import Brake
from backstride.app.door.links import still_holds
from backstride.app.door.passwords import fits
from backstride.app.door.sessions import Sessions
from backstride.app.services import Services
from backstride.app.visitor import Visitor
from backstride.model.access import RunnerLink

CHECK_S: Final = 3.0  # how long a password waits for its turn; judged
_BEARER: Final = "bearer "


class Door:
    """What the guard and the pages that let people in share. One a server."""

    def __init__(self, found: Services) -> None:
        self.found, self.settings = found, found.settings
        self.sessions, self.brake, self.log = Sessions(), Brake(), AccessLog(found)
        self.entered: Callable[[], None] = lambda: None  # told when the launch's address was used
        self._one_password = threading.Lock()

    def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """Who asks, by cookie or ``Authorization: Bearer``; None for nobody we know. May ask the store."""
        secret = secret_of(connection, self.settings.cookie)
        if not secret:
            return None
        if not self.settings.clinic:
            return Visitor("owner") if self.is_token(secret) else None
        visitor = self.sessions.visitor(secret)
        if visitor is None or visitor.kind != "runner":
            return visitor
        if still_holds(self.found, visitor.person, visitor.name):
            return visitor
        self.sessions.close(secret)
        return None

    def is_token(self, word: str) -> bool:
        """Whether this is the launch's token; takes as long whatever is wrong in it."""
        return hmac.compare_digest(_bytes(word), _bytes(self.settings.token))

    def is_password(self, word: str) -> bool | None:
        """Whether this is the clinic's password; one at a time, None where its turn did not come."""
        with _taken(self._one_password, CHECK_S) as mine:
            return fits(self.settings.password_hash or "", word) if mine else None

    def log_in(self) -> str:
        """A session for the clinic; the secret for its cookie."""
        return self.sessions.open(Visitor("clinic", name=secrets.token_hex(4)))

    def let_in(self, link: RunnerLink) -> str:
        """A session for a runner; the secret for its cookie."""
        return self.sessions.open(Visitor("runner", link.person, link.name))


def door(request: Request) -> Door:
    """The server's door."""
    found: Door = request.app.state.door
    return found


def secret_of(connection: HTTPConnection, cookie: str) -> str:
    """What the asker shows to be let in; empty where nothing."""
    shown = connection.headers.get("authorization", "")
    if shown.lower().startswith(_BEARER):
        return shown[len(_BEARER) :].strip()
    return cookie_parser(connection.headers.get("cookie", "")).get(cookie, "")


@contextmanager
def _taken(lock: threading.Lock, longest_s: float) -> Iterator[bool]:
    mine = lock.acquire(timeout=longest_s)
    try:
        yield mine
    finally:
        if mine:
            lock.release()


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")
