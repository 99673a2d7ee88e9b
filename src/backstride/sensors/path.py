"""Distance and speed where a file gives only positions, or only distance."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray

_EARTH_M: Final = 6371008.8  # mean radius, IUGG


def distance_along(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Metres from the first position along a track (n,); steps over missing positions, NaN until the first.

    Great-circle steps (haversine) on a sphere.
    """
    known = np.flatnonzero(np.isfinite(latitude_deg) & np.isfinite(longitude_deg))
    out = np.full(latitude_deg.size, np.nan)
    if known.size:
        lat, lon = np.radians(latitude_deg[known]), np.radians(longitude_deg[known])
        half = np.sin(np.diff(lat) / 2) ** 2
        half += np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
        steps = 2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        out[known] = np.concatenate([[0.0], np.cumsum(steps)])
    return out


def speed_along(time_s: FloatArray, distance_m: FloatArray) -> FloatArray:
    """Speed (n,) in m/s from distance, over a window around each moment; NaN where distance is missing."""
    out = np.full(time_s.size, np.nan)
    known = np.isfinite(distance_m)
    time, metres = time_s[known], distance_m[known]
    if time.size < 2:
        return out
    half = float(load("sensors/watch.toml")["guards"]["speed_window_s"]) / 2
    first = np.searchsorted(time, time - half)
    last = np.searchsorted(time, time + half, side="right") - 1
    alone = first == last  # moments further apart than the window: to the neighbours
    first = np.where(alone, np.maximum(first - 1, 0), first)
    last = np.where(alone, np.minimum(last + 1, time.size - 1), last)
    out[known] = (metres[last] - metres[first]) / (time[last] - time[first])
    return out
