"""The level of a side view, once more: now that the contacts are known, by the toes that stand.

The pose room finds the level before anything is known of contacts, from toes that go backwards. Between heel
strike and heel-off the toe stays on the ground, so its path there is the ground's line, which a level picture
shows at the slope of the view (``Sight.ground_slope_deg``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.contact import Contact
from backstride.model.recording import Recording

# Over these shares of contact the toe's true path is 0.3 degrees off the ground's in 24 RBDS trials (SD 0.2),
# -0.3 to 1.0 in Hamner's and the synthetic runners'.
TOE_FROM, TOE_TO = 0.2, 0.7
FEWEST_FRAMES: Final = 9  # of one foot: three contacts at 30 frames/s
KEPT_M: Final = (0.06, 0.03, 0.03)  # distance from the line within which toes count, round by round
MOST_DEG: Final = 8.0  # a greater change is no level but a foot that was lost


def levelled(recording: Recording, contacts: Sequence[Contact]) -> Recording:
    """The recording turned level by its standing toes; as it is where they do not show it.

    recording: from the side, with its sight; points (time, point, axis) m.
    """
    sight = recording.sight
    if sight is None or sight.near is None:
        return recording
    feet = [foot for side in SIDES if len(foot := _standing(recording, contacts, side)) >= FEWEST_FRAMES]
    slope = _slope(feet)
    for within_m in KEPT_M:
        slope = _slope([_near(foot, slope, within_m) for foot in feet])
    way = 1.0 if sight.near == "right" else -1.0  # forward is to the right of the picture, or to the left
    turn = float(np.arctan(slope)) - way * np.radians(sight.ground_slope_deg)
    if not np.isfinite(turn) or abs(np.degrees(turn)) > MOST_DEG:
        return recording
    roll_deg = round(sight.roll_deg + way * float(np.degrees(turn)), 2)
    points = recording.points.copy(data=_turned(recording.points.to_numpy(), -turn))
    return replace(recording, points=points, sight=sight.model_copy(update={"roll_deg": roll_deg}))


def _standing(recording: Recording, contacts: Sequence[Contact], side: str) -> FloatArray:
    """(k, 2) m forward and up of the toe while it stands."""
    name = f"toe_{side}"
    if name not in recording.points.coords["point"].to_numpy():
        return np.empty((0, 2))
    toe = recording.points.sel(point=name).to_numpy()[:, :2]
    time_s = recording.points.coords["time"].to_numpy()
    stands = np.zeros(len(time_s), dtype=np.bool_)
    for one in contacts:
        if one.side == side:
            length_s = one.toe_off_s - one.foot_strike_s
            share = (time_s - one.foot_strike_s) / length_s
            stands |= (share >= TOE_FROM) & (share <= TOE_TO)
    return np.asarray(toe[stands & np.isfinite(toe).all(axis=1)])


def _near(foot: FloatArray, slope: float, within_m: float) -> FloatArray:
    above = foot[:, 1] - slope * foot[:, 0]
    return foot[np.abs(above - np.median(above)) <= within_m] if len(foot) else foot


def _slope(feet: Sequence[FloatArray]) -> float:
    """Least-squares slope of point sets that may lie at different heights; NaN without any."""
    feet = [foot for foot in feet if len(foot)]
    if not feet:
        return float("nan")
    centred = np.concatenate([foot - foot.mean(axis=0) for foot in feet])
    spread = float(np.sum(centred[:, 0] ** 2))
    return float(np.sum(centred[:, 0] * centred[:, 1]) / spread) if spread > 0 else float("nan")


def _turned(values: FloatArray, angle_rad: float) -> FloatArray:
    """(n, p, 3) turned anticlockwise in the plane of forward and up."""
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    turned = values.copy()
    turned[..., 0] = cosine * values[..., 0] - sine * values[..., 1]
    turned[..., 1] = sine * values[..., 0] + cosine * values[..., 1]
    return turned
