"""The clock of a hold: three, two, one, go; counts up on one line until Enter or its limit."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

COUNT_DOWN: Final = ("3", "2", "1")
CLEAR_LINE: Final = "\r" + " " * 40 + "\r"


@dataclass(frozen=True)
class HoldTimer:
    """show: writes without a line's end. enter: waits up to so many seconds, whether Enter came. clock: s."""

    show: Callable[[str], None]
    enter: Callable[[float], bool]
    clock: Callable[[], float] = time.monotonic

    def hold(self, limit_s: float) -> int:
        """Count down, then up; the whole seconds held, ``limit_s`` at most. Enter before "go" is lost."""
        for word in COUNT_DOWN:
            self.show(f"{word} ")
            self._wait_until(self.clock() + 1.0)
        self.show("go\n")
        start = self.clock()
        held = 0.0
        while held < limit_s:
            self.show(f"\r{int(held):4d} s   Enter ends it ")
            ended = self.enter(max(0.0, min(limit_s - held, 1.0 - held % 1.0)))
            held = self.clock() - start
            if ended:
                break
        self.show(CLEAR_LINE)
        return int(min(held, limit_s))

    def _wait_until(self, end: float) -> None:
        while (left := end - self.clock()) > 0:
            self.enter(left)


def enter_came(seconds: float) -> bool:
    """Whether a line is typed on the terminal within so many seconds; the line is taken."""
    if sys.platform == "win32":
        return _key_came(seconds)
    import select

    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if ready:
        sys.stdin.readline()
    return bool(ready)


def _key_came(seconds: float) -> bool:
    """The same where a terminal can't be waited for: look for a key a few times a second."""
    if sys.platform == "win32":
        import msvcrt

        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if msvcrt.kbhit():
                msvcrt.getwch()
                return True
            time.sleep(0.05)
    return False
