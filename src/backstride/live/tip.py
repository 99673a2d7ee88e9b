"""How far the bowl tips now, for the drawing: frame by frame, by a filter that never looks ahead.

From behind or before, the line across the hips; from the side the trunk, as the pelvis does not show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.live import LiveView
from backstride.pose.engine import Pose

# First-order low-pass: a tenth of a second behind, which the eye does not mind and which keeps two steps of
# three a second apart. Own usual tip: over so long a time a run has many strides.
BEHIND_S: Final = 0.1
USUAL_S: Final = 8.0


class Tip:
    """Degrees clockwise as seen in the picture, against the mean of the last seconds."""

    def __init__(self, names: Sequence[str], view: LiveView) -> None:
        self.names, self.view = tuple(names), view
        self._now: float | None = None
        self._usual: float | None = None
        self._last_s = 0.0

    def see(self, pose: Pose | None, time_s: float) -> float | None:
        """The tip in this frame, None where nobody is seen."""
        if pose is None:
            self._now = None
            return None
        angle = self._angle(pose)
        step_s = max(0.0, time_s - self._last_s)
        self._last_s = time_s
        self._now = angle if self._now is None else _towards(self._now, angle, step_s / BEHIND_S)
        self._usual = angle if self._usual is None else _towards(self._usual, angle, step_s / USUAL_S)
        return round(self._now - self._usual, 2)

    def _angle(self, pose: Pose) -> float:
        def at(name: str) -> FloatArray:
            return np.asarray(pose.points_px[self.names.index(name)])

        if self.view == "side":
            hips = (at("hip_centre_left") + at("hip_centre_right")) / 2
            across, down = (at("shoulder_centre_left") + at("shoulder_centre_right")) / 2 - hips
            return math.degrees(math.atan2(across, -down))
        # the line from the hip on the picture's left to the one on its right
        left, right = sorted(
            (at("hip_centre_left"), at("hip_centre_right")), key=lambda place: float(place[0])
        )
        across, down = right - left
        return math.degrees(math.atan2(down, max(across, 1e-6)))


def _towards(now: float, angle: float, share: float) -> float:
    return now + (angle - now) * (1.0 - math.exp(-share))
