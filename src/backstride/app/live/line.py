"""One line to a browser: how it begins, frames up, answers down, and every way it may end.

Nothing waits in a row: the process looks at the newest frame only, so a browser that sends more than it is
answered is not answered for each. Frames are never written anywhere.
"""

from __future__ import annotations

import asyncio
import json
from typing import Final

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from backstride.app.live import wire
from backstride.app.live.studio import Studio
from backstride.app.page import words
from backstride.errors import BackstrideError
from backstride.live.target import VIEWS
from backstride.model.common import Frozen
from backstride.model.live import LiveHello

REFUSED: Final = 4000
HELLO_S: Final = 10.0
SILENT_S: Final = 60.0
"""A page that is paused for longer gives the seat back (judged)."""
STALLED_S: Final = 5.0
"""A browser that takes no answer for so long, or an engine that gives none, is gone (judged)."""
WARM_S: Final = 120.0
"""An engine is warm in three seconds; on a machine that measures several clips meanwhile it took a minute."""
MOST_HELLO: Final = 10_000


class _Opening(Frozen):
    """The first message of a line."""

    hello: LiveHello


class LineEnd(Exception):  # noqa: N818 - an ending is no fault
    """The line ends; the sentence is for the person, '' where nobody is there to read it."""


async def hold(websocket: WebSocket, studio: Studio, why_not: str | None) -> None:
    """One line, from its acceptance to its end. why_not: the reason it may not be, or None."""
    await websocket.accept()
    try:
        if why_not is not None:
            raise LineEnd(why_not)
        hello = await _hello(websocket)
        await _seated(websocket, studio, hello)
    except LineEnd as end:
        await _end(websocket, str(end))
    except (WebSocketDisconnect, RuntimeError, OSError):
        return  # nobody is there any more


async def _end(websocket: WebSocket, sentence: str) -> None:
    try:
        if sentence:
            await asyncio.wait_for(websocket.send_json({"error": sentence}), STALLED_S)
        await asyncio.wait_for(websocket.close(REFUSED if sentence else 1000), STALLED_S)
    except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        return


async def _hello(websocket: WebSocket) -> LiveHello:
    """What is to be practised. Raises LineEnd where it cannot be."""
    said = words("live_line")
    try:
        message = await asyncio.wait_for(websocket.receive(), HELLO_S)
    except TimeoutError:
        raise LineEnd(said("no_hello")) from None
    if message["type"] == "websocket.disconnect":
        raise LineEnd("")
    text = message.get("text") or ""
    try:
        hello = _Opening.model_validate_json(text[:MOST_HELLO]).hello
    except ValidationError:
        raise LineEnd(said("no_hello")) from None
    if hello.view not in VIEWS[hello.cue] or not _target_fits(hello):
        raise LineEnd(said("not_from_here"))
    return hello


def _target_fits(hello: LiveHello) -> bool:
    target = hello.target
    if target is None:
        return True
    return (target.cue, target.view) == (hello.cue, hello.view) and target.low < target.high


async def _seated(websocket: WebSocket, studio: Studio, hello: LiveHello) -> None:
    """Take the seat, practise, give it back."""
    said = words("live_line")
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue[tuple[bytes, bytes]] = asyncio.Queue()

    def told(kind: bytes, content: bytes) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, (kind, content))

    if not await asyncio.to_thread(studio.sit, told):
        raise LineEnd(said("busy"))
    line = _Line(websocket, studio, heard)
    try:
        await line.practise(hello)
    finally:
        await asyncio.shield(asyncio.to_thread(studio.leave, broken=line.broken))


class _Line:
    """A line with its seat. broken: the process does not answer."""

    def __init__(
        self, websocket: WebSocket, studio: Studio, heard: asyncio.Queue[tuple[bytes, bytes]]
    ) -> None:
        self.websocket, self.studio, self.heard = websocket, studio, heard
        self.broken = False
        self._unanswered_since: float | None = None

    async def practise(self, hello: LiveHello) -> None:
        """Frames and answers until one side ends."""
        await asyncio.to_thread(self.studio.send, wire.HELLO, hello.model_dump_json().encode())
        ready = await self._ready()
        await self._tell(f'{{"ready":{ready.decode()}}}')
        both = [asyncio.ensure_future(self._up()), asyncio.ensure_future(self._down())]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            done.pop().result()
        finally:
            for one in both:
                one.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _ready(self) -> bytes:
        """The process's first word to this line; what it still had for the last one is let go."""
        while True:
            try:
                kind, content = await asyncio.wait_for(self.heard.get(), WARM_S)
            except TimeoutError:
                self.broken = True
                raise LineEnd(words("live_line")("stopped")) from None
            if kind == wire.READY:
                return content
            if kind == wire.FAULT:
                raise LineEnd(_sentence(content))

    async def _up(self) -> None:
        """Frames from the browser to the process."""
        said = words("live_line")
        while True:
            try:
                message = await asyncio.wait_for(self.websocket.receive(), SILENT_S)
            except TimeoutError:
                raise LineEnd(said("silent")) from None
            if message["type"] == "websocket.disconnect":
                raise LineEnd("")
            frame = message.get("bytes")
            if frame is None:
                raise LineEnd(said("no_frame"))
            try:
                wire.stamp(frame)
            except BackstrideError as error:
                raise LineEnd(str(error)) from error
            if self._unanswered_since is None:
                self._unanswered_since = asyncio.get_running_loop().time()
            await asyncio.to_thread(self.studio.send, wire.FRAME, frame)

    async def _down(self) -> None:
        """Answers from the process to the browser; an engine that gives none is ended."""
        while True:
            try:
                kind, content = await asyncio.wait_for(self.heard.get(), STALLED_S)
            except TimeoutError:
                since = self._unanswered_since
                if since is not None and asyncio.get_running_loop().time() - since > STALLED_S:
                    self.broken = True
                    raise LineEnd(words("live_line")("stopped")) from None
                continue
            if kind == wire.FAULT:
                raise LineEnd(_sentence(content))
            if kind == wire.ANSWER:
                self._unanswered_since = None
                await self._tell(content.decode())

    async def _tell(self, text: str) -> None:
        """One message to a browser that takes it."""
        try:
            await asyncio.wait_for(self.websocket.send_text(text), STALLED_S)
        except TimeoutError:
            raise LineEnd("") from None


def _sentence(fault: bytes) -> str:
    """What the process said went wrong; it said nothing where it was ended."""
    return str(json.loads(fault)["error"]) if fault else words("live_line")("stopped")
