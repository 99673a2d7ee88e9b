"""Points of one runner in the frames of a video, as an engine saw them; not filtered, not scaled to
metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.picture import Picture
from backstride.model.recording import Note

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Keypoints:
    """One clip seen by one engine.

    time_s: (n,) presentation time of every frame on the file's own clock, increasing, not always even.
    points: DataArray(time, point, axis) in px of the upright frame, axis = x right, y down, the frame's upper
        left corner at (0, 0); point = anatomical names; NaN where the runner was not found.
    confidence: DataArray(time, point), 0 to 1 as the engine gives it; NaN where the runner was not found.
    depth: DataArray(time, point) in px, nearer the camera is smaller, 0 about the hips; None where the engine
        gives none. A guess of the model, good for telling near from far and for nothing finer.
    width_px, height_px: the upright frame. rate_hz: frames over time. source: the file's base name.
    engine: which engine and model. capture_rate_hz: rate at which the camera took the frames, where the file
        says so and it is not rate_hz (slow motion). picture: how the clip was filmed; None for ready-made
        keypoints.
    """

    time_s: FloatArray
    points: xr.DataArray
    confidence: xr.DataArray
    width_px: int
    height_px: int
    rate_hz: float
    source: str
    engine: str
    depth: xr.DataArray | None = None
    capture_rate_hz: float | None = None
    notes: tuple[Note, ...] = ()
    picture: Picture | None = None

    def __post_init__(self) -> None:
        if self.points.dims != ("time", "point", "axis") or list(self.points.coords["axis"]) != ["x", "y"]:
            raise ValueError("points must have dims (time, point, axis) with axis x, y")
        if self.points.attrs.get("units") != "px":
            raise ValueError("points must carry attrs['units'] == 'px'")
        if self.confidence.dims != ("time", "point") or self.confidence.shape != self.points.shape[:2]:
            raise ValueError("confidence must be (time, point) as points are")
        if self.time_s.shape != self.points.shape[:1] or np.any(np.diff(self.time_s) <= 0):
            raise ValueError("time_s must hold one increasing time a frame")
