"""Where L5/S1 lies in the runner's pelvis, and in which axes its moments are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.motion import Motion
from backstride.motion.joint_centres import hip_centres, pelvis_corners, shoulder_centres
from backstride.motion.places import Places, as_points, middle, places_of
from backstride.motion.rotations import about_z, joint_angles
from backstride.motion.segment_frames import side_axis_frame
from backstride.motion.solve import segment_axes

KNOWLEDGE: Final = "lumbar.toml"
STILL_FRAMES: Final = 9  # as many as second differences need to know something in the middle


@dataclass(frozen=True, eq=False)
class Lumbosacral:
    """L5/S1 under way.

    place_m: (n, 3). axes: (n, 3, 3) of the pelvis as it is level in standing, columns X forward, Y up, Z
    right. size: the runner's pelvis over the generic adult's.
    """

    place_m: FloatArray
    axes: FloatArray
    size: float


def lumbosacral(motion: Motion) -> Lumbosacral:
    """L5/S1 as it lies in the generic adult's pelvis, laid over the runner's hips and scaled to his pelvis.

    In a pelvis that is level when the runner stands it lies 108 mm behind and 24 mm above the middle of the
    ASIS markers (88 and 54 of the model's origin, before which the markers sit), times the runner's size. It
    is carried by the pose of the whole pelvis; a single marker rides on skin. Size is the distance from the
    ASIS to the hips and not the width of the ASIS: in two of eight RBDS runners they stand 28 cm apart on
    soft tissue. Dumas & Wojtusch 2018 (Handbook of Human Motion) put it by that width, in the Hamner runner
    24 mm before and 10 mm below ours; ours is that of the muscles' arms, and there the moment is taken.

    Raises:
        MeasureRefused: the pelvis or the hips are not known.
    """
    places = places_of(motion.points)
    hips = middle(places, "hip_centre_left", "hip_centre_right")
    pelvis = motion.segment_axes.get("pelvis")
    if hips is None or pelvis is None:
        raise _no_pelvis()
    axes = pelvis @ about_z(standing_tilt_rad(motion))
    asis_from_hips = _asis_from_hips_m(motion, places, hips, axes)
    generic = {name: np.array(value) for name, value in load(KNOWLEDGE)["generic"].items()}
    size = float(np.linalg.norm(asis_from_hips) / np.linalg.norm(generic["hips_m"]))
    from_hips = asis_from_hips + size * (generic["l5s1_m"] - generic["asis_markers_m"])
    return Lumbosacral(hips + axes @ from_hips, axes, size)


def _asis_from_hips_m(motion: Motion, places: Places, hips: FloatArray, axes: FloatArray) -> FloatArray:
    """The middle of the ASIS markers from the middle of the hips, (3,) m, in the level pelvis.

    From the standing trial, where the skin is still; else the median of the run.
    """
    stood = motion.standing_m
    if (corners := pelvis_corners(stood)) is not None:
        across, front, back = corners
        centres = hip_centres(stood)
        level = side_axis_frame(across, front - back) @ about_z(standing_tilt_rad(motion))
        return np.asarray(level.T @ (front - (centres["hip_centre_left"] + centres["hip_centre_right"]) / 2))
    seen = middle(places, "asis_left", "asis_right")
    if seen is None:
        raise _no_pelvis()
    return np.asarray(np.nanmedian(np.einsum("nji,nj->ni", axes, seen - hips), axis=0))


def _no_pelvis() -> MeasureRefused:
    return MeasureRefused(
        "L5/S1 cannot be placed without the pelvis",
        fix="Record with markers on both ASIS and both PSIS (or the sacrum)",
    )


def standing_tilt_rad(motion: Motion) -> float:
    """How far the plane of ASIS and PSIS slopes forward in standing; a usual figure without a standing trial.

    The slope of ten people who stand has an SD of 4 degrees, which moves L5/S1 by 8 mm.
    """
    usual = float(np.radians(load(KNOWLEDGE)["standing"]["usual_tilt_deg"]))
    return motion.standing_rad.get("pelvic_tilt", usual)


def trunk_on_pelvis(motion: Motion) -> FloatArray | None:
    """Bending to the right, turning to the left and extension of the trunk on the pelvis, (n, 3) rad.

    Zero as the runner stands, or where the trunk's line from pelvis to neck is square on a level pelvis if
    no standing trial says how he stands. About the pelvis's Z, then the floating axis, then the trunk's Y
    (Wu et al. 2002, J Biomech 35:543). None without a trunk.
    """
    tilt_rad = standing_tilt_rad(motion)
    found = _turned(motion.segment_axes, tilt_rad)
    stood = _stood(motion.standing_m)
    zero = None if stood is None else _turned(stood[1], tilt_rad)
    if found is None or zero is None:
        return found
    return np.asarray(found - zero[0])


def standing_motion(motion: Motion) -> Motion | None:
    """The runner standing still for a few frames, from the standing trial's places; None without them."""
    stood = _stood(motion.standing_m)
    if stood is None:
        return None
    places, axes = (
        {name: np.repeat(one, STILL_FRAMES, axis=0) for name, one in part.items()} for part in stood
    )
    time_s = np.arange(STILL_FRAMES) / motion.rate_hz
    return replace(motion, time_s=time_s, points=as_points(places, time_s), segment_axes=axes)


def _stood(landmarks: Places) -> tuple[dict[str, FloatArray], dict[str, FloatArray]] | None:
    """Places (1, 3) m and segment axes (1, 3, 3) of landmarks (3,) m in standing; None without a pelvis."""
    corners = pelvis_corners(landmarks)
    if corners is None:
        return None
    across, front, back = corners
    own = {**landmarks, **hip_centres(landmarks), "pelvis_centre": (front + back) / 2}
    places = {name: place[None] for name, place in own.items()}
    places |= shoulder_centres(places)
    return places, segment_axes({"pelvis": side_axis_frame(across, front - back)[None]}, places)


def _turned(axes: Mapping[str, FloatArray], tilt_rad: float) -> FloatArray | None:
    pelvis, trunk = axes.get("pelvis"), axes.get("trunk")
    if pelvis is None or trunk is None:
        return None
    extension, bending, axial = joint_angles(pelvis @ about_z(tilt_rad), trunk)
    return np.column_stack([bending, axial, extension])
