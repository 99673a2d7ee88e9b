"""At the door: host, origin, who is asking; and what every answer says to the browser."""

from __future__ import annotations

import hmac
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backstride.app.settings import COOKIE, ServeSettings
from backstride.app.visitor import Visitor

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Guard:
    """Lets nobody in without the launch's token."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or one open line."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        if scope["type"] == "http" and scope["path"] == "/enter":
            await self._enter(scope, receive, send)
            return
        if not hmac.compare_digest(cookies.get(COOKIE, ""), self.settings.token):
            await PlainTextResponse("Open the address that the terminal shows.", 401)(scope, receive, send)
            return
        scope.setdefault("state", {})["visitor"] = Visitor("owner")

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = POLICY
            await send(message)

        await self.app(scope, receive, with_policy)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            COOKIE, scope["query_string"].decode().removeprefix("token="), httponly=True, samesite="strict"
        )
        await answer(scope, receive, send)
