"""Angles of the trunk in the lab, from whatever upper-body points there are."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.motion.places import Places, middle
from backstride.motion.rotations import forward_lean
from backstride.motion.segment_frames import long_axis_frame

# Pairs whose line runs across the shoulders, best first: the acromia move least with the arms.
SHOULDER_PAIRS: Final = ("acromion", "shoulder_centre", "shoulder_back", "shoulder_front")
LACKS_TOP: Final = "C7 with the front of the neck (clavicle), or both acromia"


def trunk_top(places: Places) -> FloatArray | None:
    """A point in the middle of the upper trunk, (n, 3) m; None without points on both of its faces.

    Halfway between C7 and the notch between the collarbones, so that neither the back nor the front marker
    leans the trunk; else the middle of a shoulder pair.
    """
    neck = middle(places, "c7", "clavicle")
    if neck is not None:
        return neck
    return next((m for pair in SHOULDER_PAIRS if (m := _pair(places, pair)) is not None), None)


def trunk_angles(places: Places) -> tuple[dict[str, FloatArray], dict[str, str]]:
    """Lean, side bend and rotation of the trunk, name -> (n,) rad; and what the missing ones need.

    - ``trunk_lean``: line from the middle of the pelvis to the upper trunk against the vertical, + forward.
    - ``trunk_lateral``: the same line in the frontal plane, + to the right.
    - ``trunk_rotation``: line across the shoulders seen from above, + right shoulder forward.
    """
    angles: dict[str, FloatArray] = {}
    lacks: dict[str, str] = {}
    bottom, top = places.get("pelvis_centre"), trunk_top(places)
    if bottom is None or top is None:
        needs = LACKS_TOP if top is None else "pelvis markers"
        lacks |= {"trunk_lean": needs, "trunk_lateral": needs}
    else:
        line = top - bottom
        angles["trunk_lean"] = forward_lean(bottom, top)
        angles["trunk_lateral"] = np.arctan2(line[:, 2], line[:, 1])
    across = _across(places)
    if across is None:
        lacks["trunk_rotation"] = "a marker on each shoulder"
    else:
        angles["trunk_rotation"] = np.arctan2(across[:, 0], across[:, 2])
    return angles, lacks


def trunk_axes(places: Places) -> FloatArray | None:
    """Axes of the trunk, (n, 3, 3), columns X forward, Y up its long axis, Z right; None without its points.

    The long axis is that of ``trunk_lean``, the side axis the line across the shoulders.
    """
    bottom, top, across = places.get("pelvis_centre"), trunk_top(places), _across(places)
    if bottom is None or top is None or across is None:
        return None
    return long_axis_frame(bottom, top, across)


def _pair(places: Places, name: str) -> FloatArray | None:
    return middle(places, *(f"{name}_{side}" for side in SIDES))


def _across(places: Places) -> FloatArray | None:
    for name in SHOULDER_PAIRS:
        left, right = places.get(f"{name}_left"), places.get(f"{name}_right")
        if left is not None and right is not None:
            return np.asarray(right - left)
    return None
