"""The part of a clip that is worth its bytes on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.clip import Clip
from backstride.model.contact import Contact
from backstride.report.player.data import Stretch

LONGEST_S: Final = 12.0
"""Some 15 strides of each foot; at 1.5 Mbit/s about 2 MB, so that a report still goes by mail."""
GAP_S: Final = 0.5
"""A runner out of sight for longer than a step and a half has gone and come back."""
LEAD_S: Final = 0.3
"""Of the run, before the first contact, so that the foot is seen coming down."""
NEEDED: Final = ("hip_centre_left", "hip_centre_right", "ankle_centre_left", "ankle_centre_right")


def best_stretch(clip: Clip, contacts: Sequence[Contact]) -> Stretch:
    """The stretch of at most ``LONGEST_S`` s of the file that holds the most whole contacts of the clip.

    The runner is in sight at both ends, and never out of it for longer than ``GAP_S`` s of the run; of
    stretches with as many contacts the longest counts, then the first. Where the runner is never seen: the
    beginning of the clip.
    """
    time_s = clip.keypoints.time_s
    whole_s = [
        (one.foot_strike_s * clip.slow_motion, one.toe_off_s * clip.slow_motion)
        for one in contacts
        if one.recording == clip.recording
    ]
    found = [
        (sum(from_s <= strike and off <= last_s for strike, off in whole_s), last_s - from_s, -from_s)
        for from_s, last_s in _candidates(clip, [strike for strike, _ in whole_s])
    ]
    _, length_s, negative_from_s = max(found, default=(0, LONGEST_S, -float(time_s[0])))
    return _with_its_last_frame(-negative_from_s, length_s, time_s)


def _candidates(clip: Clip, strikes_s: Sequence[float]) -> Iterator[tuple[float, float]]:
    """First and last frame of stretches in which the runner is seen."""
    time_s, seen = clip.keypoints.time_s, _seen(clip)
    for piece_s in _pieces(time_s[seen], GAP_S * clip.slow_motion):
        ahead_s = [strike - LEAD_S * clip.slow_motion for strike in strikes_s]
        for wanted_s in [piece_s[0], *(one for one in ahead_s if piece_s[0] < one < piece_s[-1])]:
            inside = piece_s[(piece_s >= wanted_s) & (piece_s < wanted_s + LONGEST_S)]
            yield float(inside[0]), float(inside[-1])


def _seen(clip: Clip) -> BoolArray:
    """(n,) whether hips and ankles were found."""
    points = clip.keypoints.points
    there = [name for name in NEEDED if name in points.coords["point"].to_numpy()]
    places = np.asarray(points.sel(point=there).to_numpy(), dtype=np.float64)
    return np.asarray(np.isfinite(places).all(axis=(1, 2)))


def _pieces(seen_s: FloatArray, gap_s: float) -> list[FloatArray]:
    if not seen_s.size:
        return []
    return np.split(seen_s, np.flatnonzero(np.diff(seen_s) > gap_s) + 1)


def _with_its_last_frame(from_s: float, length_s: float, time_s: FloatArray) -> Stretch:
    """An end between the last frame and the one after it, as a stretch does not hold its end."""
    last = int(np.searchsorted(time_s, from_s + length_s + 1e-6, side="right")) - 1
    after_s = float(time_s[last + 1]) if last + 1 < time_s.size else float(time_s[last]) + 1.0
    return Stretch(from_s, (float(time_s[last]) + after_s) / 2)
