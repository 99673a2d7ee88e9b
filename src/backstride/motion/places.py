"""Named places as plain arrays: ``name -> (n, 3)`` over time, or ``name -> (3,)`` for one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray
from backstride.motion import rigid

Places = Mapping[str, FloatArray]


def places_of(points: xr.DataArray) -> dict[str, FloatArray]:
    """Every point seen at least once, name -> (n, 3) m, views of the array."""
    values = points.to_numpy()
    seen = np.asarray(rigid.seen(values).any(axis=0))
    names = [str(name) for name in points.coords["point"].to_numpy()]
    return {name: values[:, i] for i, name in enumerate(names) if seen[i]}


def stack(places: Places, names: Iterable[str]) -> FloatArray:
    """Several places side by side, (n, m, 3) m."""
    return np.stack([places[name] for name in names], axis=1)


def present(places: Places, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that have a place, in their order."""
    return tuple(name for name in names if name in places)


def middle(places: Places, *names: str) -> FloatArray | None:
    """The mean of the named places, m; None unless every one exists."""
    if any(name not in places for name in names):
        return None
    return np.asarray(sum(places[name] for name in names) / len(names))


def as_points(places: Places, time_s: FloatArray) -> xr.DataArray:
    """Places over time as a points array (time, point, axis) m."""
    return xr.DataArray(
        np.stack(list(places.values()), axis=1),
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": list(places), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def as_curves(curves: dict[str, FloatArray], time_s: FloatArray) -> xr.DataArray:
    """Angle curves over time as one array (time, curve) rad."""
    values = np.stack(list(curves.values()), axis=1) if curves else np.empty((time_s.size, 0))
    return xr.DataArray(
        values,
        dims=("time", "curve"),
        coords={"time": time_s, "curve": list(curves)},
        attrs={"units": "rad"},
    )


def as_track(place_m: FloatArray, time_s: FloatArray) -> xr.DataArray:
    """One place over time as an array (time, axis) m."""
    return xr.DataArray(
        place_m,
        dims=("time", "axis"),
        coords={"time": time_s, "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )
