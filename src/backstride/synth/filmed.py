"""What a pose engine without any error would give of a run, seen through a camera of known place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints
from backstride.pose.camera import Camera, project
from backstride.read.keypoint_arrays import labelled
from backstride.synth.runner import Synthetic

ENGINE: Final = "virtual camera"
# Each point of the head and the markers whose middle stands for it.
HEAD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "nose": ("head_front_left", "head_front_right"),
        "ear_left": ("head_front_left", "head_back_left"),
        "ear_right": ("head_front_right", "head_back_right"),
    }
)
FOOT: Final = ("heel", "toe")


def places_of(synthetic: Synthetic) -> xr.DataArray:
    """(time, point, axis) m of the points a pose engine looks for, joints exactly where they are."""
    run, joints = synthetic.run.points, synthetic.truth.joint_centres
    names = [f"{name}_{side}" for name in FOOT for side in SIDES]
    head = {name: run.sel(point=list(of)).mean("point").to_numpy() for name, of in HEAD.items()}
    kept = [str(name) for name in joints.coords["point"].to_numpy() if name != "pelvis_centre"]
    values = [
        joints.sel(point=kept).to_numpy(),
        run.sel(point=names).to_numpy(),
        np.stack(list(head.values()), 1),
    ]
    return xr.DataArray(
        np.concatenate(values, axis=1),
        dims=("time", "point", "axis"),
        coords={"time": run.coords["time"], "point": [*kept, *names, *head], "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def filmed(
    places: xr.DataArray,
    camera: Camera,
    rate_hz: float,
    *,
    heading_rad: FloatArray | None = None,
    start_s: float = 0.0,
    name: str = "filmed",
) -> Keypoints:
    """Places of a run as points of a clip, without any error of an engine.

    Args:
        places: DataArray(time, point, axis) m, ISB axes; NaN where missing, and within a frame of that.
        camera: where the camera stands; out of its picture points are NaN.
        rate_hz: frames per second.
        heading_rad: (n,) the camera's heading in each frame, for a camera that pans.
        start_s: time of the first frame after the first sample.
        name: base name of the clip.
    """
    clock = places.coords["time"].to_numpy().astype(np.float64)
    frames = np.arange(int((clock[-1] - clock[0] - start_s) * rate_hz)) / rate_hz
    at_m = _at(places.to_numpy(), clock, clock[0] + start_s + frames)
    points = project(camera, at_m, heading_rad)
    size = np.array([camera.width_px, camera.height_px])
    inside = np.asarray(np.all((points >= 0) & (points < size), axis=2))
    points[~inside] = np.nan
    names = [str(point) for point in places.coords["point"].to_numpy()]
    sure = np.where(inside, 1.0, np.nan)
    return Keypoints(
        **labelled(frames, names, points, sure, _depth_px(camera, at_m, inside)),
        width_px=camera.width_px,
        height_px=camera.height_px,
        rate_hz=rate_hz,
        source=f"{name}.mp4",
        engine=ENGINE,
    )


def _at(values: FloatArray, clock_s: FloatArray, times_s: FloatArray) -> FloatArray:
    """(m, p, 3) between samples, by cubic splines; NaN beside what is missing."""
    seen = np.asarray(np.isfinite(values).all(axis=2))
    out = np.full((len(times_s), *values.shape[1:]), np.nan)
    for point in range(values.shape[1]):
        known = seen[:, point]
        if known.sum() < 4:
            continue
        out[:, point] = CubicSpline(clock_s[known], values[known, point])(times_s)
        beside = np.clip(np.searchsorted(clock_s, times_s), 1, len(clock_s) - 1)
        out[~(known[beside] & known[beside - 1]), point] = np.nan
    return out


def _depth_px(camera: Camera, at_m: FloatArray, inside: BoolArray) -> FloatArray:
    """Distance along the camera's axis against the middle of the points, in px at that distance."""
    away = at_m - camera.place_m
    depth = away[..., 0] * np.sin(camera.heading_rad) - away[..., 2] * np.cos(camera.heading_rad)
    depth = np.where(inside, depth, np.nan)
    seen = np.isfinite(depth)
    middle = np.where(seen, depth, 0.0).sum(axis=1, keepdims=True) / np.maximum(
        seen.sum(axis=1, keepdims=True), 1
    )
    return np.asarray((depth - middle) * camera.focal_px / np.maximum(middle, 0.1))
