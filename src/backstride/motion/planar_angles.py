"""Angles of leg and trunk in the plane of a side view, from joint centres alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact
from backstride.motion.places import Places, middle

# Hips lie ahead of the pelvis' middle and shoulders behind the neck's, so the line between them leans less
# than the trunk by markers: by 2.1 degrees in Hamner subject 01 (four speeds), 3.6 in the synthetic body (2.6
# to 4.5) and 9.4 in JA1. The middle one is added; how far bodies differ goes into the interval.
TRUNK_OFFSET_DEG: Final = 3.6
# Between these shares of stance the sole lies flat: its pitch is nought there. Later the heel rises, which on
# 24 RBDS trials makes a foot look 5 degrees too steep at strike when the middle of stance is taken for flat.
FLAT_FROM: Final = 0.18
FLAT_TO: Final = 0.40


def leg_angles(places: Places, side: Side) -> dict[str, FloatArray]:
    """Curves of one leg, name -> (n,) rad, by the house's signs (docs/conventions.md).

    ``thigh_angle`` and ``shank_angle`` from the vertical, + lower end ahead; ``knee_flexion`` + bent, 0 when
    hip, knee and ankle lie in line.
    """
    hip, knee, ankle = (places.get(f"{joint}_centre_{side}") for joint in ("hip", "knee", "ankle"))
    curves: dict[str, FloatArray] = {}
    if hip is not None and knee is not None:
        curves[f"thigh_angle_{side}"] = _from_vertical(knee - hip)
    if knee is not None and ankle is not None:
        curves[f"shank_angle_{side}"] = _from_vertical(ankle - knee)
    if f"thigh_angle_{side}" in curves and f"shank_angle_{side}" in curves:
        bend = curves[f"thigh_angle_{side}"] - curves[f"shank_angle_{side}"]
        curves[f"knee_flexion_{side}"] = np.asarray(_turn(bend))
    return curves


def foot_pitch(
    places: Places, side: Side, time_s: FloatArray, contacts: Sequence[Contact]
) -> FloatArray | None:
    """Heel-toe line against the same foot flat on the ground in mid-stance, (n,) rad, + toes up.

    Nobody stands still in a running clip, so the foot is its own reference: the median of its line in the
    middle of its stances. A foot that never lies flat would shift the angle by what it stands up.
    None without heel and toe or without a whole mid-stance.
    """
    heel, toe = places.get(f"heel_{side}"), places.get(f"toe_{side}")
    if heel is None or toe is None:
        return None
    line = toe - heel
    pitch = np.arctan2(line[:, 1], line[:, 0])
    flat = np.concatenate(
        [_mid_stance(pitch, time_s, c) for c in contacts if c.side == side] or [np.empty(0)]
    )
    flat = flat[np.isfinite(flat)]
    return np.asarray(_turn(pitch - np.median(flat))) if flat.size else None


def trunk_lean(places: Places) -> FloatArray | None:
    """Mid-hip to mid-shoulder against the vertical, (n,) rad, + forward; None without hips and shoulders.

    Turned forward by ``TRUNK_OFFSET_DEG`` to mean what markers mean by it (``trunk``).
    """
    bottom = middle(places, "hip_centre_left", "hip_centre_right")
    top = middle(places, "shoulder_centre_left", "shoulder_centre_right")
    if bottom is None or top is None:
        return None
    line = top - bottom
    return np.asarray(np.arctan2(line[:, 0], line[:, 1]) + np.radians(TRUNK_OFFSET_DEG))


def planar_curves(places: Places, time_s: FloatArray, contacts: Sequence[Contact]) -> dict[str, FloatArray]:
    """Every angle curve a side view gives, name -> (n,) rad, NaN where unseen."""
    curves: dict[str, FloatArray] = {}
    lean = trunk_lean(places)
    if lean is not None:
        curves["trunk_lean"] = lean
    for side in SIDES:
        leg = leg_angles(places, side)
        curves |= leg
        pitch = foot_pitch(places, side, time_s, contacts)
        if pitch is not None:
            curves[f"foot_pitch_{side}"] = pitch
            if f"shank_angle_{side}" in leg:
                curves[f"ankle_dorsiflexion_{side}"] = np.asarray(_turn(pitch - leg[f"shank_angle_{side}"]))
    return curves


def _from_vertical(line: FloatArray) -> FloatArray:
    """Angle of a line that hangs down, + its end ahead."""
    return np.asarray(np.arctan2(line[:, 0], -line[:, 1]))


def _turn(angle_rad: FloatArray) -> FloatArray:
    """The same angles within -pi and pi."""
    return np.asarray((angle_rad + np.pi) % (2 * np.pi) - np.pi)


def _mid_stance(values: FloatArray, time_s: FloatArray, contact: Contact) -> FloatArray:
    length = contact.toe_off_s - contact.foot_strike_s
    inside = np.searchsorted(
        time_s, [contact.foot_strike_s + FLAT_FROM * length, contact.foot_strike_s + FLAT_TO * length]
    )
    return values[inside[0] : max(inside[1], inside[0] + 1)]
