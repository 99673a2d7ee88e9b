"""Poses of all frames to one ``Keypoints``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray
from backstride.model.keypoints import Keypoints
from backstride.model.recording import Note
from backstride.pose.decode import VideoInfo
from backstride.pose.engine import Engine, Pose


def assemble(
    info: VideoInfo, engine: Engine, time_s: FloatArray, poses: Sequence[Pose | None], notes: tuple[Note, ...]
) -> Keypoints:
    """The noun of what was seen: NaN in frames without a pose. time_s: (n,), one pose or None each."""
    names = list(engine.point_names)
    points = np.full((len(time_s), len(names), 2), np.nan)
    confidence, depth = np.full(points.shape[:2], np.nan), np.full(points.shape[:2], np.nan)
    for row, pose in enumerate(poses):
        if pose is not None:
            points[row], confidence[row] = pose.points_px, pose.confidence
            depth[row] = np.nan if pose.depth_px is None else pose.depth_px
    place = {"time": time_s, "point": names}
    flat = ("time", "point")
    return Keypoints(
        time_s=time_s,
        points=xr.DataArray(
            points, dims=(*flat, "axis"), coords={**place, "axis": ["x", "y"]}, attrs={"units": "px"}
        ),
        confidence=xr.DataArray(confidence, dims=flat, coords=place, attrs={"units": "1"}),
        depth=None
        if np.isnan(depth).all()
        else xr.DataArray(depth, dims=flat, coords=place, attrs={"units": "px"}),
        width_px=info.width_px,
        height_px=info.height_px,
        rate_hz=(len(time_s) - 1) / float(time_s[-1] - time_s[0]),
        source=info.name,
        engine=engine.name,
        capture_rate_hz=info.capture_rate_hz,
        notes=notes,
    )
