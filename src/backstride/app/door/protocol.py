"""HTTP for people who wait: a connection that does not finish its question in time is closed."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

QUESTION_S: Final = 15.0  # for the head of a request to be there, from the first moment; judged


class PatientProtocol(H11Protocol):
    """uvicorn's own waits for the first request, and for the rest of a begun one, for ever."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._question: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on waiting only while the head of a request is not whole."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._wait_no_more()
        elif self._question is None and self.timeout_keep_alive_task is None:
            self._wait()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """An open line has waits of its own."""
        self._wait_no_more()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._question = self.loop.call_later(QUESTION_S, self._give_up)

    def _wait_no_more(self) -> None:
        if self._question is not None:
            self._question.cancel()
            self._question = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()
