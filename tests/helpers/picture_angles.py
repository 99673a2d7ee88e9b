"""Angles as they lie in the picture of a side view: what a goniometer laid on the screen would read."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints

HIP, SHOULDER, KNEE, ANKLE = "hip_centre", "shoulder_centre", "knee_centre", "ankle_centre"
NEEDED: Final = tuple(
    f"{name}_{side}" for name in (HIP, SHOULDER, KNEE, ANKLE, "heel", "toe") for side in SIDES
)


def picture_angles(keypoints: Keypoints, roll_deg: float = 0.0) -> dict[str, FloatArray]:
    """knee_flexion and shank_angle of both sides and trunk_lean, each (n,) deg, NaN where a point is missing.

    Knee flexion +; trunk + forward of upright; shank + where the ankle is ahead of the knee. Forward is where
    the toes point. roll_deg: how far the camera was tilted clockwise. Not corrected for a camera that does
    not look square at the run, and of no use from the front or behind. Raises KeyError for an engine that
    lacks one of ``NEEDED``.
    """
    places = {name: _upright(keypoints, name, roll_deg) for name in NEEDED}
    forward = _forward(places)
    middle = {name: (places[f"{name}_left"] + places[f"{name}_right"]) / 2 for name in (HIP, SHOULDER)}
    angles = {"trunk_lean": _from_up(middle[SHOULDER] - middle[HIP], forward)}
    for side in SIDES:
        hip, knee, ankle = (places[f"{name}_{side}"] for name in (HIP, KNEE, ANKLE))
        thigh, shank = _from_up(hip - knee, forward), _from_up(knee - ankle, forward)
        # a bent knee lies ahead of the line from hip to ankle: the shank leans forward more than the thigh
        angles[f"knee_flexion_{side}"] = _wrapped(shank - thigh)
        angles[f"shank_angle_{side}"] = -shank
    return angles


def _upright(keypoints: Keypoints, name: str, roll_deg: float) -> FloatArray:
    """(n, 2) px, x right and y up, turned back by the tilt of the camera."""
    x, y = np.asarray(keypoints.points.sel(point=name).to_numpy(), dtype=np.float64).T
    roll = np.deg2rad(roll_deg)
    # a camera tilted clockwise shows the world turned counterclockwise
    return np.stack([x * np.cos(roll) - y * np.sin(roll), -x * np.sin(roll) - y * np.cos(roll)], axis=1)


def _forward(places: dict[str, FloatArray]) -> float:
    """+1 for a run to the right of the picture, -1 to the left."""
    feet = np.concatenate([places[f"toe_{side}"][:, 0] - places[f"heel_{side}"][:, 0] for side in SIDES])
    seen = feet[np.isfinite(feet)]
    return -1.0 if seen.size and np.median(seen) < 0 else 1.0


def _from_up(line: FloatArray, forward: float) -> FloatArray:
    """(n,) deg of lines (n, 2) px from upright, + forward."""
    return np.asarray(np.rad2deg(np.arctan2(forward * line[:, 0], line[:, 1])))


def _wrapped(angle_deg: FloatArray) -> FloatArray:
    return np.asarray((angle_deg + 180) % 360 - 180)
