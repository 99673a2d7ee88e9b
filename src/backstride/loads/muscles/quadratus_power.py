"""How fast quadratus lumborum does work: the pull of its fascicles times how fast they shorten."""

from __future__ import annotations

import numpy as np

from backstride.loads.muscles.spine_load import SpineLoad
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.motion.filters import derivative


def quadratus_power_w(load: SpineLoad, posture_rad: FloatArray, rate_hz: float) -> dict[Side, FloatArray]:
    """Power of each quadratus lumborum, side -> (n,) W, + where it shortens.

    Force times shortening speed; for turns this small the turning rate is the derivative of the posture. How
    much a fascicle shortens is read off its whole path, with the lumbar joints sharing the turn as in the
    model: the arm about L5/S1 would say twice as much in bending, as if the trunk turned about L5/S1 alone.

    Args:
        load: of the n frames.
        posture_rad: (n, 3) as ``spine_load`` took it.
        rate_hz: of the frames.
    """
    turning_rad_s = derivative(posture_rad, rate_hz)
    return {
        side: np.asarray(np.einsum("na,na->n", drive, turning_rad_s))
        for side, drive in load.quadratus_drive_nm.items()
    }
