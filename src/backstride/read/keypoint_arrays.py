"""Plain arrays of a clip's points as the labelled ones of ``Keypoints``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray


class Labelled(TypedDict):
    """Fields of ``Keypoints`` that hold an array."""

    time_s: FloatArray
    points: xr.DataArray
    confidence: xr.DataArray
    depth: xr.DataArray | None


def labelled(
    time_s: FloatArray,
    names: Sequence[str],
    points_px: FloatArray,
    confidence: FloatArray,
    depth_px: FloatArray,
) -> Labelled:
    """time_s (n,), points_px (n, p, 2), confidence, depth_px (n, p); a depth unknown throughout is None."""
    flat, where = ("time", "point"), {"time": time_s, "point": list(names)}
    points = xr.DataArray(
        points_px, dims=(*flat, "axis"), coords={**where, "axis": ["x", "y"]}, attrs={"units": "px"}
    )
    depth = xr.DataArray(depth_px, dims=flat, coords=where, attrs={"units": "px"})
    return Labelled(
        time_s=time_s,
        points=points,
        confidence=xr.DataArray(confidence, dims=flat, coords=where, attrs={"units": "1"}),
        depth=None if np.isnan(depth_px).all() else depth,
    )
