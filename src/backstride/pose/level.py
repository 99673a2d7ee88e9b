"""How far the camera was tilted, from the runner alone.

From the side: standing feet stay on the ground, so the line on which they are seen standing is the ground's
line, on a treadmill (the belt carries them along it) as overground. A ground that is seen askew runs uphill
in a level picture too, by perspective; that share is taken off, with the camera where people hold it.
From behind or in front: over whole strides the lines across hips and shoulders are level.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side
from backstride.pose.flat import Flat, usual_leg_px
from backstride.pose.view import BODY, Direction

# The foot goes backwards under the body in stance; in the swing forwards, up to twice as fast.
STANDING_SHARE: Final = 0.5
# From flat foot to heel-off and on the toe stays where it is on the ground. Over these shares of the time it
# goes backwards its true path is 0.3 degrees off the ground's in RBDS (SD 0.2 over 24 trials), -0.4 to 1.0 in
# Hamner and the synthetic runners; the heel's, which rises from mid-stance on, is 3 to 9 off.
TOE_FROM, TOE_TO = 0.15, 0.5
# Standing toes lie within this share of a leg, 2 cm, of the ground's line; from coarse to fine.
ON_LINE: Final = (0.2, 0.1, 0.05, 0.025, 0.025)
FEWEST_FRAMES: Final = 9  # a flat foot is seen in three frames a step at 30 frames/s: three steps
MOST_TILT_DEG: Final = 12.0  # nobody films a run with a phone farther from level; such a line is no ground
USUAL_HEIGHT_M: Final = 1.7  # only tells how far away the camera is, and that only weighs a skewed view


def roll_rad(flat: Flat, seen_from: Direction, width_px: int, height_px: int) -> float:
    """How far the camera was tilted clockwise, rad; NaN where the runner does not show it."""
    if seen_from.near is None:
        return _from_body(flat, 1.0 if seen_from.view != "front" else -1.0)
    slope = _ground_slope(flat, seen_from)
    tilt = float(np.arctan(slope) - ground_slope_rad(flat, seen_from, max(width_px, height_px)))
    return tilt if abs(np.degrees(tilt)) <= MOST_TILT_DEG else float("nan")


def _from_body(flat: Flat, way: float) -> float:
    """Mean slope of the lines across hips and shoulders, those that are seen."""
    lines = [flat.across(f"{name}_centre") * way for name in ("hip", "shoulder")]
    means = [line[np.isfinite(line).all(axis=1)].mean(axis=0) for line in lines if np.isfinite(line).any()]
    return float(np.mean([np.arctan2(up, along) for along, up in means])) if means else float("nan")


def _ground_slope(flat: Flat, seen_from: Direction) -> float:
    """Rise of the line of standing toes per px to the right, one line for both feet, each with its height."""
    leg_px = usual_leg_px(flat)
    feet = [_standing_toes(flat, side, seen_from) for side in SIDES]
    feet = [foot for foot in feet if len(foot) >= FEWEST_FRAMES]
    slope = _common_slope(feet)
    for share in ON_LINE:
        slope = _common_slope([_near_line(foot, slope, share * leg_px) for foot in feet])
    return slope


def _standing_toes(flat: Flat, side: Side, seen_from: Direction) -> FloatArray:
    """(k, 2) px of the toe in the middle of each time it goes backwards under the hips."""
    toe, hip = flat.at(f"toe_{side}"), flat.at(f"hip_centre_{side}")
    way = 1.0 if seen_from.near == "right" else -1.0
    speed = np.gradient((toe - hip)[:, 0] * way, flat.time_s)
    seen = np.isfinite(speed) & np.isfinite(toe).all(axis=1)
    if not seen.any():
        return np.empty((0, 2))
    backwards = seen & (speed < STANDING_SHARE * np.quantile(speed[seen], 0.05))
    spans = [
        toe[start + round(TOE_FROM * (stop - start)) : start + round(TOE_TO * (stop - start)) + 1]
        for start, stop in _runs(backwards)
    ]
    return np.concatenate([np.empty((0, 2)), *spans])


def _runs(mask: BoolArray) -> list[tuple[int, int]]:
    """Start and stop (exclusive) of every run of True of two frames and more."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]


def _near_line(foot: FloatArray, slope: float, within_px: float) -> FloatArray:
    """Points of one foot near a line of this slope through their middle."""
    if not len(foot):
        return foot
    above = foot[:, 1] - slope * foot[:, 0]
    near: BoolArray = np.abs(above - np.median(above)) <= within_px
    return foot[near]


def _common_slope(feet: list[FloatArray]) -> float:
    """Least-squares slope of several point sets that may lie at different heights."""
    feet = [foot for foot in feet if len(foot)]
    if not feet:
        return float("nan")
    centred = np.concatenate([foot - foot.mean(axis=0) for foot in feet])
    spread = float(np.sum(centred[:, 0] ** 2))
    return float(np.sum(centred[:, 0] * centred[:, 1]) / spread) if spread > 0 else float("nan")


def ground_slope_rad(flat: Flat, seen_from: Direction, long_side_px: int) -> float:
    """How far a level ground rises to the right by a skewed view: camera height over distance, times the
    skew's tangent; 0 where the run is not seen from the side.
    """
    if seen_from.near is None:
        return 0.0
    body = load(BODY)
    focal_px = body["camera"]["focal_of_long_side"] * long_side_px
    distance_m = focal_px * body["leg"] * USUAL_HEIGHT_M / usual_leg_px(flat)
    return float(
        np.arctan(body["camera"]["height_m"] / distance_m * np.tan(np.radians(seen_from.heading_deg)))
    )
