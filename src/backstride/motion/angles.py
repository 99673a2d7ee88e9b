"""Every angle curve of a run, and for each that cannot be had the reason a person can act on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.motion.body import Body
from backstride.motion.pelvis import pelvis_angles
from backstride.motion.places import Places
from backstride.motion.rotations import about_z, joint_angles, lab_angles
from backstride.motion.trunk import trunk_angles

Axes = dict[str, FloatArray]
Curves = dict[str, FloatArray]

PELVIS_CURVES: Final = ("pelvic_tilt", "pelvic_obliquity", "pelvic_rotation")


def hip_flexion(pelvis: FloatArray, thigh: FloatArray) -> FloatArray:
    """Thigh on the pelvis, (n,) rad, flexion +.

    The pelvis is taken as level when the runner stands: the plane of ASIS and PSIS slopes by 5 to 19 deg
    in eight RBDS runners standing, bone as much as posture, and would hide that much extension. With it
    level our peak extension at 2.5 m/s agrees with what two laboratories report (``benchmarks/angles.py``).
    """
    return joint_angles(pelvis, thigh)[0]


def knee_flexion(thigh: FloatArray, shank: FloatArray) -> FloatArray:
    """Shank on thigh, (n,) rad, flexion +, 0 when their long axes line up."""
    return -joint_angles(thigh, shank)[0]


def ankle_dorsiflexion(shank: FloatArray, foot: FloatArray) -> FloatArray:
    """Foot on shank, (n,) rad, dorsiflexion +, 0 when the shank stands square on the sole."""
    return joint_angles(shank, foot)[0]


def foot_pitch(foot: FloatArray) -> FloatArray:
    """Sole against standing, (n,) rad, toes up +, turned about the foot's own side axis."""
    return lab_angles(foot)[2]


def long_axis_angle(segment: FloatArray) -> FloatArray:
    """Long axis of thigh or shank against the vertical, sagittal, (n,) rad, + lower end ahead."""
    return np.asarray(-np.arctan2(segment[:, 0, 1], segment[:, 1, 1]))


# Each curve of a leg: the segments it is made of, and how.
LEG_CURVES: Final[dict[str, tuple[tuple[str, ...], Callable[..., FloatArray]]]] = {
    "hip_flexion": (("level_pelvis", "thigh"), hip_flexion),
    "knee_flexion": (("thigh", "shank"), knee_flexion),
    "ankle_dorsiflexion": (("shank", "foot"), ankle_dorsiflexion),
    "foot_pitch": (("foot",), foot_pitch),
    "shank_angle": (("shank",), long_axis_angle),
    "thigh_angle": (("thigh",), long_axis_angle),
}


def angle_curves(body: Body, axes: Axes, places: Places) -> tuple[Curves, dict[str, str]]:
    """All angle curves that body and markers allow, and why the others are refused.

    Signs (docs/conventions.md): flexion and dorsiflexion +; ``foot_pitch`` sole against standing, + toes up;
    ``shank_angle`` and ``thigh_angle`` from the vertical, + lower end ahead; pelvis and trunk as in
    ``pelvis_angles`` and ``trunk_angles``. Knee flexion is 0 when thigh and shank axes line up, ankle
    dorsiflexion 0 when the shank stands square on the sole.

    Args:
        body: learnt from standing or from the run.
        axes: segment -> (n, 3, 3), from ``lay_over``.
        places: filtered markers with the carried joint centres, name -> (n, 3) m.

    Returns:
        Curves name -> (n,) rad, NaN where unknown; refusals name -> reason.
    """
    curves, unseen, trunk_lacks = shown_curves(axes, places, body.standing_tilt_rad)
    standing = body.standing_tilt_rad is not None
    reasons = {name: _reason(_need(body, segment), standing) for name, segment in unseen.items()}
    return curves, reasons | {name: f"Needs {text} on the runner." for name, text in trunk_lacks.items()}


def shown_curves(
    axes: Axes, places: Places, standing_tilt_rad: float | None
) -> tuple[Curves, dict[str, str], dict[str, str]]:
    """All angle curves that axes and places allow, as in ``angle_curves``.

    Returns:
        Curves name -> (n,) rad; of each other curve the segment that is not there; of the trunk's curves
        what they need.
    """
    axes = _with_level_pelvis(axes, standing_tilt_rad)
    curves, trunk_lacks = trunk_angles(places)
    unseen: dict[str, str] = {}
    if "pelvis" in axes:
        curves |= pelvis_angles(axes["pelvis"])
    else:
        unseen |= dict.fromkeys(PELVIS_CURVES, "pelvis")
    for side in SIDES:
        for name, (segments, angle) in LEG_CURVES.items():
            needed = [_sided(segment, side) for segment in segments]
            missing = next((segment for segment in needed if segment not in axes), None)
            if missing is None:
                curves[f"{name}_{side}"] = angle(*(axes[segment] for segment in needed))
            else:
                unseen[f"{name}_{side}"] = missing
    return curves, unseen, trunk_lacks


def _with_level_pelvis(axes: Axes, standing_tilt_rad: float | None) -> Axes:
    """The axes and those of the pelvis turned back by its tilt in standing."""
    if "pelvis" not in axes or standing_tilt_rad is None:
        return axes
    return {**axes, "level_pelvis": axes["pelvis"] @ about_z(standing_tilt_rad)}


def _sided(segment: str, side: Side) -> str:
    return segment if segment == "level_pelvis" else f"{segment}_{side}"


def _need(body: Body, segment: str) -> str:
    """What the segment lacks: landmarks to be learnt from, or markers to be tracked by."""
    if segment == "level_pelvis" and "pelvis" in body.segments:
        return "the tilt of the pelvis in standing"
    segment = segment.removeprefix("level_")
    plain = segment.replace("_", " ")
    return body.lacks.get(segment, f"at least three markers of the {plain} that stay on in the run")


def _reason(needs: str, from_standing: bool) -> str:
    if from_standing:
        return f"Needs {needs}; the standing trial and the run do not show that."
    return f"Needs {needs}: record a standing trial with the markers still on and give it with --standing."
