"""Which point of the runner goes with which part of the body when one part is moved."""

from __future__ import annotations

from typing import Final, Literal

from backstride.model.common import SIDES
from backstride.motion.body import FOOT_MARKERS, PELVIS_MARKERS, SHANK_MARKERS

PartName = Literal[
    "upper",
    "arm_left",
    "arm_right",
    "pelvis",
    "thigh_left",
    "thigh_right",
    "shank_left",
    "shank_right",
    "foot_left",
    "foot_right",
]
#: Names without their side. The crests' skin goes with the trunk as well as the bone; no load reads them.
PELVIS: Final = frozenset(
    {name.removesuffix("_left").removesuffix("_right") for name in PELVIS_MARKERS}
    | {"iliac_crest", "hip_centre", "pelvis_centre"}
)
THIGH: Final = frozenset({"trochanter", "patella", "knee_lateral", "knee_medial", "knee_centre"})
SHANK: Final = frozenset({*SHANK_MARKERS, "knee_on_shank", "ankle_centre"})
FOOT: Final = frozenset(FOOT_MARKERS)
ARM: Final = frozenset({"elbow_lateral", "elbow_medial", "wrist_lateral", "wrist_medial", "hand"})


def part_of(point: str) -> PartName:
    """The part a point rides on; what is known of no other is above L5/S1.

    >>> part_of("knee_on_shank_left"), part_of("thigh_12_right"), part_of("c7")
    ('shank_left', 'thigh_right', 'upper')
    """
    base, side = _split(point)
    if base in PELVIS or _cluster(base, "pelvis"):
        return "pelvis"
    if side == "left":
        return _left(base)
    if side == "right":
        part = _left(base)
        return part if part == "upper" else _RIGHT[part]
    return "upper"


_RIGHT: Final[dict[PartName, PartName]] = {
    "arm_left": "arm_right",
    "thigh_left": "thigh_right",
    "shank_left": "shank_right",
    "foot_left": "foot_right",
}


def _left(base: str) -> PartName:
    """The part of a sided point, as if it were a left one."""
    if base in THIGH or _cluster(base, "thigh"):
        return "thigh_left"
    if base in SHANK or _cluster(base, "shank"):
        return "shank_left"
    if base in FOOT:
        return "foot_left"
    if base in ARM or _cluster(base, "upper_arm") or _cluster(base, "forearm"):
        return "arm_left"
    return "upper"


def _split(point: str) -> tuple[str, str]:
    """Name and side, "" for a point of the midline."""
    base, _, side = point.rpartition("_")
    return (base, side) if side in SIDES else (point, "")


def _cluster(base: str, segment: str) -> bool:
    """Whether a name is a numbered one of a segment's cluster."""
    return base.startswith(f"{segment}_") and base.removeprefix(f"{segment}_").isdigit()
