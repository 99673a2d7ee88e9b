"""The square of a frame that a model looks at: turned with the body, mapped to the model's input and back.

Frame coordinates are px with (0, 0) at the frame's upper left corner, x right, y down; crop coordinates are
shares of the square's side, (0, 0) its upper left and (1, 1) its lower right corner as the runner stands in
it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.model.arrays import FloatArray


@dataclass(frozen=True)
class Region:
    """A square in the frame. angle_rad: how far the body's upward line leans to the right of the frame's."""

    x_px: float
    y_px: float
    side_px: float
    angle_rad: float = 0.0


def whole_frame(width_px: int, height_px: int) -> Region:
    """The smallest upright square that holds the frame, its centre on the frame's."""
    return Region(width_px / 2, height_px / 2, float(max(width_px, height_px)))


def around_body(centre_px: FloatArray, circle_px: FloatArray, margin: float) -> Region:
    """The square round a body's circle: its centre (2,), a point (2,) on it above the head, a margin (1 =
    none).

    Source: the paper's alignment by the middle of the hips, the radius of the circle and the body's incline.
    """
    across, down = circle_px - centre_px
    side_px = 2.0 * margin * float(np.hypot(across, down))
    return Region(float(centre_px[0]), float(centre_px[1]), side_px, float(np.arctan2(across, -down)))


def crop_to_frame(region: Region, input_px: int) -> FloatArray:
    """(2, 3) matrix that takes the index of a pixel of a square crop to an index of the frame.

    Indices count pixel centres, frame coordinates count corners, half a pixel apart; hence the halves.
    """
    scale = region.side_px / input_px
    turn = scale * _turn(region.angle_rad)
    centre = np.array([region.x_px, region.y_px])
    offset = centre + turn @ np.full(2, 0.5 - input_px / 2) - 0.5
    return np.column_stack([turn, offset])


def to_frame(region: Region, shares: FloatArray) -> FloatArray:
    """Points (..., 2) given as shares of the square, in frame px."""
    centred = (shares - 0.5) * region.side_px
    placed: FloatArray = centred @ _turn(region.angle_rad).T + np.array([region.x_px, region.y_px])
    return placed


def to_shares(region: Region, points_px: FloatArray) -> FloatArray:
    """Points (..., 2) in frame px as shares of the square: the inverse of ``to_frame``."""
    away = points_px - np.array([region.x_px, region.y_px])
    shares: FloatArray = away @ _turn(region.angle_rad) / region.side_px + 0.5
    return shares


def is_usable(region: Region, width_px: int, height_px: int) -> bool:
    """Whether the square is of a size and at a place where a person can be: its centre lies in the frame."""
    inside = 0 <= region.x_px <= width_px and 0 <= region.y_px <= height_px
    return inside and 1.0 < region.side_px < 4.0 * max(width_px, height_px)


def _turn(angle_rad: float) -> FloatArray:
    """Clockwise as seen, because y points down."""
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[cosine, -sine], [sine, cosine]])
