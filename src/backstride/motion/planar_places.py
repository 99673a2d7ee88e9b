"""Points of a video made ready for formulas that want three axes: filled, low-passed, in the picture's
plane."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.recording import Recording
from backstride.motion.contact_signals import HIGHEST_SHARE_OF_NYQUIST
from backstride.motion.filters import low_pass
from backstride.motion.gaps import fill_gaps
from backstride.motion.places import Places, middle, places_of

# Low-pass of a video's points before angles are read (benchmarks/virtual_camera.py).
POINT_CUTOFF_HZ: Final = 12.0
LONGEST_GAP_S: Final = 0.12  # half a contact
FORWARD, UP, RIGHT = 0, 1, 2
# The middle of the pelvis' four corners from the middle of the hips, in shares of thigh plus shank, forward
# and up: mean of eight RBDS runners, Hamner subject 01 and JA1 (SD 0.009 and 0.002).
PELVIS_FROM_HIPS: Final = (-0.015, 0.102, 0.0)


def unseen_axis(recording: Recording) -> int:
    """The axis that lies across the picture: to the runner's right from the side, forward from behind."""
    return FORWARD if recording.view in ("rear", "front") else RIGHT


def smoothed(recording: Recording) -> dict[str, FloatArray]:
    """name -> (n, 3) m, low-passed, short gaps filled, 0 across the picture; and the middle of the pelvis."""
    flat = recording.points.to_numpy().astype(np.float64).copy()
    across = unseen_axis(recording)
    flat[..., across] = np.where(np.isfinite(flat[..., UP]), 0.0, np.nan)
    filled, _ = fill_gaps(flat, recording.rate_hz, LONGEST_GAP_S)
    cutoff_hz = min(POINT_CUTOFF_HZ, HIGHEST_SHARE_OF_NYQUIST * recording.rate_hz / 2)
    places = places_of(recording.points.copy(data=low_pass(filled, recording.rate_hz, cutoff_hz)))
    hips = middle(places, "hip_centre_left", "hip_centre_right")
    if hips is None:
        return places
    offset = leg_m(places) * np.array(PELVIS_FROM_HIPS)
    offset[across] = 0.0
    return places | {"pelvis_centre": hips + offset}


def across_unknown(place_m: FloatArray, axis: int) -> FloatArray:
    """(n, 3) with what lies across the picture as what it is: not known."""
    known = place_m.copy()
    known[:, axis] = np.nan
    return known


def leg_m(places: Places) -> float:
    """Thigh plus shank, m, the median over time and sides; NaN where no leg is seen."""
    lengths = np.concatenate(
        [
            np.linalg.norm(places[f"hip_centre_{side}"] - places[f"knee_centre_{side}"], axis=1)
            + np.linalg.norm(places[f"knee_centre_{side}"] - places[f"ankle_centre_{side}"], axis=1)
            for side in SIDES
            if {f"{joint}_centre_{side}" for joint in ("hip", "knee", "ankle")} <= set(places)
        ]
        or [np.empty(0)]
    )
    lengths = lengths[np.isfinite(lengths)]
    return float(np.median(lengths)) if lengths.size else float("nan")
