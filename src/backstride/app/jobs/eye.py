"""The runner's points as they are found, now and then, for a page that draws them."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backstride.pose.engine import Pose

LOOK_S: Final = 0.25
LEFT_S: Final = 2.0
Points = tuple[tuple[float, float] | None, ...]


class Eye:
    """Told every pose of a clip, keeps one now and then.

    points: the last kept, shares of the picture in the engine's order, None outside of it. Of several threads
    that look at several parts of a clip it follows one, so that the drawn runner does not jump to and fro.
    """

    def __init__(self) -> None:
        self.points: Points = ()
        self._of, self._last_s = 0, -LEFT_S

    def __call__(self, pose: Pose, size_px: tuple[int, int]) -> None:
        """Keep it, where it is time and of the thread that is followed."""
        since_s, thread = time.monotonic() - self._last_s, threading.get_ident()
        if since_s < (LOOK_S if thread == self._of else LEFT_S):
            return
        self._of, self._last_s = thread, time.monotonic()
        self.points = shares(pose, size_px)


def shares(pose: Pose, size_px: tuple[int, int]) -> Points:
    """The points as shares of the picture's width and height, None for those outside it."""
    width, height = size_px
    return tuple(
        (round(float(x) / width, 3), round(float(y) / height, 3))
        if 0 <= x <= width and 0 <= y <= height
        else None
        for x, y in pose.points_px
    )
