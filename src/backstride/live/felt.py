"""The steps in the last seconds, and what the cue is worth at each: by the house's own formulas.

A step is told by its foot strike. Contacts, filters and measures are those that analyse a clip, so a step is
felt here as it would be measured from the file; only the level of the camera is held (``stand``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.live.stand import Stand, recording
from backstride.measures.leg_at_strike import leg_angle_at_strike
from backstride.measures.pelvis import pelvic_drop_peak
from backstride.measures.trial import Trial
from backstride.measures.trunk import trunk_lean
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact
from backstride.model.keypoints import Keypoints
from backstride.model.live import CueId
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.motion.frontal import contacts_from_hips
from backstride.motion.planar import planar_motion
from backstride.motion.strides import strides_of
from backstride.motion.video_contacts import contacts_from_video

NOBODY: Final = Runner()


@dataclass(frozen=True)
class Felt:
    """One foot strike. value: of the cue at this step, None where the cue is about time or cannot be told."""

    time_s: float
    side: Side
    value: float | None


def felt(seen: Keypoints, stand: Stand, cue: CueId) -> tuple[Felt, ...]:
    """Every whole step of the last seconds, in order of time.

    Raises:
        RefusedError: the legs cannot be told apart, do not run, or are hardly seen.
    """
    run = recording(seen, stand)
    contacts = contacts_in(run)
    if cue == "cadence":
        return tuple(Felt(one.foot_strike_s, one.side, None) for one in contacts)
    motion = planar_motion(run, contacts, strides_of(contacts), NOBODY.sex)
    return of_trial(Trial(motion, None, NOBODY), cue)


def of_trial(trial: Trial, cue: CueId) -> tuple[Felt, ...]:
    """The steps of a moving body, in order of time, each with the cue's value; of any cue but the cadence."""
    rows = [row for side in SIDES for row in _of_side(trial, side, cue)]
    return tuple(sorted(rows, key=lambda row: row.time_s))


def contacts_in(run: Recording) -> tuple[Contact, ...]:
    """Contacts as a clip's are found, without asking for a whole clip's worth of them.

    Raises:
        RefusedError: no feet, walking, no contacts.
    """
    if run.view in ("rear", "front"):
        return contacts_from_hips(run.points, run.rate_hz, run.id)
    return contacts_from_video(run.points, run.rate_hz, recording_id=run.id).contacts


def _of_side(trial: Trial, side: Side, cue: CueId) -> list[Felt]:
    rear = trial.motion.sight is not None and trial.motion.sight.near is None
    read = _stance_value if cue == "bowl" and rear else _READERS[cue]
    try:
        times_s, values = read(trial, side)
    except MeasureRefused:
        times_s, values = trial.strikes_s(side), np.full(len(trial.contacts(side)), np.nan)
    return [
        Felt(float(time_s), side, float(value) if np.isfinite(value) else None)
        for time_s, value in zip(times_s, values, strict=True)
    ]


def _at_strike(trial: Trial, side: Side) -> tuple[FloatArray, FloatArray]:
    """The leg's angle at each strike, deg."""
    return trial.strikes_s(side), leg_angle_at_strike(trial, side)


def _stance_value(trial: Trial, side: Side) -> tuple[FloatArray, FloatArray]:
    """How far the free side of the hips sank in each contact, deg."""
    return trial.strikes_s(side), pelvic_drop_peak(trial, side)


def _over_stride(trial: Trial, side: Side) -> tuple[FloatArray, FloatArray]:
    """The trunk's lean over the stride that ends at each strike, deg."""
    ends_s = np.array([stride.next_foot_strike_s for stride in trial.strides(side)], dtype=float)
    return ends_s, trunk_lean(trial, side)


_READERS: Final[dict[CueId, Callable[[Trial, Side], tuple[FloatArray, FloatArray]]]] = {
    "landing": _at_strike,
    "bowl": _over_stride,
}
