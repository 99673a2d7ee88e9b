"""Joint centres: hips by regression from the pelvis, knees and ankles halfway between their markers.

Why not functional hip centres. The symmetrical centre of rotation (Ehrig et al. 2006, J Biomech 39:2798)
was tried on 16 RBDS, 4 Hamner and 1 JA1 trials: running turns the hip almost only in one plane, so its
side-to-side place comes out 106-178 mm from the midline, up to 44 mm apart for one runner at two speeds,
where anatomy has 75-105 mm. The regressions differ by 12 mm at most there.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.motion.places import Places, middle
from backstride.motion.segment_frames import side_axis_frame

KNOWLEDGE: Final = "joint_centres.toml"
OUTWARD: Final = {"left": -1.0, "right": 1.0}  # the side of the hip along the pelvis' Z axis


def pelvis_corners(places: Places) -> tuple[FloatArray, FloatArray, FloatArray] | None:
    """Right minus left ASIS, middle of the ASIS, middle of the PSIS (or the sacral marker); (..., 3) m.

    None where the pelvis has too few landmarks.
    """
    front = middle(places, "asis_left", "asis_right")
    back = middle(places, "psis_left", "psis_right")
    if back is None:
        back = places.get("sacrum")
    if front is None or back is None:
        return None
    return np.asarray(places["asis_right"] - places["asis_left"]), front, back


def hip_offsets(landmarks: Places) -> dict[Side, FloatArray]:
    """Hip centres in pelvis axes from the middle of the ASIS, side -> (3,) m.

    Hara et al. 2016 from the leg's length where the medial ankle marker shows it, else Harrington et al.
    2007 from the pelvis. Hara first: in two of eight RBDS runners the ASIS markers stand 28 cm apart on
    soft tissue, and a width-based centre follows them 12 mm outward.

    Args:
        landmarks: single places (3,) m of a standing body (or a mean shape), one frame for all of them.
    """
    corners = pelvis_corners(landmarks)
    if corners is None:
        return {}
    across, front, back = corners
    lengths = {"width": _length(across), "depth": _length(front - back)}
    offsets = {}
    for side in SIDES:
        ankle = landmarks.get(f"ankle_medial_{side}")
        leg = {} if ankle is None else {"leg": _length(landmarks[f"asis_{side}"] - ankle)}
        rule = "hara" if leg else "harrington"
        offset = np.array([_coordinate(rule, axis, lengths | leg) for axis in "xyz"])
        offset[2] *= OUTWARD[side]
        offsets[side] = offset
    return offsets


def hip_centres(landmarks: Places) -> dict[str, FloatArray]:
    """Hip centres beside the landmarks they come from, ``hip_centre_left`` -> (3,) m."""
    corners = pelvis_corners(landmarks)
    if corners is None:
        return {}
    across, front, back = corners
    axes = side_axis_frame(across, front - back)
    return {f"hip_centre_{side}": front + axes @ offset for side, offset in hip_offsets(landmarks).items()}


def shoulder_centres(places: Places) -> dict[str, FloatArray]:
    """Shoulder centres below the acromia, ``shoulder_centre_left`` -> (n, 3) m; empty without both acromia.

    Rab et al. 2002: 17 % of the distance of the acromia, here straight along the trunk's long axis from
    the middle of the hips or the pelvis. The Hamner standing trial's own centres lie within
    26 mm, mostly sideways.
    """
    middle_acromia = middle(places, "acromion_left", "acromion_right")
    pelvis = places.get("pelvis_centre")
    if middle_acromia is None or pelvis is None:
        return {}
    width = np.linalg.norm(places["acromion_right"] - places["acromion_left"], axis=-1, keepdims=True)
    down = pelvis - middle_acromia
    down = down / np.linalg.norm(down, axis=-1, keepdims=True)
    drop = load(KNOWLEDGE)["shoulder"]["below_acromion_of_width"] * width * down
    return {f"shoulder_centre_{side}": places[f"acromion_{side}"] + drop for side in SIDES}


def between(places: Places, joint: str, side: Side) -> FloatArray | None:
    """A joint's centre: the file's own (``knee_centre_left``), else halfway between its two markers."""
    own = places.get(f"{joint}_centre_{side}")
    if own is not None:
        return own
    return middle(places, f"{joint}_lateral_{side}", f"{joint}_medial_{side}")


def _coordinate(rule: str, axis: str, lengths: dict[str, float]) -> float:
    terms: dict[str, float] = load(KNOWLEDGE)[rule][axis]
    return sum(value if name == "constant" else value * lengths[name] for name, value in terms.items())


def _length(vector: FloatArray) -> float:
    return float(np.linalg.norm(vector))
