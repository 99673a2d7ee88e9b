"""Angles of the pelvis in the lab."""

from __future__ import annotations

from backstride.model.arrays import FloatArray
from backstride.motion.rotations import lab_angles


def pelvis_angles(rotation: FloatArray) -> dict[str, FloatArray]:
    """Tilt, obliquity and rotation of the pelvis against the running direction, name -> (n,) rad.

    Order rotation, obliquity, tilt (Baker 2001, Gait Posture 13:1): obliquity then is the slope of the
    line through the hips whatever the rotation, which is what "the pelvis drops" means.

    - ``pelvic_tilt``: + anterior (front of the pelvis down); the plane through ASIS and PSIS, so its
      absolute value mixes posture with the shape of the bone and is not compared between laboratories.
    - ``pelvic_obliquity``: + right side lower. Drop of the swing side is therefore + for left stance and
      minus this curve for right stance.
    - ``pelvic_rotation``: + right side forward (turned to the left).

    Args:
        rotation: (n, 3, 3), columns X forward, Y up, Z right of the pelvis.
    """
    about_y, about_x, about_z = lab_angles(rotation)
    return {"pelvic_tilt": -about_z, "pelvic_obliquity": about_x, "pelvic_rotation": about_y}
