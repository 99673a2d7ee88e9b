"""How an upper arm hangs and swings on the trunk."""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.motion.joint_centres import between
from backstride.motion.places import Places
from backstride.motion.trunk import LACKS_TOP, trunk_axes


def upper_arm_angle(places: Places, side: Side) -> FloatArray | str:
    """Sagittal angle of the line from shoulder to elbow in the trunk's own axes, (n,) rad, + forward.

    Against the trunk, not the vertical: a trunk that leans or turns moves the whole arm without any swing at
    the shoulder, which on five real runs adds 2 to 7 deg to the range.

    Not from the wrist where the elbow is missing: the elbow bends and stretches with every swing, and on
    the same runs the line to the wrist swings by 0 to 17 deg more than the upper arm, by no rule.

    Args:
        places: points with joint centres, name -> (n, 3) m.
        side: of the arm.

    Returns:
        The angle, NaN where a point is missing; or in words the markers it lacks.
    """
    axes = trunk_axes(places)
    if axes is None:
        return f"pelvis markers, a marker on each shoulder and {LACKS_TOP}"
    shoulder = places.get(f"shoulder_centre_{side}", places.get(f"acromion_{side}"))
    elbow = between(places, "elbow", side)
    if elbow is None:
        elbow = places.get(f"elbow_lateral_{side}")  # beside the joint's axis: the swing stays the same
    if shoulder is None or elbow is None:
        return f"a marker on the {side} shoulder and one on the {side} elbow"
    forward, up, _ = np.einsum("nij,ni->jn", axes, elbow - shoulder)
    return np.asarray(np.arctan2(forward, -up))
