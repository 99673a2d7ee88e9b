"""A lower back on paper: loads that are formulas of time, on the clock of a motion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from backstride.loads.lumbar_load import LumbarLoad
from backstride.model.motion import Motion

MASS_KG, STANDING_BW = 70.0, 0.9


def lumbar(motion: Motion, stride_s: float, first_s: float, **changes: Any) -> LumbarLoad:
    """Peaks once a step: extension 1.5, compression 4; bending 0.6, turning 0.3 and the side muscles 0.2 and
    0.1 once a stride, with powers to 0.7 and 0.4 W/kg; the left foot's step begins at ``first_s``."""
    phase = (motion.time_s - first_s) / stride_s
    step, stride = 4 * np.pi * phase, 2 * np.pi * phase
    made = LumbarLoad(
        time_s=motion.time_s,
        moment_nm_per_kg=np.stack([0.6 * np.sin(stride), 0.3 * np.cos(stride), 0.5 + np.sin(step)], axis=1),
        compression_bw=2.0 + 2.0 * np.sin(step),
        shear_bw=np.stack([0.2 + 0.0 * step, 0.1 * np.sin(stride)], axis=1),
        quadratus_bw={"left": 0.1 - 0.1 * np.sin(stride), "right": 0.05 + 0.05 * np.sin(stride)},
        quadratus_w_per_kg={"left": 0.7 * np.cos(stride), "right": 0.4 * np.cos(stride)},
        mass_kg=MASS_KG,
        way="from_above",
        residual=None,
        standing_bw=STANDING_BW,
    )
    return replace(made, **changes)
