"""The standing trial: straight legs, feet flat under the hips, every marker worn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.synth.body import Body
from backstride.synth.figure import Figure, build_figure
from backstride.synth.posture import Posture
from backstride.synth.spec import Spec

#: What differs from one standing to the next.
LOOSE = ("pelvic_tilt", "pelvic_obliquity", "trunk_lean", "trunk_lateral", "head_pitch")


def stand(body: Body, frames: int, off_rad: Mapping[str, float] | None = None) -> Figure:
    """A figure that stands still for ``frames`` samples.

    All angles are 0, which running angles refer to, but for ``off_rad``: how far this standing is from usual.
    """
    zero = np.zeros(frames)
    posture = replace(
        Posture(*[zero] * len(fields(Posture))), **{name: zero + off for name, off in (off_rad or {}).items()}
    )
    hips: FloatArray = np.zeros((frames, 3))
    hips[:, 1] = body["ankle_height"] + body["shank"] + body["thigh"]
    legs: dict[Side, FloatArray] = {side: np.zeros((frames, 4)) for side in SIDES}
    return build_figure(body, posture, hips, legs)


def drawn(spec: Spec, rng: np.random.Generator) -> dict[str, float]:
    """How far this standing trial is from the runner's usual standing, rad."""
    sd_rad = float(np.radians(spec.standing_posture_deg))
    return {name: sd_rad * float(rng.standard_normal()) for name in LOOSE}
