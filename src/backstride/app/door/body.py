"""How much may be sent to a route that takes no file, and how slowly."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

MOST_BYTES: Final = 1_000_000  # judged: a full interview with its notes has some ten thousand
WHOLE_S: Final = 60.0  # for such a body to be there; judged
SILENT_S: Final = 60.0  # of an upload without a byte; judged
# Routes that see to sizes themselves: files of jobs, a watch's file for the diary.
UPLOADS: Final = (
    re.compile(r"PUT /api/p/[^/]+/jobs/[^/]+/files/[^/]+"),
    re.compile(r"POST /api/p/[^/]+/diary/run"),
)
TOO_MUCH: Final = "That is more than this page takes."
TOO_SLOW: Final = "Nothing came for too long. Try again."


def takes_files(scope: Scope) -> bool:
    """Whether this is an upload."""
    return any(one.fullmatch(f"{scope['method']} {scope['path']}") for one in UPLOADS)


def announced_too_much(scope: Scope) -> bool:
    """Whether the request says itself that it is too large."""
    told = Headers(scope=scope).get("content-length", "0")
    return not takes_files(scope) and not (told.isascii() and told.isdigit() and int(told[:18]) <= MOST_BYTES)


def within_limits(scope: Scope, receive: Receive) -> Receive:
    """The same body; HTTPException 413 or 408 is raised where it becomes too much or too slow."""
    upload = takes_files(scope)
    until = time.monotonic() + WHOLE_S
    got, whole = 0, False

    async def limited() -> Message:
        nonlocal got, whole
        if whole:
            return await receive()
        left = SILENT_S if upload else max(0.01, until - time.monotonic())
        try:
            message = await asyncio.wait_for(receive(), left)
        except TimeoutError:
            raise HTTPException(408, TOO_SLOW) from None
        got += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if got > MOST_BYTES and not upload:
            raise HTTPException(413, TOO_MUCH)
        return message

    return limited
