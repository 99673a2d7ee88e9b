"""At the door: host, origin, size, who is asking; what every answer says to the browser; what is noted."""

from __future__ import annotations

from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backstride.app.door.body import TOO_MUCH, announced_too_much, within_limits
from backstride.app.door.entry import Door
from backstride.app.door.headers import STATIC, say_to_browser
from backstride.app.door.origin import comes_from_elsewhere, for_us, from_us
from backstride.app.faults import fault
from backstride.app.page import bare_page, words
from backstride.app.visitor import ASKED
from backstride.errors import BackstrideError

PUBLIC: Final = frozenset({"/enter", "/login", "/join", "/favicon.ico"})
"""Where everybody may come; and to the files of the pages, which hold nothing of anybody."""
_STARTS: Final = (
    "http.response.start",
    "websocket.http.response.start",
    "websocket.accept",
    "websocket.close",
)
_STATUS: Final = {"websocket.accept": 101, "websocket.close": 403}


class Guard:
    """Lets nobody in who is not known, and notes in a clinic who looks at whose data."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door, self.settings = app, door, door.settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or one open line."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        answer = _Answer(self.door, scope, receive, send)
        refusal = await self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, answer)
        elif scope["type"] == "http":
            await self.app(scope, within_limits(scope, receive), answer)
        else:
            await self.app(scope, receive, answer)

    async def _refusal(self, scope: Scope) -> Response | None:
        """Why it is not let through, None where it is."""
        said = words("login")
        if not for_us(scope, self.settings):
            return _refused(scope, said("not_for_us"), 421)
        if not from_us(scope):
            return _refused(scope, said("not_from_us"), 403)
        if scope["type"] == "http" and announced_too_much(scope):
            return _refused(scope, TOO_MUCH, 413)
        try:
            visitor = await run_in_threadpool(self.door.visitor, HTTPConnection(scope))
        except BackstrideError:  # the store cannot be asked whether a runner's link holds
            return _refused(scope, said("cannot_ask"), 503)
        if visitor is not None:
            scope["state"]["visitor"] = visitor
            return None
        return None if _public(scope) else self._unknown(scope)

    def _unknown(self, scope: Scope) -> Response:
        """For somebody we do not know, or whose cookie the browser held back because a link led here."""
        page = scope["type"] == "http" and not scope["path"].startswith("/api/")
        to = scope.get("raw_path", b"/").decode("latin-1")
        if page and comes_from_elsewhere(scope) and to.startswith("/") and not to.startswith("//"):
            query = scope["query_string"].decode("latin-1")
            to += f"?{query}" if query else ""
            return bare_page("again", 401, to=to)
        if page and self.settings.clinic:
            return RedirectResponse("/login", 303)
        refusal = _refused(
            scope, words("login")("clinic_unknown" if self.settings.clinic else "unknown"), 401
        )
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal


class _Answer:
    """What goes back: with our headers, and in a clinic noted before a byte of it leaves."""

    def __init__(self, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
        self.door, self.scope, self.receive, self.send = door, scope, receive, send
        self.begun = self.withheld = False

    async def __call__(self, message: Message) -> None:
        if self.withheld:
            return
        if not self.begun and message["type"] in _STARTS:
            self.begun = True
            if not await self._noted(message):
                self.withheld = True
                await self._withhold()
                return
        if message["type"].endswith("http.response.start"):
            say_to_browser(self.scope, message, tls=self.door.settings.tls is not None)
        await self.send(message)

    async def _noted(self, message: Message) -> bool:
        """Whether it was noted, where it must be."""
        if not self.door.settings.clinic or ASKED not in self.scope["state"]:
            return True
        status = int(message.get("status", _STATUS.get(message["type"], 500)))
        try:
            await run_in_threadpool(self.door.log.note, self.scope, status)
        except BackstrideError:
            return False
        return True

    async def _withhold(self) -> None:
        """Nobody sees what cannot be noted."""
        if self.scope["type"] == "websocket":
            await self.send({"type": "websocket.close", "code": 1011, "reason": ""})
            return

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                say_to_browser(self.scope, message, tls=self.door.settings.tls is not None)
            await self.send(message)

        await _refused(self.scope, words("login")("cannot_note"), 503)(self.scope, self.receive, send)


def _public(scope: Scope) -> bool:
    path: Any = scope["path"]
    return scope["type"] == "http" and (path in PUBLIC or path.startswith(STATIC))


def _refused(scope: Scope, text: str, status: int) -> Response:
    """One sentence; for an open line before it is open."""
    if scope["type"] == "websocket":
        return PlainTextResponse(text, status)
    return fault(Request(scope), text, status)
