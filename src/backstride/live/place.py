"""Whether the runner stands well in the picture: whole, and large enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from backstride.knowledge.loader import load
from backstride.live.fade import KNOWLEDGE
from backstride.model.arrays import FloatArray
from backstride.pose.engine import Pose

Placed = Literal["well", "too_far", "cut_off"]
ENDS = ("nose", "hip_centre_left", "hip_centre_right", "heel_left", "heel_right", "toe_left", "toe_right")


def placed(pose: Pose, names: Sequence[str], size_px: tuple[int, int]) -> Placed:
    """How the runner stands in a picture of this width and height, px."""
    known = load(KNOWLEDGE)["place"]
    ends: FloatArray = pose.points_px[[names.index(name) for name in ENDS]]
    size = np.array(size_px, dtype=float)
    margin = known["edge"] * size
    if np.any(ends < margin) or np.any(ends > size - margin):
        return "cut_off"
    tall_px = float(np.ptp(ends[:, 1]))
    return "too_far" if tall_px < known["smallest"] * size[1] else "well"
