"""The one live process of a server: started when a page asks, lent to one line, then ended."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Final

from backstride.app.live import wire

IDLE_S: Final = 60.0
"""So long after the last line, or after a page asked and none came, the process ends (judged)."""
END_S: Final = 3.0
COMMAND: Final = (sys.executable, "-m", "backstride.app.live.process")
Told = Callable[[bytes, bytes], None]
"""Told each message of the process: its kind and content; FAULT with nothing when the process is gone."""


class Studio:
    """Starts, lends and ends the process. May be used from several threads."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._told: Told | None = None
        self._idle: threading.Timer | None = None

    def warm(self) -> None:
        """Start the process if there is none, and let it wait a while for a line."""
        with self._lock:
            self._started()
            if self._told is None:
                self._wait()

    def sit(self, told: Told) -> bool:
        """Take the one seat; False where somebody sits there. told: is called from another thread."""
        with self._lock:
            if self._told is not None:
                return False
            if self._idle is not None:
                self._idle.cancel()
            self._started()
            self._told = told
            return True

    def send(self, kind: bytes, content: bytes) -> None:
        """One message to the process; nothing where it is gone, which ``told`` is told."""
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            wire.write(process.stdin, kind, content)
        except (OSError, ValueError):
            return

    def leave(self, *, broken: bool = False) -> None:
        """Give the seat back. broken: the process does not answer, so it ends."""
        with self._lock:
            self._told = None
            if broken:
                self._end()
                return
            self.send(wire.BYE, b"")
            self._wait()

    def close(self) -> None:
        """End the process now."""
        with self._lock:
            self._told = None
            if self._idle is not None:
                self._idle.cancel()
            self._end()

    @property
    def process_id(self) -> int | None:
        """Of the process, None where there is none."""
        with self._lock:
            return self._process.pid if self._process is not None and self._process.poll() is None else None

    def _started(self) -> None:
        if self.process_id is not None:
            return
        self._end()  # of one that was killed: its pipe is still open here
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Hand on what the process says, until it is gone."""
        assert process.stdout is not None
        for kind, content in wire.messages(process.stdout):
            self._tell(process, kind, content)
        process.stdout.close()
        process.wait()
        self._tell(process, wire.FAULT, b"")

    def _tell(self, process: subprocess.Popen[bytes], kind: bytes, content: bytes) -> None:
        with self._lock:
            told = self._told if process is self._process else None
        if told is not None:
            told(kind, content)

    def _wait(self) -> None:
        """End the process after a while, unless a line comes."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = threading.Timer(IDLE_S, self._ended_if_idle)
        self._idle.daemon = True
        self._idle.start()

    def _ended_if_idle(self) -> None:
        with self._lock:
            if self._told is None:
                self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if process.stdin is not None:
                process.stdin.close()
        except OSError:
            pass  # it is gone already, with something half sent
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
