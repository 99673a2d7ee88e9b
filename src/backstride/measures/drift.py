"""Fresh against tired: the first quarter of a long run against its last, at the same speed."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.ground_reaction import GroundReaction
from backstride.measures.definitions import definitions
from backstride.measures.drift_change import Change, drift_row, first_against_last
from backstride.measures.lumbar import LUMBAR
from backstride.measures.registry import formulas
from backstride.measures.trial import Trial
from backstride.model.common import SIDES, Side
from backstride.model.drift import Drift as Drift
from backstride.model.measure import MeasureDefinition
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.motion.stance_speed import stance_speed

SHORTEST_S: Final = 60.0  # a quarter of a minute is ten strides of each foot; less shows pacing, not drift
SAME_SPEED: Final = (
    0.02  # 2 % of speed moves cadence by 0.5 % (RBDS: 162 to 183 a minute from 2.5 to 4.5 m/s)
)
# The speed is held equal, and given as one number for the whole run. The back's loads follow from the motion
# that is compared already, and the same model error is in both quarters of every one of them.
LEFT_OUT: Final = frozenset({"speed", *LUMBAR})


def drift(trial: Trial) -> tuple[Drift, ...]:
    """Fresh against tired of every measure that has enough strides, in the order of the report.

    Sides as in ``compute``. ``both`` is the mean of the sides; their intervals are averaged, not joined in
    quadrature, because one body's left and right strides drift together.

    Raises:
        MeasureRefused: the run is shorter than a minute, or not known to keep its speed.
    """
    _require_long(trial)
    _require_same_speed(trial)
    return tuple(row for d in definitions() if d.id not in LEFT_OUT for row in _rows(trial, d))


def drift_if_any(
    motion: Motion, reaction: GroundReaction | None, runner: Runner
) -> tuple[tuple[Drift, ...], str]:
    """``drift`` of a recording, or nothing and the reason a person can act on."""
    try:
        return drift(Trial(motion=motion, reaction=reaction, runner=runner)), ""
    except MeasureRefused as why:
        return (), str(why)


def _rows(trial: Trial, definition: MeasureDefinition) -> list[Drift]:
    found = {side: _of_side(trial, definition.id, side) for side in SIDES}
    known = {side: change for side, change in found.items() if change is not None}
    recording = trial.motion.recording_id
    rows = [
        drift_row(recording, definition, side, change)
        for side, change in known.items()
        if definition.bilateral
    ]
    if len(known) == len(SIDES):
        rows.append(drift_row(recording, definition, "both", _mean(list(known.values()))))
    return rows


def _of_side(trial: Trial, measure_id: str, side: Side) -> Change | None:
    try:
        values = formulas()[measure_id](trial, side)
    except MeasureRefused:
        return None
    return first_against_last(values, measure_id)


def _mean(changes: list[Change]) -> Change:
    table = np.array([(c.fresh, c.tired, c.below, c.above) for c in changes])
    return Change(*(float(value) for value in table.mean(axis=0)))


def _require_long(trial: Trial) -> None:
    duration_s = float(trial.motion.time_s[-1] - trial.motion.time_s[0]) + 1 / trial.motion.rate_hz
    if duration_s < SHORTEST_S:
        raise MeasureRefused(
            f"A run of {duration_s:.0f} s is too short to tell fresh from tired",
            fix=f"Record {SHORTEST_S:.0f} s or more without a break",
        )


def _require_same_speed(trial: Trial) -> None:
    """The feet tell the speed of both quarters; a treadmill is trusted where they do not show it."""
    first, last = _end_speeds(trial)
    if first is None or last is None:
        if trial.motion.surface != "treadmill":
            raise MeasureRefused(
                "Whether the speed stayed the same is not known",
                fix="Run on a treadmill, or record with markers on the feet and the pelvis throughout",
            )
    elif abs(last / first - 1) > SAME_SPEED:
        raise MeasureRefused(
            f"The speed changed from {first:.2f} to {last:.2f} m/s, and most measures change with speed",
            fix="Keep the speed the same throughout",
        )


def _end_speeds(trial: Trial) -> tuple[float | None, float | None]:
    motion = trial.motion
    start_s, stop_s = float(motion.time_s[0]), float(motion.time_s[-1])
    quarter_s = (stop_s - start_s) / 4
    first, last = (
        stance_speed(
            motion.points.sel(time=slice(a, b)),
            [c for c in motion.contacts if a <= c.foot_strike_s and c.toe_off_s <= b],
        )
        for a, b in ((start_s, start_s + quarter_s), (stop_s - quarter_s, stop_s))
    )
    return first, last
