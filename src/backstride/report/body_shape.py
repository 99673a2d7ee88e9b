"""The outline of a drawn person: rounded, tapering limbs between the joints, as SVG path data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from backstride.report.body_pose import SIDES, Point, Pose, joints, radius

LEG: Final = (("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"), ("heel", "ball"))
SIDE_FOOT: Final = (("ankle", "ball"), ("ball", "toe"))
ARM: Final = (("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "hand"))
TRUNK: Final = (("pelvis", "low"), ("low", "mid"), ("mid", "chest"), ("chest", "neck"))
SHOULDERS: Final = ("near_shoulder", "far_shoulder")
CHEST: Final = (SHOULDERS, *(("low", name) for name in SHOULDERS))
HIPS: Final = ("near_hip", "far_hip")
BROAD: Final = (*CHEST, HIPS, *zip(HIPS, SHOULDERS, strict=True))

Pixels = Callable[[Point], Point]
Outline = tuple[str, str]
"""What it is (``far``, ``near``, ``trunk``), and its path data."""


def outlines(pose: Pose, to_px: Pixels, scale: float) -> list[Outline]:
    """The parts of the body from back to front; a far limb that the near one hides is left out."""
    at = joints(pose)

    def drawn(pairs: Iterable[tuple[str, str]]) -> str:
        return "".join(
            capsule(to_px(at[one]), to_px(at[other]), radius(one) * scale, radius(other) * scale)
            for one, other in pairs
        )

    parts = {(side, kind): drawn(_named(pose, side, kind)) for side in SIDES for kind in ("leg", "arm")}
    trunk = drawn((*_broad(pose), *TRUNK)) + _head(pose, at, to_px, scale)
    if pose.view == "front":
        legs = [("near", parts[side, "leg"]) for side in SIDES]
        return [*legs, ("trunk", trunk), *(("near", parts[side, "arm"]) for side in SIDES)]
    far = [("far", parts["far", kind]) for kind in ("arm", "leg") if _seen(at, kind)]
    return [*far, ("near", parts["near", "leg"]), ("trunk", trunk), ("near", parts["near", "arm"])]


def capsule(start: Point, stop: Point, start_r: float, stop_r: float) -> str:
    """A closed outline round two circles: a limb that tapers from one joint to the next. Pixels, y down.

    >>> capsule((0, 0), (10, 0), 2, 2)
    'M0 -2L10 -2A2 2 0 0 1 10 2L0 2A2 2 0 0 1 0 -2Z'
    """
    across, down = stop[0] - start[0], stop[1] - start[1]
    apart = math.hypot(across, down)
    if apart <= abs(start_r - stop_r) + 1e-9:
        (x, y), r = (start, start_r) if start_r >= stop_r else (stop, stop_r)
        arc = f"a{_n(r)} {_n(r)} 0 1 1"
        return f"M{_n(x - r)} {_n(y)}{arc} {_n(2 * r)} 0{arc} {_n(-2 * r)} 0Z"
    along = math.atan2(down, across)
    lean = math.acos((start_r - stop_r) / apart)
    one, other = along - lean, along + lean
    begin, end = _on(start, start_r, one), _on(stop, stop_r, one)
    back, home = _on(stop, stop_r, other), _on(start, start_r, other)
    wide_start, wide_stop = int(start_r > stop_r), int(stop_r > start_r)
    return (
        f"M{begin}L{end}A{_n(stop_r)} {_n(stop_r)} 0 {wide_stop} 1 {back}"
        f"L{home}A{_n(start_r)} {_n(start_r)} 0 {wide_start} 1 {begin}Z"
    )


def _broad(pose: Pose) -> tuple[tuple[str, str], ...]:
    """What makes a trunk broad: all of it from the front, the shoulders of a turned chest from the side."""
    if pose.view == "front":
        return BROAD
    return CHEST if pose.near.ahead else ()


def _head(pose: Pose, at: Mapping[str, Point], to_px: Pixels, scale: float) -> str:
    """Neck and head; from the side a nose shows which way it looks."""
    neck, head, nose = (to_px(at[name]) for name in ("neck", "head", "nose"))
    throat, skull, tip = (radius(name) * scale for name in ("neck", "head", "nose"))
    shape = capsule(neck, head, throat, throat) + capsule(head, head, skull, skull)
    return shape + (capsule(head, nose, skull / 3, tip) if pose.view == "side" else "")


def _named(pose: Pose, side: str, kind: str) -> list[tuple[str, str]]:
    leg = (*LEG, *SIDE_FOOT) if pose.view == "side" else LEG
    pairs = ARM if kind == "arm" else leg
    return [(f"{side}_{one}", f"{side}_{other}") for one, other in pairs]


def _seen(at: Mapping[str, Point], kind: str) -> bool:
    """Whether the far limb is anywhere else than the near one."""
    names = {name for pair in (ARM if kind == "arm" else LEG) for name in pair}
    return any(math.dist(at[f"far_{name}"], at[f"near_{name}"]) > 1e-6 for name in names)


def _on(centre: Point, r: float, angle: float) -> str:
    return f"{_n(centre[0] + r * math.cos(angle))} {_n(centre[1] + r * math.sin(angle))}"


def _n(value: float) -> str:
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
