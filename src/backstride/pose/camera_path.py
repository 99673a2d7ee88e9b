"""The background's course through a clip as numbers for every frame, and what the camera did."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.picture import CameraMoves, Picture
from backstride.pose.background import Course

STILL: Final = 0.0015
"""Movement of the picture, as a share of its long side, within which a camera on a stand seems to move
because corners are found to a tenth of a pixel only. Measured on clips from a stand: at most 0.0010 (drifting
clouds); from a hand: 0.006 and more."""
ELSEWHERE: Final = 0.04
"""A camera whose view moves farther than this, as a share of the long side, does not film one scene: a hand
at rest stayed within 0.03."""
ENOUGH: Final = 0.8
"""A camera is called still or shaken only if so many of the looks could be trusted."""
SHAKE_S: Final = 1.0
"""Movement slower than this is not shaking."""
Complex = NDArray[np.complex128]


def camera_path(time_s: FloatArray, course: Course, width_px: int, height_px: int) -> Picture:
    """The camera's part of a ``Picture``. time_s: (n,) all frames; course: the whole clip's."""
    number = len(time_s)
    if not course.time_s:
        nothing = np.full(number, np.nan)
        return Picture(np.full((number, 2), np.nan), nothing, nothing, np.zeros(number, bool), "unknown")
    turn, shift, trusted = _every_frame(time_s, course)
    off_px = _off_px(turn, shift, width_px, height_px)
    camera = _camera(off_px[trusted] / max(width_px, height_px), float(trusted.mean()))
    if camera == "still":
        turn, shift, trusted = np.ones_like(turn), np.zeros_like(shift), np.ones_like(trusted)
    known = np.where(trusted, 1.0, np.nan)
    return Picture(
        shift_px=np.column_stack([shift.real, shift.imag]) * known[:, None],
        turn_rad=np.unwrap(np.angle(turn)) * known,
        zoom=np.abs(turn) * known,
        trusted=trusted,
        camera=camera,
        shake_px=_shake_px(time_s, turn, shift, trusted, (width_px, height_px)),
    )


def _every_frame(time_s: FloatArray, course: Course) -> tuple[Complex, Complex, BoolArray]:
    """Turn, shift in px of the frame, and trust in every frame; between looks along a line."""
    looks = np.array(course.time_s)
    turns = np.array([move.turn for move in course.moves])
    shifts = np.array([move.shift for move in course.moves]) * course.scale
    after = np.clip(np.searchsorted(looks, time_s), 0, len(looks) - 1)
    before = np.maximum(np.where(looks[after] <= time_s, after, after - 1), 0)
    known = np.array(course.trusted)
    trusted: BoolArray = known[before] & known[after]
    return _between(time_s, looks, turns), _between(time_s, looks, shifts), trusted


def _between(time_s: FloatArray, looks: FloatArray, values: Complex) -> Complex:
    result: Complex = np.interp(time_s, looks, values)
    return result


def _off_px(turn: Complex, shift: Complex, width_px: int, height_px: int) -> FloatArray:
    """(n,) root mean square movement of the frame's points from the usual view, the middle one of all."""
    usual_turn = np.median(turn.real) + 1j * np.median(turn.imag)
    usual_shift = np.median(shift.real) + 1j * np.median(shift.imag)
    spread = (width_px**2 + height_px**2) / 12  # mean square distance of a rectangle's points from its middle
    off: FloatArray = np.sqrt(np.abs(shift - usual_shift) ** 2 + np.abs(turn - usual_turn) ** 2 * spread)
    return off


def _camera(off: FloatArray, trusted: float) -> CameraMoves:
    """off: trusted frames' distance from the usual view, as a share of the long side."""
    if len(off) and np.max(off) > ELSEWHERE:
        return "moving"
    if trusted < ENOUGH:
        return "unknown"
    return "still" if np.percentile(off, 95) <= STILL else "shaken"


def _shake_px(
    time_s: FloatArray, turn: Complex, shift: Complex, trusted: BoolArray, size_px: tuple[int, int]
) -> float:
    """Root mean square movement of trusted frames about the running mean over a second; NaN without any."""
    if not trusted.any():
        return float("nan")
    low = np.searchsorted(time_s, time_s - SHAKE_S / 2)
    high = np.searchsorted(time_s, time_s + SHAKE_S / 2, side="right")

    def about(values: Complex) -> Complex:
        total = np.concatenate([[0], np.cumsum(values)])
        about_mean: Complex = values - (total[high] - total[low]) / (high - low)
        return about_mean

    spread = (size_px[0] ** 2 + size_px[1] ** 2) / 12
    square = np.abs(about(shift)) ** 2 + np.abs(about(turn)) ** 2 * spread
    return float(np.sqrt(np.mean(square[trusted])))
