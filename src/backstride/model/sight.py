"""How a camera saw a run: what every number from a video must know."""

from __future__ import annotations

from typing import Literal

from backstride.model.common import Frozen, Side, View


class Sight(Frozen):
    """The camera's view of the runner.

    view: ``side_left`` shows the runner's left side, ``rear`` the back. yaw_deg: how far the picture plane
    is turned about the vertical out of the pure view, + as the runner's front comes nearer; None where
    unknown. roll_deg: how far the camera was tilted clockwise, already taken out. ground_slope_deg: how far
    a level ground rises to the right of a level picture of this view, by perspective. camera: still, or
    moving with the run. near: the side nearer the camera in a side view. metres_per_px: at the runner, None
    where nothing tells. scale_sd: its relative standard deviation; None where the scale rests on no fact
    about this runner, and then no measure in metres is given. slow_motion: seconds of the file per second of
    the run.
    """

    view: View
    yaw_deg: float | None = None
    roll_deg: float = 0.0
    ground_slope_deg: float = 0.0
    camera: Literal["still", "moving"] = "still"
    near: Side | None = None
    metres_per_px: float | None = None
    scale_sd: float | None = None
    slow_motion: float = 1.0
    width_px: int
    height_px: int
    engine: str
