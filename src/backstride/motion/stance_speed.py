"""Running speed from the feet at mid-stance, once the contacts are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray
from backstride.model.contact import Contact
from backstride.motion.contact_sides import Feet, feet_of

# The sole lies flat on the ground between these shares of stance: later the heel rolls up and forward,
# earlier the foot still comes down. Heel and forefoot markers agree there within 0.03 m/s on 24 RBDS trials.
FLAT_FROM: Final = 0.30
FLAT_TO: Final = 0.55
STILL_MPS: Final = 0.3  # soft feet creep by up to 0.05 m/s on solid ground; no belt is run on below 1.5 m/s
PELVIS: Final = ("asis_left", "asis_right", "psis_left", "psis_right", "sacrum")


def stance_speed(points: xr.DataArray, contacts: Sequence[Contact]) -> float | None:
    """Horizontal speed of the body against the standing feet, m/s; None without pelvis or a whole mid-stance.

    Args:
        points: (time, point, axis) m, cleaned.
        contacts: of either source.
    """
    feet = feet_of(points)
    body = _body_velocity(points)
    grounds = [] if feet is None else [_ground_velocity(feet, contact) for contact in contacts]
    seen = [ground for ground in grounds if np.isfinite(ground).all()]
    if body is None or not seen:
        return None
    ground = np.median(seen, axis=0)
    if np.hypot(ground[0], ground[2]) < STILL_MPS:
        ground = np.zeros(3)
    against = body - ground
    return float(np.hypot(against[0], against[2]))


def _body_velocity(points: xr.DataArray) -> FloatArray | None:
    """Mean velocity of the pelvis between its first and last sample, (3,) m/s."""
    names = [name for name in PELVIS if name in points.indexes["point"]]
    if not names:
        return None
    place = points.sel(point=names).to_numpy().mean(axis=1)
    rows = np.flatnonzero(np.isfinite(place).all(axis=1))
    if rows.size < 2:
        return None
    time_s = points.coords["time"].to_numpy()
    velocity = (place[rows[-1]] - place[rows[0]]) / (time_s[rows[-1]] - time_s[rows[0]])
    return np.asarray(velocity, dtype=np.float64)


def _ground_velocity(feet: Feet, contact: Contact) -> FloatArray:
    """Velocity of the stance foot's points over the flat part of the contact, (3,) m/s, NaN where unseen."""
    length_s = contact.toe_off_s - contact.foot_strike_s
    share = contact.foot_strike_s + length_s * np.array([FLAT_FROM, FLAT_TO])
    start, stop = np.searchsorted(feet.time_s, share)
    stop = min(int(stop), feet.time_s.size - 1)
    if contact.side not in feet.tracks or stop <= start:
        return np.full(3, np.nan)
    track = feet.tracks[contact.side]
    moved = (track[stop] - track[start]) / (feet.time_s[stop] - feet.time_s[start])
    seen = moved[np.isfinite(moved).all(axis=1)]
    return np.median(seen, axis=0) if seen.size else np.full(3, np.nan)
