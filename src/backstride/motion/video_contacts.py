"""Foot strike and toe-off from the points of a video, in the plane of a side view.

The same way as from markers (``marker_contacts``): velocities of heel and toe against the ground, a first
guess, a fitted step to the event. The coefficients are others: a picture's points shake more and come at 24
to 240 frames a second, so each class of frame rate has its own, fitted on plates as such a camera would
have seen them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from backstride.model.common import SIDES
from backstride.motion.contact_model import Grade, Team, fitted_video
from backstride.motion.filters import finite_runs
from backstride.motion.marker_contacts import MarkerContacts, contacts_from_markers

# The windows of the fitted step are 10 ms apart: frames farther apart than this are filled in by splines.
FINE_HZ: Final = 100.0
# Rates between the classes fitted at 30, 60 and 120 frames/s; geometric middles.
CLASSES: Final[tuple[tuple[float, Grade], ...]] = (
    (42.0, "video_30"),
    (85.0, "video_60"),
    (np.inf, "video_120"),
)
FOOT: Final = tuple(f"{name}_{side}" for name in ("heel", "toe", "ankle_centre") for side in SIDES)


def contacts_from_video(
    points: xr.DataArray, rate_hz: float, *, recording_id: str, teams: tuple[Team, ...] | None = None
) -> MarkerContacts:
    """Complete contacts of both feet, between frames, on the recording's clock.

    Args:
        points: (time, point, axis) m, x forward, y up, z unknown; even times; NaN where unseen.
        rate_hz: frames per second, 20 or more.
        recording_id: goes into every contact.
        teams: other coefficients than the fitted ones, for leave-one-runner-out scoring.

    Raises:
        RefusedError: no feet, walking, no contacts.
    """
    return contacts_from_markers(
        *in_plane(points, rate_hz),
        recording_id=recording_id,
        teams=teams or fitted_video(),
        grade=grade_of(rate_hz),
    )


def grade_of(rate_hz: float) -> Grade:
    """Which coefficients fit a frame rate.

    >>> grade_of(25), grade_of(59.94), grade_of(240)
    ('video_30', 'video_60', 'video_120')
    """
    return next(grade for below, grade in CLASSES if rate_hz < below)


def in_plane(points: xr.DataArray, rate_hz: float) -> tuple[xr.DataArray, float]:
    """Feet and mid-hip in the plane of the picture (0 across it), at ``FINE_HZ`` or more, and that rate."""
    names = [name for name in FOOT if name in points.coords["point"].to_numpy()]
    values = points.sel(point=names).to_numpy().astype(np.float64)
    hips = points.sel(point=["hip_centre_left", "hip_centre_right"]).to_numpy().mean(axis=1)
    values = np.concatenate([values, hips[:, None]], axis=1)
    for across in (0, 2):  # what lies across the picture is unknown throughout
        if not np.isfinite(values[..., across]).any():
            values[..., across] = np.where(np.isfinite(values[..., 1]), 0.0, np.nan)
    time_s = points.coords["time"].to_numpy().astype(np.float64)
    finer = max(1, int(np.ceil(FINE_HZ / rate_hz)))
    fine_s = time_s[0] + np.arange((len(time_s) - 1) * finer + 1) / (rate_hz * finer)
    fine = xr.DataArray(
        values if finer == 1 else _between(time_s, values, fine_s),
        dims=points.dims,
        coords={
            "time": fine_s if finer > 1 else time_s,
            "point": [*names, "sacrum"],
            "axis": ["x", "y", "z"],
        },
        attrs=points.attrs,
    )
    return fine, rate_hz * finer


def _between(time_s: np.ndarray, values: np.ndarray, fine_s: np.ndarray) -> np.ndarray:
    """(m, p, 3) read between frames by splines, each run of seen frames by itself."""
    out = np.full((len(fine_s), *values.shape[1:]), np.nan)
    for point in range(values.shape[1]):
        for start, stop in finite_runs(np.isfinite(values[:, point]).all(axis=1)):
            if stop - start < 4:
                continue
            inside = (fine_s >= time_s[start] - 1e-9) & (fine_s <= time_s[stop - 1] + 1e-9)
            out[inside, point] = CubicSpline(time_s[start:stop], values[start:stop, point])(fine_s[inside])
    return out
