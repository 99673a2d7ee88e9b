"""What a body-worn sensor's file holds, for a person to read."""

from __future__ import annotations

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.common import Frozen
from backstride.model.imu import ImuRecording, ImuRun, Placement


class ImuFacts(Frozen):
    """Everything ``backstride check`` says about a sensor's recording.

    worn: where, as told. middle_g: middle length of the acceleration. steps: contacts found; told_percent: of
    how many of them the foot is told.
    """

    worn: Placement | None
    middle_g: float
    has_gyroscope: bool
    missing_percent: float
    running_s: float | None = None
    cadence_spm: float | None = None
    steps: int | None = None
    told_percent: float | None = None


def imu_facts(recording: ImuRecording, worn: Placement | None = None, run: ImuRun | None = None) -> ImuFacts:
    """The facts of one recording; run: what its steps gave, where somebody runs in it."""
    gravity: float = load("sensors/imu.toml")["gravity"]["standard_mps2"]
    lengths = np.linalg.norm(recording.accel_mps2, axis=1) / gravity
    facts = ImuFacts(
        worn=worn,
        middle_g=round(float(np.nanmedian(lengths)), 2),  # a recording without one whole sample is refused
        has_gyroscope=recording.gyro_rad_s is not None,
        missing_percent=round(100 * float(np.isnan(lengths).mean()), 2),
    )
    if run is None:
        return facts
    told = sum(one.side is not None for one in run.contacts)
    return facts.model_copy(
        update={
            "running_s": round(run.cadence.running_s, 1),
            "cadence_spm": round(run.cadence.steps_per_min, 1),
            "steps": len(run.contacts),
            "told_percent": round(100 * told / len(run.contacts), 1) if run.contacts else None,
        }
    )
