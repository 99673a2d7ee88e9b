"""What a camera behind or before the runner shows: steps by the hips' bounce, and lines across the body."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import xarray as xr
from scipy.signal import find_peaks

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact
from backstride.motion.filters import low_pass
from backstride.motion.places import Places, middle
from backstride.motion.planar_places import RIGHT, UP

# The hips are lowest just before the middle of stance: 13 ms before it, SD 8 ms over 24 RBDS trials and four
# of Hamner's; foot strike lies 0.34 of a step before that middle (SD of the trials 9 ms), toe-off as far
# behind it (SD 18 ms, as slow runners stand longer). Contact times are therefore not told from this view.
MIDDLE_AFTER_S: Final = 0.013
HALF_CONTACT_OF_STEP: Final = 0.34
BOUNCE_HZ: Final = 6.0  # keeps the bounce, twice a stride at 1.0 to 2.0 Hz, and little else
SHORTEST_STEP_S: Final = 0.22  # 270 steps a minute
LEAST_BOUNCE_M: Final = 0.015  # runners bounce by 5 to 11 cm
# While one foot stands the other is lifted to the height of the calf; walkers' hips are lowest with both feet
# down.
LEAST_LIFT_M: Final = 0.08


def contacts_from_hips(points: xr.DataArray, rate_hz: float, recording_id: str) -> tuple[Contact, ...]:
    """Contacts of both feet, timed by the bounce of the hips, named by the lower foot.

    Args:
        points: (time, point, axis) m, y up; NaN where unseen.
        rate_hz: frames per second.
        recording_id: goes into every contact.

    Raises:
        RefusedError: no bounce, or the feet are both down when the hips are lowest, as in walking.
    """
    time_s = points.coords["time"].to_numpy()
    lowest = _lowest(points, rate_hz)
    if len(lowest) < 2:
        raise RefusedError(
            "the hips do not bounce as in running", fix="Film a run, 10 s or more, hips in view"
        )
    left_lower_m = (
        _height(points, "ankle_centre_right")[lowest] - _height(points, "ankle_centre_left")[lowest]
    )
    lift_m = float(np.nanmedian(np.abs(left_lower_m))) if np.isfinite(left_lower_m).any() else 0.0
    if lift_m < LEAST_LIFT_M:
        raise RefusedError(
            "both feet are down when the body is lowest: this is walking, not running",
            fix="Give a clip of running",
        )
    middles_s = time_s[lowest] + MIDDLE_AFTER_S
    half_s = HALF_CONTACT_OF_STEP * float(np.median(np.diff(middles_s)))
    sides: list[Side] = ["left" if lower > 0 else "right" for lower in left_lower_m]
    rows = [
        Contact(
            recording=recording_id, side=side, foot_strike_s=float(at - half_s), toe_off_s=float(at + half_s)
        )
        for at, side, lower in zip(middles_s, sides, left_lower_m, strict=True)
        if np.isfinite(lower) and at - half_s > time_s[0] and at + half_s < time_s[-1]
    ]
    return tuple(row for row, again in zip(rows, _repeats(rows), strict=True) if not again)


def frontal_curves(places: Places) -> dict[str, FloatArray]:
    """Curves seen from behind or before, name -> (n,) rad, by the house's signs (docs/conventions.md)."""
    curves: dict[str, FloatArray] = {}
    left, right = (places.get(f"hip_centre_{side}") for side in SIDES)
    if left is not None and right is not None:
        line = right - left
        curves["pelvic_obliquity"] = np.asarray(-np.arctan2(line[:, UP], line[:, RIGHT]))
    bottom, top = places.get("pelvis_centre"), middle(places, "shoulder_centre_left", "shoulder_centre_right")
    if bottom is not None and top is not None:
        trunk = top - bottom
        curves["trunk_lateral"] = np.asarray(np.arctan2(trunk[:, RIGHT], trunk[:, UP]))
    return curves


def _lowest(points: xr.DataArray, rate_hz: float) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Frames in which the middle of the hips is lowest, once a step."""
    hips = (_height(points, "hip_centre_left") + _height(points, "hip_centre_right")) / 2
    seen = np.flatnonzero(np.isfinite(hips))
    if seen.size < 0.5 * rate_hz:
        return np.empty(0, dtype=np.intp)
    frames = np.arange(len(hips))
    smooth = low_pass(np.interp(frames, seen, hips[seen]), rate_hz, BOUNCE_HZ)
    found, _ = find_peaks(-smooth, distance=max(1, int(SHORTEST_STEP_S * rate_hz)), prominence=LEAST_BOUNCE_M)
    return found[np.isfinite(hips[found])]


def _height(points: xr.DataArray, name: str) -> FloatArray:
    if name not in points.coords["point"].to_numpy():
        return np.full(points.sizes["time"], np.nan)
    return np.asarray(points.sel(point=name).to_numpy()[:, UP], dtype=np.float64)


def _repeats(rows: list[Contact]) -> list[bool]:
    """Whether a contact names the same foot as the one before it: then the feet could not be told apart."""
    return [False, *(before.side == after.side for before, after in pairwise(rows))][: len(rows)]
