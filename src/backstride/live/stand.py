"""How the camera stands to the runner: learnt once from the first seconds, then held.

A level told anew from every few seconds would wander by two degrees (docs/live.md), and every angle against
the vertical with it. So it is held for the whole practice, and values are read against the runner's own first
steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.keypoints import Keypoints
from backstride.model.live import LiveView
from backstride.model.recording import Recording
from backstride.model.sight import Sight
from backstride.pose.film import PLANE, evened, exchanged, recording_of
from backstride.pose.flat import flat_of, usual_leg_px
from backstride.pose.level import USUAL_HEIGHT_M, roll_rad
from backstride.pose.sides import solve_sides
from backstride.pose.view import BODY, Direction, direction

Seen = Literal["side", "rear", "front", "oblique"]


@dataclass(frozen=True)
class Stand:
    """direction: of the run in the picture. roll_rad: the camera's tilt. leg_px: thigh and shank."""

    direction: Direction
    roll_rad: float
    leg_px: float


def seen_from(looked: Direction) -> Seen:
    """Side, rear, front, or none of them."""
    if looked.near is not None:
        return "side"
    return "rear" if looked.view == "rear" else "front" if looked.view == "front" else "oblique"


def stand_of(seen: Keypoints, wanted: LiveView) -> Stand:
    """How the camera stands, from the first seconds of a run.

    Raises:
        RefusedError: nothing shows it yet, or it is not the view that was said; ``where`` is then the view.
    """
    flat = evened(flat_of(solve_sides(seen).keypoints), 1.0)
    looked = direction(flat)
    found = seen_from(looked)
    if found != wanted:
        raise RefusedError("the camera looks from elsewhere", where=found)
    tilt = roll_rad(flat, looked, seen.width_px, seen.height_px)
    return Stand(looked, tilt if np.isfinite(tilt) else 0.0, usual_leg_px(flat))


def recording(seen: Keypoints, stand: Stand) -> Recording:
    """The last seconds as a recording, seen as the camera stands; metres are those of a usual height.

    Raises:
        RefusedError: left and right cannot be told.
    """
    sides = solve_sides(seen)
    near = stand.direction.near
    solved = exchanged(sides.keypoints) if near and sides.near and near != sides.near else sides.keypoints
    level = evened(flat_of(solved), 1.0).turned(-stand.roll_rad)
    return recording_of(level, _sight(stand, seen), solved, seen.source, [])


def _sight(stand: Stand, seen: Keypoints) -> Sight:
    assert stand.direction.view in PLANE
    return Sight(
        view=stand.direction.view,
        yaw_deg=stand.direction.yaw_deg,
        roll_deg=float(np.degrees(stand.roll_rad)),
        near=stand.direction.near,
        metres_per_px=load(BODY)["leg"] * USUAL_HEIGHT_M / stand.leg_px,
        width_px=seen.width_px,
        height_px=seen.height_px,
        engine=seen.engine,
    )
