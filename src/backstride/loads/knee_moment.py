"""The net moment at the knee, from the ground up, and whether the force acts under the foot at all."""

from __future__ import annotations

import numpy as np

from backstride.loads.foot_wrench import Wrench
from backstride.loads.leg_segments import foot, forefoot, shank
from backstride.loads.newton_euler import demanded_moment
from backstride.model.arrays import FloatArray
from backstride.model.common import Sex, Side
from backstride.model.motion import Motion
from backstride.motion.body import KNEE_ON_SHANK
from backstride.motion.places import Places


def knee_extension_moment(
    motion: Motion, places: Places, wrench: Wrench, side: Side, mass_kg: float, sex: Sex | None
) -> FloatArray:
    """Net internal moment of the thigh on the shank about the knee's flexion axis, (n,) N m, extension +.

    Foot and shank together: what their motion and weight ask for about the knee, less what the ground
    gives. The ankle drops out, what passes through it acts on both with opposite signs. The axis is the
    thigh's Z, about which knee flexion is measured; the centre is the shank's own upper end.

    Args:
        motion: with ``segment_axes`` of thigh, shank and foot.
        places: its points, name -> (n, 3) m.
        wrench: of the ground on this foot, on the motion's clock.
        side: whose knee.
        mass_kg: of the body.
        sex: chooses de Leva's column; None takes the mean of both.
    """
    knee = places[f"{KNEE_ON_SHANK}_{side}"]
    moment = -wrench.moment_about(knee)
    for segment in (shank(motion, places, side, mass_kg, sex), foot(motion, places, side, mass_kg, sex)):
        moment = moment + demanded_moment(segment, knee, motion.rate_hz)
    return along_flexion_axis(motion, side, moment)


def along_flexion_axis(motion: Motion, side: Side, moment_nm: FloatArray) -> FloatArray:
    """A moment (n, 3) about the knee's flexion axis, (n,), + turning the shank forward."""
    return np.asarray(np.einsum("ni,ni->n", moment_nm, motion.segment_axes[f"thigh_{side}"][:, :, 2]))


def pressure_off_foot_m(places: Places, wrench: Wrench, side: Side) -> FloatArray:
    """How far from the line between ankle and forefoot the force acts, seen from above, (n,) m.

    The force is followed to the forefoot's height, so that no floor has to be known. NaN where the foot is
    unloaded or its front unseen.
    """
    ankle, front = places[f"ankle_centre_{side}"], forefoot(places, side)
    away = _pressure(wrench, front[:, 1]) - ankle[:, [0, 2]]
    line = (front - ankle)[:, [0, 2]]
    length = np.einsum("ni,ni->n", line, line)
    with np.errstate(divide="ignore", invalid="ignore"):
        along = np.clip(np.einsum("ni,ni->n", away, line) / length, 0.0, 1.0)
    return np.asarray(np.linalg.norm(away - along[:, None] * line, axis=1))


def _pressure(wrench: Wrench, height_m: FloatArray) -> FloatArray:
    """(n, 2) x and z where the force crosses a height, m; NaN without a vertical force."""
    up = np.where(wrench.force_n[:, 1] > 0, wrench.force_n[:, 1], np.nan)
    x = (wrench.moment_nm[:, 2] + height_m * wrench.force_n[:, 0]) / up
    z = (height_m * wrench.force_n[:, 2] - wrench.moment_nm[:, 0]) / up
    return np.column_stack([x, z])
