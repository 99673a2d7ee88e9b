"""The process that sees: frames in on its standard input, answers out, nothing kept.

It has one engine and one practice at a time, and ends when the server is gone. Of frames that wait only the
newest is looked at.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, BinaryIO, Final

from backstride.app.live import wire
from backstride.app.shortly import said_shortly
from backstride.errors import BackstrideError

if TYPE_CHECKING:
    from backstride.live.run import LiveRun
    from backstride.pose.blaze import BlazeEngine
    from backstride.pose.frame import Image

WARM_PX: Final = (480, 640)
SWITCH_S: Final = 0.001
"""A frame does not wait longer than this for a thought beside it (Python's own is five times that)."""


class Inbox:
    """What came and was not looked at: words in order, and one frame, the newest."""

    def __init__(self) -> None:
        self._words: list[tuple[bytes, bytes]] = []
        self._frame: bytes | None = None
        self._there = threading.Condition()

    def put(self, kind: bytes, content: bytes) -> None:
        """One message more; a frame takes the place of the one that waited, a word ends waiting frames."""
        with self._there:
            if kind == wire.FRAME:
                self._frame = content
            else:
                self._frame = None
                self._words.append((kind, content))
            self._there.notify()

    def take(self) -> tuple[bytes, bytes]:
        """The next word, else the newest frame; waits for one."""
        with self._there:
            self._there.wait_for(lambda: self._words or self._frame is not None)
            if self._words:
                return self._words.pop(0)
            frame, self._frame = self._frame, None
            return wire.FRAME, frame or b""


def main() -> None:
    """See until the server is gone."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between the messages
    sys.setswitchinterval(SWITCH_S)
    inbox = Inbox()
    threading.Thread(target=_listen, args=(inbox,), daemon=True).start()
    try:
        engine = _warm()
    except BackstrideError as error:
        wire.write(out, wire.FAULT, _fault(error))
        return
    wire.write(out, wire.WARM)
    with said_shortly():
        _see(inbox, out, engine)


def _see(inbox: Inbox, out: BinaryIO, engine: BlazeEngine) -> None:
    run: LiveRun | None = None
    with ThreadPoolExecutor(1) as beside:
        while True:
            kind, content = inbox.take()
            try:
                if kind == wire.HELLO:
                    run, ready = _begun(engine, content, beside)
                    wire.write(out, wire.READY, ready)
                elif kind == wire.FRAME and run is not None:
                    wire.write(out, wire.ANSWER, _answer(run, content))
                else:
                    run = None
            except BackstrideError as error:
                run = None
                wire.write(out, wire.FAULT, _fault(error))


def _begun(engine: BlazeEngine, hello: bytes, beside: ThreadPoolExecutor) -> tuple[LiveRun, bytes]:
    from backstride.live.points import SHOWN, lines
    from backstride.live.run import LiveRun
    from backstride.model.live import LiveHello, LiveReady

    wanted = LiveHello.model_validate_json(hello)
    ready = LiveReady(points=SHOWN, lines=lines(), target=wanted.target)
    return LiveRun(engine, wanted, beside.submit), ready.model_dump_json().encode()


def _answer(run: LiveRun, frame: bytes) -> bytes:
    began = time.perf_counter()
    at_ms, number, picture = wire.stamp(frame)
    image = _decoded(picture)
    decoded_ms = 1000.0 * (time.perf_counter() - began)
    answer = run.see(number, at_ms, image)
    whole = answer.model_copy(update={"server_ms": round(answer.server_ms + decoded_ms, 2)})
    return whole.model_dump_json().encode()


def _decoded(picture: memoryview) -> Image:
    """(h, w, 3), red first.

    Raises:
        FrameError: the picture cannot be decoded.
    """
    import cv2
    import numpy as np

    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise wire.FrameError("a frame of the camera cannot be read", fix="Reload the page")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _warm() -> BlazeEngine:
    """The engine, its models and everything a thought needs, used once.

    Raises:
        ModelMissingError: a model or a library of the video extra is missing.
    """
    import numpy as np

    import backstride.live.run  # noqa: F401 - the import takes longer than a frame
    from backstride.pose.blaze import BlazeEngine
    from backstride.pose.region import whole_frame

    engine = BlazeEngine()
    black = np.zeros((*WARM_PX, 3), np.uint8)
    engine.people(black)
    engine.pose(black, whole_frame(WARM_PX[1], WARM_PX[0]))
    import cv2

    cv2.setNumThreads(1)
    return engine


def _listen(inbox: Inbox) -> None:
    """Everything from the server; when it is gone, so is this process, whatever it does."""
    for kind, content in wire.messages(sys.stdin.buffer):
        inbox.put(kind, content)
    os._exit(0)


def _fault(error: BackstrideError) -> bytes:
    return json.dumps({"error": str(error)}).encode()


if __name__ == "__main__":
    main()
