"""Which points are joined on a picture, and the points that stand for two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.keypoints import Keypoints


@dataclass(frozen=True)
class SkeletonLine:
    """Points joined in this order; side: whose limb it is, None for the trunk."""

    points: tuple[str, ...]
    side: Side | None


@cache
def skeleton_lines() -> tuple[SkeletonLine, ...]:
    """Every line, the trunk first and each limb's sides one after the other."""
    lines: list[SkeletonLine] = []
    for row in load("player.toml")["line"]:
        sided = any("{side}" in name for name in row["points"])
        sides: tuple[Side | None, ...] = SIDES if sided else (None,)
        lines += [
            SkeletonLine(tuple(name.format(side=side) for name in row["points"]), side) for side in sides
        ]
    return tuple(lines)


def drawn_points(keypoints: Keypoints) -> dict[str, FloatArray]:
    """Name -> (n, 2) px of every point of the skeleton that the engine gives, NaN where it was not seen."""
    places = np.asarray(keypoints.points.to_numpy(), dtype=np.float64)
    names = [str(name) for name in keypoints.points.coords["point"].to_numpy()]
    known = {name: places[:, at] for at, name in enumerate(names)}
    known |= {
        name: middle
        for name, of in load("player.toml")["middle"].items()
        if (middle := _middle(known, of)) is not None
    }
    wanted = dict.fromkeys(name for line in skeleton_lines() for name in line.points)
    return {name: known[name] for name in wanted if name in known}


def _middle(known: Mapping[str, FloatArray], of: list[str]) -> FloatArray | None:
    """(n, 2), the middle of the points, NaN where one of them is; None where the engine lacks one."""
    if not set(of) <= set(known):
        return None
    return np.asarray(np.mean([known[name] for name in of], axis=0))
