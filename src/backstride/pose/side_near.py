"""Which side of a runner is nearer the camera, by the engine's guess of depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.keypoints import Keypoints
from backstride.pose.side_points import KNOWLEDGE, apart_of, has_pair, place_of

TRUNK: Final = ("shoulder_centre", "ear", "hip_centre")
LEG: Final = ("knee_centre", "ankle_centre")


def nearer_side(seen: Keypoints) -> tuple[Side | None, float | None]:
    """The side nearer the camera, and the share of frames that say so, by trunk and head.

    The side is None from behind or the front and where frames disagree; both are without depth.
    """
    deeper = _left_deeper(seen, TRUNK)
    if not len(deeper):
        return None, None
    known = load(KNOWLEDGE)["near"]
    left = float(np.mean(deeper < 0))
    side, share = (SIDES[0], left) if left >= 0.5 else (SIDES[1], 1 - left)
    width_px = np.nanmedian(np.abs(apart_of(seen, TRUNK, 1.0)[..., 0]))
    sure = share >= known["least_share"] and np.median(np.abs(deeper)) > known["depth_over_width"] * width_px
    return (side if sure else None), share


def legs_agree(solved: Keypoints, near: Side | None) -> bool:
    """False where the legs' own depth says in most frames that the other side is nearer."""
    deeper = _left_deeper(solved, LEG)
    if near is None or not len(deeper):
        return True
    nearer = np.mean(deeper < 0) if near == "left" else np.mean(deeper > 0)
    return bool(nearer >= load(KNOWLEDGE)["near"]["least_legs_share"])


def _left_deeper(seen: Keypoints, names: Sequence[str]) -> FloatArray:
    """How much farther the left points are than the right, px, in frames where all are known."""
    there = [name for name in names if has_pair(seen, name)]
    if seen.depth is None or not there:
        return np.empty(0)
    depth = seen.depth
    pairs = [place_of(depth, f"{name}_left") - place_of(depth, f"{name}_right") for name in there]
    mean = np.mean(pairs, axis=0)
    return np.asarray(mean[np.isfinite(mean)])
