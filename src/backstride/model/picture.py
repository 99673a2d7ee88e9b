"""How a clip was filmed: the camera's movement, and how well the runner can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray

CameraMoves = Literal["still", "shaken", "moving", "unknown"]


@dataclass(frozen=True, eq=False)
class Picture:
    """Found while the clip was watched.

    A point of the background at p (x right, y down, px from the middle of the upright frame) in the first
    frame lies at zoom * turn(p) + shift in a later one. Exactly 0, 0 and 1 throughout for a still camera; NaN
    where the background could not be followed. After such a gap the sum goes on from where it stopped, so
    that differences across it mean nothing.

    shift_px: (n, 2) movement of the background since the first frame, px of the upright frame, x right, y
    down. turn_rad: (n,) its turn since the first frame, + clockwise as seen. zoom: (n,) its size, 1 in the
    first frame. trusted: (n,) whether enough of the background agreed on these numbers.
    camera: ``still`` on a stand; ``shaken`` when held, always about the same view; ``moving`` when turned,
    carried or zoomed to another view; ``unknown`` where too little of the background could be followed.
    shake_px: root mean square movement of the background about its mean over a second, over the whole frame.

    What follows is the median over the looks at the runner, NaN where nobody was seen.
    brightness: 0 (black) to 255 of the runner's trunk and legs. contrast: range from the 5th to the 95th
    percentile of brightness, 0 to 255, in the runner's box with what is around. sharpness: 0 (blurred) to 1
    of the runner's box brought to one size, in the direction in which it is more blurred. motion_blur: how
    much less sharp the blurrier foot is than the box; grows with the exposure time where the camera is still.
    clipped_share: share of the runner's box that is pure white. runner_height_share: height of the runner's
    points, eyes to toes, over the frame's.
    """

    shift_px: FloatArray
    turn_rad: FloatArray
    zoom: FloatArray
    trusted: BoolArray
    camera: CameraMoves
    shake_px: float = np.nan
    brightness: float = np.nan
    contrast: float = np.nan
    sharpness: float = np.nan
    motion_blur: float = np.nan
    clipped_share: float = np.nan
    runner_height_share: float = np.nan

    def __post_init__(self) -> None:
        number = len(self.trusted)
        if self.shift_px.shape != (number, 2) or {self.turn_rad.shape, self.zoom.shape} != {(number,)}:
            raise ValueError("shift_px must be (n, 2), turn_rad, zoom and trusted (n,)")
