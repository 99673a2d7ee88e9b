"""The lines that are drawn between the points of the body as they are found."""

from __future__ import annotations

from functools import cache
from typing import Final

from backstride.knowledge.loader import load
from backstride.model.common import SIDES

LIMBS: Final = (
    ("shoulder_centre", "elbow_centre"),
    ("elbow_centre", "wrist_centre"),
    ("shoulder_centre", "hip_centre"),
    ("hip_centre", "knee_centre"),
    ("knee_centre", "ankle_centre"),
    ("ankle_centre", "heel"),
    ("heel", "toe"),
)
ACROSS: Final = ("shoulder_centre", "hip_centre")


@cache
def body_lines() -> tuple[tuple[int, int, str], ...]:
    """(from, to, class) per line, as places among the engine's points; class: left, right or both."""
    names: list[str] = load("keypoint_sets/mediapipe_33.toml")["names"]
    at = names.index
    limbs = [
        (at(f"{one}_{side}"), at(f"{other}_{side}"), str(side)) for side in SIDES for one, other in LIMBS
    ]
    across = [(at(f"{name}_left"), at(f"{name}_right"), "both") for name in ACROSS]
    return (*across, *limbs)
