"""Telling standing from moving, and the places a standing trial gives."""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr

from backstride.errors import WrongKindError
from backstride.model.arrays import FloatArray
from backstride.motion.body import FOOT_MARKERS, PELVIS_MARKERS
from backstride.motion.places import places_of

# Feet and pelvis of the ten standing trials at hand stay within 16 mm; in running a foot covers more than
# 400 mm and the pelvis still bobs by 60 mm.
STILL_WITHIN_M: Final = 0.04
# Share of the extremes left out of a point's extent, at each end: a marker that jumps is no movement.
TRIMMED: Final = 0.05
ENOUGH_FRAMES: Final = 2000  # spread over the recording; a quantile needs no more
STILLEST_S: Final = (
    0.5  # length of the calmest stretch looked for in a standing trial; postural sway is slower
)


def is_standing(points: xr.DataArray) -> bool:
    """Whether the body stands still throughout: feet and pelvis keep within a few centimetres."""
    extent = _extent_m(points)
    return bool(np.isfinite(extent) and extent < STILL_WITHIN_M)


def standing_places(points: xr.DataArray, rate_hz: float) -> dict[str, FloatArray]:
    """Where each marker is while the runner stands, name -> (3,) m: medians over all or the calmest part.

    Raises:
        WrongKindError: nobody stands still in it.
    """
    still = points if is_standing(points) else _calmest(points, rate_hz)
    if not is_standing(still):
        raise WrongKindError(
            "this is no standing trial: nobody stands still in it",
            where="--standing",
            fix="Give a trial of quiet standing with --standing, or leave the option out",
        )
    return {name: np.nanmedian(place, axis=0) for name, place in places_of(still).items()}


def _calmest(points: xr.DataArray, rate_hz: float) -> xr.DataArray:
    """The half second in which the body moves least."""
    length = max(2, round(STILLEST_S * rate_hz))
    starts = range(0, max(1, points.sizes["time"] - length), max(1, length // 2))
    extents = [_extent_m(points.isel(time=slice(start, start + length))) for start in starts]
    best = int(np.nanargmin(extents)) if np.isfinite(extents).any() else 0
    return points.isel(time=slice(starts[best], starts[best] + length))


def _extent_m(points: xr.DataArray) -> float:
    """Median over foot and pelvis points of the largest trimmed extent along an axis, m; NaN without any."""
    every = max(1, points.sizes["time"] // ENOUGH_FRAMES)
    here = [place for name, place in places_of(points[::every]).items() if _tells(name)]
    if not here:
        return float("nan")
    low, high = np.nanquantile(np.stack(here), [TRIMMED, 1 - TRIMMED], axis=1)
    return float(np.median(np.max(high - low, axis=1)))


def _tells(name: str) -> bool:
    return name in PELVIS_MARKERS or name.rsplit("_", 1)[0] in FOOT_MARKERS
