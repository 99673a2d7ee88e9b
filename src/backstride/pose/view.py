"""From where the camera looks: the direction of the run in the picture, and the view that makes.

The direction is that of the body, not of its path: on a treadmill there is none. Toes point along it, and the
lines across hips and shoulders lie square to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side, View
from backstride.pose.flat import Flat, usual_leg_px

BODY: Final = "pose/body.toml"
# A foot lies along the ground in stance and in late swing; elsewhere it points down and looks shorter.
FLAT_FOOT_SHARE: Final = 0.8
# Beyond this no measure of the view is meant: at 30 degrees lengths along the run look 13 % short (cosine).
OBLIQUE_DEG: Final = 30.0
PURE: Final[tuple[tuple[View, float], ...]] = (
    ("side_right", 0.0),
    ("rear", 90.0),
    ("side_left", 180.0),
    ("front", -90.0),
)


@dataclass(frozen=True)
class Direction:
    """heading_deg: of the run in the picture plane, 0 to the right, 90 away from the camera, 180 to the left.

    view: the pure view it is nearest to, or ``oblique``. yaw_deg: how far from the nearest pure view; by a
    side view + as the runner's front comes nearer to the camera, by the others + as the right side does.
    """

    heading_deg: float
    view: View
    yaw_deg: float

    @property
    def near(self) -> Side | None:
        """The side nearer the camera, in a side view."""
        return {"side_right": "right", "side_left": "left"}.get(self.view)  # type: ignore[return-value]


def direction(flat: Flat) -> Direction:
    """The run's direction in the picture.

    Raises:
        RefusedError: hips, knees and ankles, or feet and hips, are never seen together.
    """
    leg_px, body = usual_leg_px(flat), load(BODY)
    along = _along(flat) / (leg_px * body["foot"] / body["leg"])
    square = [
        _mean(flat.across(f"{name}_centre")[:, 0]) / (leg_px * body[share] / body["leg"])
        for name, share in (("hip", "hips"), ("shoulder", "shoulders"))
    ]
    known = [value for value in square if np.isfinite(value)]
    if not np.isfinite(along) or not known:
        raise RefusedError(
            "hips and feet are never seen well enough to tell where the runner is heading",
            fix="Film the whole runner, feet included, from the side or from behind",
        )
    heading = float(np.degrees(np.arctan2(np.mean(known), along)))
    return named(heading)


def named(heading_deg: float) -> Direction:
    """The view that a heading makes.

    >>> named(10.0).view, named(10.0).yaw_deg, named(95.0).view, named(-170.0).view, named(45.0).view
    ('side_right', -10.0, 'rear', 'side_left', 'oblique')
    """
    view, pure = min(PURE, key=lambda one: abs(_turn(heading_deg - one[1])))
    off = _turn(heading_deg - pure)
    away = 1.0 if view in ("side_left", "front") else -1.0
    return Direction(heading_deg, view if abs(off) <= OBLIQUE_DEG else "oblique", away * off)


def _along(flat: Flat) -> float:
    """Horizontal length of the flat foot, px, + toes to the right."""
    feet = [flat.at(f"toe_{side}")[:, 0] - flat.at(f"heel_{side}")[:, 0] for side in SIDES]
    lengths = np.concatenate(feet)
    lengths = lengths[np.isfinite(lengths)]
    if not lengths.size:
        return float("nan")
    way = 1.0 if np.median(lengths) >= 0 else -1.0
    return way * max(0.0, float(np.quantile(way * lengths, FLAT_FOOT_SHARE)))


def _mean(values: FloatArray) -> float:
    seen = values[np.isfinite(values)]
    return float(np.mean(seen)) if seen.size else float("nan")


def _turn(angle_deg: float) -> float:
    """The same angle within -180 and 180."""
    return (angle_deg + 180.0) % 360.0 - 180.0
