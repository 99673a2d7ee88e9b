"""The standing trial: straight legs, feet flat under the hips, every marker worn."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.synth.body import Body
from backstride.synth.figure import Figure, build_figure
from backstride.synth.posture import Posture


def stand(body: Body, frames: int) -> Figure:
    """A figure that stands still for ``frames`` samples: all angles 0, which running angles refer to."""
    zero = np.zeros(frames)
    posture = Posture(*[zero] * len(fields(Posture)))
    hips: FloatArray = np.zeros((frames, 3))
    hips[:, 1] = body["ankle_height"] + body["shank"] + body["thigh"]
    legs: dict[Side, FloatArray] = {side: np.zeros((frames, 4)) for side in SIDES}
    return build_figure(body, posture, hips, legs)
