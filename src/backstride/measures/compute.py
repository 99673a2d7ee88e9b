"""The door of the room: every measure of a recording, valued or refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.ground_reaction import GroundReaction
from backstride.loads.lumbar_load import LumbarLoad
from backstride.measures import (  # noqa: F401 - importing a file registers its formulas
    body_path,
    foot_strike,
    ground_force,
    joints,
    knee_spring,
    leg_at_strike,
    lumbar_error,
    pelvis,
    spatiotemporal,
    spring,
    trunk,
    upper_body,
)
from backstride.measures.bands import reference
from backstride.measures.definitions import definitions, statistic, trial_error
from backstride.measures.interval import FEWEST_STRIDES, RECOMMENDED_STRIDES, central
from backstride.measures.lumbar import LUMBAR
from backstride.measures.registry import formulas
from backstride.measures.rows import refused, valued
from backstride.measures.trial import Trial
from backstride.measures.video import clip_error_sd, require_shown
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, MeasureSide, Side
from backstride.model.measure import Measure, MeasureDefinition
from backstride.model.motion import Motion
from backstride.model.runner import Runner

REFERENCE_RATE_HZ: Final = 150.0  # the frame rate at which the instrument errors were measured (RBDS)


def compute(
    motion: Motion,
    reaction: GroundReaction | None,
    runner: Runner,
    loaded: LumbarLoad | MeasureRefused | None = None,
) -> tuple[Measure, ...]:
    """Measure everything: rows for left, right and both of bilateral measures, for both of the others.

    A row that cannot be had has null value, interval and verdict, and says why in ``refused``.
    The same input gives the same bytes.

    Args:
        loaded: what the lower back carries, or why that cannot be had, where it is known already.
    """
    trial = Trial(motion=motion, reaction=reaction, runner=runner, lumbar=loaded)
    return tuple(row for definition in definitions() for row in _rows(trial, definition))


def _rows(trial: Trial, definition: MeasureDefinition) -> list[Measure]:
    by_side = {side: _strides_or_reason(trial, definition.id, side) for side in SIDES}
    rows = []
    if definition.bilateral:
        rows = [_row(trial, definition, side, [by_side[side]]) for side in SIDES]
    return [*rows, _row(trial, definition, "both", list(by_side.values()))]


def _strides_or_reason(trial: Trial, measure_id: str, side: Side) -> FloatArray | str:
    try:
        require_shown(measure_id, trial.motion)
        values = formulas()[measure_id](trial, side)
    except MeasureRefused as why:
        return str(why)
    return values[np.isfinite(values)]


def _row(
    trial: Trial, definition: MeasureDefinition, side: MeasureSide, parts: Sequence[FloatArray | str]
) -> Measure:
    recording = trial.motion.recording_id
    reasons = [part for part in parts if isinstance(part, str)]
    if reasons:
        return refused(definition, side, recording, reasons[0], 0)
    values = _pooled([part for part in parts if not isinstance(part, str)], definition)
    if values.size < FEWEST_STRIDES:
        return refused(definition, side, recording, _too_few(values.size, side), values.size)
    band = reference(definition.id, trial.motion.speed_mps, trial.motion.surface, trial.runner.sex)
    error_sd = _error_sd(trial, definition.id, values)
    common_sd = _common_share(trial, definition.id) * abs(float(np.mean(values)))
    return valued(definition, side, recording, values, error_sd, band, common_sd=common_sd)


def _pooled(parts: Sequence[FloatArray], definition: MeasureDefinition) -> FloatArray:
    """The strides of both sides as one sample.

    Of a bilateral measure each side is moved to the mean of both first. The value then lies midway between
    the sides, however many strides each gave, and the interval shows the strides' spread, not the sides'
    difference; the median of two separate heaps would jump from one to the other.
    """
    if len(parts) == 1 or not definition.bilateral or min(part.size for part in parts) < FEWEST_STRIDES:
        return np.concatenate(parts)
    centres = [central(part, statistic(definition.id)) for part in parts]
    return np.concatenate([p - c + np.mean(centres) for p, c in zip(parts, centres, strict=True)])


def _too_few(found: int, side: MeasureSide) -> str:
    whose = "both feet together" if side == "both" else f"the {side} foot"
    return (
        f"Only {found} whole steps or strides of {whose} could be read, at least {FEWEST_STRIDES} are "
        f"needed. Record at least {RECOMMENDED_STRIDES} strides of each foot."
    )


def _common_share(trial: Trial, measure_id: str) -> float:
    """What every recording of this runner is off by alike, as a share of the value."""
    if measure_id in LUMBAR:
        return lumbar_error.common_share(measure_id, trial.lumbar_load(), trial.runner)
    return trial_error(measure_id).common_share


def _error_sd(trial: Trial, measure_id: str, values: FloatArray) -> float:
    """The instrument's standard deviation for this trial, in the measure's unit."""
    if measure_id in LUMBAR:
        return lumbar_error.error_sd(measure_id, trial.lumbar_load())
    motion, error = trial.motion, trial_error(measure_id)
    if motion.sight is not None:
        return clip_error_sd(measure_id, motion.sight, float(np.mean(values)))
    if trial.reaction is None and error.has_motion:
        return float(np.hypot(error.from_motion, error.from_motion_share * np.mean(values)))
    own = error.plates if motion.contacts_source == "plates" else error.markers
    if error.grows_with_frame and motion.contacts_source == "markers":
        # Averaging hides part of a longer frame: peers' trial error grew 2.4 -> 3.9 ms from 150 to 60 Hz,
        # the square root of the frame ratio (shared literature, peers table).
        own *= float(np.sqrt(max(1.0, REFERENCE_RATE_HZ / motion.rate_hz)))
    centre = error.pelvis_centre if motion.centre_of_mass_method == "pelvis" else 0.0
    standing = 0.0 if motion.has_standing else error.without_standing
    return float(np.linalg.norm([own, centre, standing]))
