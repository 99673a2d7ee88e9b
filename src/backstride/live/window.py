"""The last seconds of what the camera saw: all that is kept of a run, and it is forgotten as it goes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.keypoints import Keypoints
from backstride.pose.engine import Pose
from backstride.read.keypoint_arrays import labelled

ENGINE = "live"


class Row(NamedTuple):
    """One frame. points_px: (p, 2); confidence, depth_px: (p,); all NaN where nobody was seen."""

    time_s: float
    points_px: FloatArray
    confidence: FloatArray
    depth_px: FloatArray


class Window:
    """Rows of the last ``seconds``, in order of time; a row that is not later than the last is left out."""

    def __init__(self, names: Sequence[str], size_px: tuple[int, int], seconds: float) -> None:
        self.names, self.size_px, self.seconds = tuple(names), size_px, seconds
        self._rows: deque[Row] = deque()

    def add(self, time_s: float, pose: Pose | None) -> None:
        """One frame more; what is older than the window goes."""
        if self._rows and time_s <= self._rows[-1].time_s:
            return
        self._rows.append(_row(time_s, pose, len(self.names)))
        while self._rows[-1].time_s - self._rows[0].time_s > self.seconds:
            self._rows.popleft()

    def clear(self) -> None:
        """Forget everything."""
        self._rows.clear()

    @property
    def length_s(self) -> float:
        """From the oldest row to the newest, s."""
        return self._rows[-1].time_s - self._rows[0].time_s if self._rows else 0.0

    def seen_share(self, last_s: float) -> float:
        """Share of the rows of the last seconds in which somebody was seen."""
        near = [row for row in self._rows if row.time_s >= self._rows[-1].time_s - last_s]
        return sum(bool(np.isfinite(row.points_px[0, 0])) for row in near) / len(near) if near else 0.0

    def keypoints(self) -> Keypoints:
        """The rows as a clip; at least two are needed.

        Raises:
            ValueError: fewer than two rows.
        """
        if len(self._rows) < 2:
            raise ValueError("a clip holds two frames or more")
        times, points, confidence, depth = (np.array(column) for column in zip(*self._rows, strict=True))
        return Keypoints(
            **labelled(times, list(self.names), points, confidence, depth),
            width_px=self.size_px[0],
            height_px=self.size_px[1],
            rate_hz=(len(times) - 1) / float(times[-1] - times[0]),
            source=ENGINE,
            engine=ENGINE,
        )


def _row(time_s: float, pose: Pose | None, count: int) -> Row:
    if pose is None:
        return Row(time_s, np.full((count, 2), np.nan), np.full(count, np.nan), np.full(count, np.nan))
    depth = np.full(count, np.nan) if pose.depth_px is None else pose.depth_px
    return Row(time_s, pose.points_px, pose.confidence, depth)
