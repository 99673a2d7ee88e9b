"""Passes of a runner through the picture: those that head the same way are laid end to end, others left out.

Who runs past a camera leaves the picture and comes back, mostly from the other side. Points of both ways
cannot be measured as one run; and between two passes the runner does not jump back, as the points do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.recording import Note
from backstride.pose.flat import Flat, usual_leg_px

# Somebody not seen for so long may have turned round; nobody turns within it.
UNSEEN_S: Final = 0.5
# A jump of the hips by so many legs between frames that follow each other is another pass, or another person.
JUMP_LEGS: Final = 1.0
SHORTEST_S: Final = 0.3  # a pass shorter than a step holds nothing
# Who travels slower than this, in legs a second, is on a treadmill or carried along by the camera.
STANDS_LEGS_S: Final = 0.5


def laid_end_to_end(flat: Flat) -> tuple[Flat, tuple[Note, ...]]:
    """The passes that head as most do, one behind the other along the picture, and what was left out.

    A clip without gaps comes back as it is.
    """
    spans = _spans(flat)
    if len(spans) < 2:
        return flat, ()
    ways = [_way(flat, start, stop) for start, stop in spans]
    lengths = np.array([stop - start for start, stop in spans], dtype=float)
    way = 1.0 if lengths[np.array(ways) > 0].sum() >= lengths[np.array(ways) < 0].sum() else -1.0
    kept = [span for span, own in zip(spans, ways, strict=True) if own == way]
    moved = _offsets(flat, kept)
    places = {name: place + moved[:, None] * [1.0, 0.0] for name, place in flat.places.items()}
    return replace(flat, places=places), _told(len(spans) - len(kept))


def _spans(flat: Flat) -> list[tuple[int, int]]:
    """First and last-but-one frame of each pass: no long gap in it, and no jump."""
    hips = flat.middle("hip_centre")
    seen = np.flatnonzero(np.isfinite(hips).all(axis=1))
    if seen.size < 2:
        return []
    far_px = JUMP_LEGS * usual_leg_px(flat)
    gap_s, jump_px = np.diff(flat.time_s[seen]), np.linalg.norm(np.diff(hips[seen], axis=0), axis=1)
    quick = far_px * np.maximum(1.0, gap_s / UNSEEN_S * 4)  # a runner covers up to 8 legs a second
    cuts = np.flatnonzero((gap_s > UNSEEN_S) | (jump_px > quick)) + 1
    groups = np.split(seen, cuts)
    long_enough = [one for one in groups if flat.time_s[one[-1]] - flat.time_s[one[0]] >= SHORTEST_S]
    return [(int(one[0]), int(one[-1]) + 1) for one in long_enough]


def _way(flat: Flat, start: int, stop: int) -> float:
    """1 where the toes point to the right, -1 to the left."""
    feet = [(flat.at(f"toe_{side}") - flat.at(f"heel_{side}"))[start:stop, 0] for side in SIDES]
    lengths = np.concatenate(feet)
    lengths = lengths[np.isfinite(lengths)]
    return -1.0 if lengths.size and np.median(lengths) < 0 else 1.0


def _offsets(flat: Flat, kept: list[tuple[int, int]]) -> FloatArray:
    """(n,) px to add to x: each pass goes on where the one before would be by then; NaN outside."""
    hips = flat.middle("hip_centre")[:, 0]
    moved = np.full(len(hips), np.nan)
    speed = _speed_px_s(flat, hips, kept)
    end_s, end_px = np.nan, np.nan
    for start, stop in kept:
        here = _known(hips[start:stop])
        first = flat.time_s[start + here[0]]
        offset = 0.0 if np.isnan(end_s) else end_px + speed * (first - end_s) - hips[start + here[0]]
        moved[start:stop] = offset
        end_s, end_px = flat.time_s[start + here[-1]], hips[start + here[-1]] + offset
    return moved


def _speed_px_s(flat: Flat, hips: FloatArray, kept: list[tuple[int, int]]) -> float:
    """Mean speed along the picture over the passes; 0 for who stays in place."""
    slopes, weights = [], []
    for start, stop in kept:
        known = start + _known(hips[start:stop])
        slopes.append(np.polyfit(flat.time_s[known], hips[known], 1)[0])
        weights.append(len(known))
    speed = float(np.average(slopes, weights=weights))
    return speed if abs(speed) > STANDS_LEGS_S * usual_leg_px(flat) else 0.0


def _known(values: FloatArray) -> NDArray[np.intp]:
    return np.flatnonzero(np.isfinite(values))


def _told(left_out: int) -> tuple[Note, ...]:
    if not left_out:
        return ()
    one = left_out == 1
    text = (
        f"{left_out} {'pass' if one else 'passes'} in the other direction {'is' if one else 'are'} left out."
    )
    return (Note(level="warning", code="other_direction", text=text),)
