"""The lines that are drawn between the points of the body as they are found."""

from __future__ import annotations

from functools import cache

from backstride.knowledge.loader import load
from backstride.model.common import SIDES


@cache
def body_lines() -> tuple[tuple[int, int, str], ...]:
    """(from, to, class) per line, as places among the engine's points; class: left, right or both."""
    from backstride.pose.skeleton import ACROSS, PER_SIDE

    names: list[str] = load("keypoint_sets/mediapipe_33.toml")["names"]
    at = names.index
    limbs = [
        (at(f"{one}_{side}"), at(f"{other}_{side}"), str(side)) for side in SIDES for one, other in PER_SIDE
    ]
    across = [(at(f"{name}_left"), at(f"{name}_right"), "both") for name in ACROSS]
    return (*across, *limbs)
