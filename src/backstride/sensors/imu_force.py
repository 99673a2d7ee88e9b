"""Peak vertical force of a step, in body weights, from a waist sensor.

The waist is not the whole body's centre: its acceleration reads too high at landing and differs with the
belt, so the force is a fitted estimate with a wide interval, never mass times acceleration.
"""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.sensors.imu_model import Fitted
from backstride.sensors.imu_steps import Piece


def peak_forces(piece: Piece, model: Fitted) -> tuple[FloatArray, FloatArray]:
    """Peak force (k,) and its 95 % interval (k, 2) in body weights; NaN where a step's window is cut off.

    The interval holds one step of a runner the model never saw: most of it is what differs between
    runners, so the mean over steps is hardly surer, and changes of one runner are smaller than it.
    """
    peak = model.force.of(piece)[:, 0]
    return peak, np.column_stack([peak - model.force_within_bw, peak + model.force_within_bw])
