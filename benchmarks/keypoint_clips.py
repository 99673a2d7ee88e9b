"""A clip of a run as a benchmark of keypoints needs it: near and far side, legs followed through exchanges.

Apart from the product's own way of putting sides right, which is not to judge itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints

POINTS: Final = (
    "ear",
    "shoulder_centre",
    "elbow_centre",
    "wrist_centre",
    "hip_centre",
    "knee_centre",
    "ankle_centre",
    "heel",
    "toe",
)
LEG: Final = ("knee_centre", "ankle_centre", "heel", "toe")
ROWS: Final = ("near", "far")
# Torsos: paths that meet are told apart by the engine's own labels. From 0.1 to 0.3 the clips come out alike.
LABEL_COST: Final = 0.2
STEADY: Final = 0.5  # a path that keeps its velocity against one that stands still
MOVES: Final = 2e-3  # torsos a frame; a still picture before the clip starts does not
DOUBLED: Final = 3.0  # every other step of a film is so much larger where its frames were doubled
WIDE: Final = 0.3  # of the widest step; smaller changes of sign are no step


@dataclass(frozen=True, eq=False)
class Seen:
    """A clip from the runner's first whole frame to the last, in torsos from the middle of the hips.

    points: (n, 9, 2, 2) POINTS, near and far side, x and y, legs as continuity has them. exchanged: (n,)
    frames in which the engine had them the other way. raw: as the engine had them. frames_per_stride: of
    this clip, slow motion and all. confidence: (n, 9, 2). lost: (n,) the runner was not found, and the frame
    before stands in. width: (n,) distance of the feet along the picture.
    """

    points: FloatArray
    raw: FloatArray
    exchanged: BoolArray
    lost: BoolArray
    confidence: FloatArray
    frames_per_stride: float
    width: FloatArray


def look(seen: Keypoints) -> Seen:
    """The clip with near and far told apart by the hips' depth and its legs followed through exchanges."""
    near = _near_first(seen)
    values = np.stack([side_of(seen, side) for side in near], axis=2)
    whole = np.asarray(np.isfinite(values).all(axis=(1, 2, 3)))
    inside = slice(int(np.argmax(whole)), len(whole) - int(np.argmax(whole[::-1])))
    values, lost = values[inside], ~whole[inside]
    values = values[_filled(lost)]
    hips, shoulders = (
        values[:, POINTS.index(name)].mean(axis=1) for name in ("hip_centre", "shoulder_centre")
    )
    torso = float(np.median(np.linalg.norm(hips - shoulders, axis=1)))
    raw = values / torso
    middle = (hips / torso)[:, None, None]
    start = _start(raw)
    rows = slice(start, None, 2 if _doubled(raw[start:]) else 1)
    raw, lost, middle = raw[rows], lost[rows], middle[rows]
    legs = [POINTS.index(name) for name in LEG]
    exchanged = exchanges((raw - middle)[:, legs].transpose(0, 2, 1, 3))
    points = raw.copy()
    own = [*legs, POINTS.index("hip_centre")]
    flipped = np.ix_(np.flatnonzero(exchanged), np.array(own))
    points[flipped] = raw[flipped][:, :, ::-1]
    apart = (points[:, legs, 0, 0] - points[:, legs, 1, 0])[:, 1:].mean(axis=1)
    confidence = np.stack(
        [seen.confidence.sel(point=[f"{n}_{s}" for n in POINTS]).to_numpy() for s in near], axis=2
    )
    return Seen(
        points, raw, exchanged, lost, confidence[inside][rows], frames_per_stride(apart), np.abs(apart)
    )


def exchanges(legs: FloatArray) -> BoolArray:
    """Frames in which two paths are crossed over against their own continuity.

    legs: (n, 2, p, 2), two legs of p points. The labels that make all points keep their velocities best,
    with a small cost on every frame that is labelled otherwise than given.
    """
    both = (legs, legs[:, ::-1])
    cost, came = np.zeros((2, 2)), []
    for frame in range(2, len(legs)):
        trial = np.empty((2, 2, 2))
        for before, last, now in np.ndindex(2, 2, 2):
            a, b, c = both[before][frame - 2], both[last][frame - 1], both[now][frame]
            bend, move = (np.linalg.norm(one, axis=-1).sum() for one in (c - 2 * b + a, c - b))
            trial[before, last, now] = cost[before, last] + bend + STEADY * move + LABEL_COST * now
        came.append(trial.argmin(axis=0))
        cost = trial.min(axis=0)
    last, now = np.unravel_index(cost.argmin(), (2, 2))
    labels = [now, last]
    for back in reversed(came):
        last, now = back[last, now], last
        labels.append(last)
    return np.array(labels[::-1], dtype=bool)


def frames_per_stride(apart: FloatArray) -> float:
    """Frames over strides, from how often the feet pass each other. apart: (n,) near foot ahead of far."""
    wide = apart[np.abs(apart) > WIDE * np.quantile(np.abs(apart), 0.95)]
    steps = int(np.count_nonzero(np.diff(np.sign(wide))))
    return 2 * len(apart) / max(1, steps)


def _near_first(seen: Keypoints) -> tuple[str, str]:
    if seen.depth is None:
        return SIDES[0], SIDES[1]
    depth = {side: float(seen.depth.sel(point=f"hip_centre_{side}").median()) for side in SIDES}
    return ("left", "right") if depth["left"] < depth["right"] else ("right", "left")


def side_of(seen: Keypoints, side: str) -> FloatArray:
    """(n, 9, 2) px of POINTS on one side."""
    return np.asarray(seen.points.sel(point=[f"{name}_{side}" for name in POINTS]).to_numpy())


def _filled(lost: BoolArray) -> np.ndarray:
    """Row to show for each frame: its own, or the last that was seen."""
    return np.asarray(np.maximum.accumulate(np.where(lost, 0, np.arange(len(lost)))))


def _start(points: FloatArray) -> int:
    """First frame that differs from the one before it; some clips begin with a still."""
    moved = np.median(np.linalg.norm(np.diff(points, axis=0), axis=-1), axis=(1, 2))
    return int(np.argmax(moved > MOVES))


def _doubled(points: FloatArray) -> bool:
    """Whether every frame stands twice, as in films made for another frame rate."""
    moved = np.median(np.linalg.norm(np.diff(points, axis=0), axis=-1), axis=(1, 2))
    odd, even = np.median(moved[1::2]), np.median(moved[::2])
    return bool(max(odd, even) > DOUBLED * min(odd, even))
