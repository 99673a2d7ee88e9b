"""Which points of the body are sent to be drawn, and the lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.pose.engine import Pose

SHOWN: Final = (
    "nose",
    *(
        f"{name}_{side}"
        for side in SIDES
        for name in (
            "shoulder_centre", "elbow_centre", "wrist_centre", "hip_centre", "knee_centre", "ankle_centre",
            "heel", "toe",
        )
    ),
)  # fmt: skip
CHAINS: Final = (
    ("shoulder_centre", "elbow_centre", "wrist_centre"),
    ("shoulder_centre", "hip_centre", "knee_centre", "ankle_centre", "heel", "toe", "ankle_centre"),
)
ACROSS: Final = ("shoulder_centre", "hip_centre")
SURE: Final = 0.5  # a point the engine itself gives less is not drawn


def lines() -> tuple[tuple[int, int], ...]:
    """Pairs of places in ``SHOWN``."""
    sided = [
        (f"{one}_{side}", f"{other}_{side}")
        for side in SIDES
        for chain in CHAINS
        for one, other in pairwise(chain)
    ]
    across = [(f"{name}_left", f"{name}_right") for name in ACROSS]
    return tuple((SHOWN.index(one), SHOWN.index(other)) for one, other in (*sided, *across))


def shares(
    pose: Pose | None, names: Sequence[str], size_px: tuple[int, int]
) -> tuple[tuple[float, float] | None, ...]:
    """Each point of ``SHOWN`` as shares of the picture's width and height, None where it is not seen."""
    if pose is None:
        return (None,) * len(SHOWN)
    found: list[tuple[float, float] | None] = []
    for name in SHOWN:
        place = names.index(name)
        at: FloatArray = pose.points_px[place]
        sure = bool(pose.confidence[place] >= SURE)
        found.append(
            (round(float(at[0]) / size_px[0], 4), round(float(at[1]) / size_px[1], 4)) if sure else None
        )
    return tuple(found)
