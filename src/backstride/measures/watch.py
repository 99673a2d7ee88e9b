"""Every measure of a watch's run, valued or refused, in the same rows as those of markers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.measures.bands import reference
from backstride.measures.definitions import WITHOUT_PLATES, rows_wanted, trial_error
from backstride.measures.interval import join, stride_spread
from backstride.measures.rows import refused, stated
from backstride.measures.watch_error import DeviceError, bias_notes, device_error
from backstride.measures.watch_forces import FORCES
from backstride.measures.watch_moments import BALANCED, ERRORS, NEEDS, Moments, Ran, moments, ran
from backstride.model.arrays import FloatArray
from backstride.model.common import MeasureSide, Surface
from backstride.model.measure import Measure, MeasureDefinition, Reference
from backstride.model.recording import Note
from backstride.model.runner import Runner
from backstride.model.watch import WatchRun

VIDEO: Final = "video_measures.toml"
OF_SPEED: Final = ("speed", "stride_length")


@dataclass(frozen=True, eq=False)
class _Run:
    """One run as it is measured. speed_told: by the person, so that the device's error is none of it."""

    run: WatchRun
    of: Ran
    runner: Runner
    surface: Surface | None
    speed_told: bool


def watch_measures(
    run: WatchRun, runner: Runner, surface: Surface | None, speed_mps: float | None = None
) -> tuple[Measure, ...]:
    """Rows for left, right and both of bilateral measures, for both of the others; order of the report.

    surface: told, or the file's; without one there is no band. speed_mps: told, and then the saved speeds are
    scaled to it. Values are means over the moments that are run: of cadence and speed over time, of all
    others over strides. The interval joins how much the run's minutes differ, the device's error, and on one
    side the bias that studies found. n_strides: strides covered, of each foot. per_stride: means of equal
    stretches of the run (a minute), not strides: single ones are not saved.
    """
    one = _Run(run, ran(run, speed_mps, runner.mass_kg), runner, surface, speed_mps is not None)
    return tuple(_row(one, definition, side) for definition, side in rows_wanted())


def mean_speed_mps(run: WatchRun, speed_mps: float | None = None) -> float | None:
    """Mean speed of the running moments, as told or as saved; None where neither is known."""
    found = moments(ran(run, speed_mps), "speed")
    return None if found is None else found.mean


def watch_notes(run: WatchRun, rows: Iterable[Measure], *, speed_told: bool = False) -> tuple[Note, ...]:
    """What is known of the device's bias, and of left and right."""
    words = load(ERRORS)["note"]
    valued = [row for row in rows if row.value is not None]
    both = {row.id: row.value for row in valued if row.side == "both" and row.value is not None}
    ours = [(name, value) for name, value in both.items() if not (speed_told and name in OF_SPEED)]
    notes = list(bias_notes(ours, run.device))
    if "vertical_oscillation" in both:
        notes.append(Note(level="info", code="trunk_oscillation", text=words["trunk"]))
    if "peak_vertical_force" in both:
        notes.append(Note(level="info", code=WITHOUT_PLATES, text=words["force"]))
    sides = "balance" if any(row.side != "both" for row in valued) else "no_balance"
    return (*notes, Note(level="info", code=sides, text=words[sides]))


def _row(one: _Run, definition: MeasureDefinition, side: MeasureSide) -> Measure:
    found = _moments_or_reason(one.of, definition.id, side)
    if isinstance(found, str):
        return refused(definition, side, one.run.id, found, 0)
    blocks = block_means(found)
    if blocks is None:
        rule = load(ERRORS)["blocks"]
        least = float(rule["fewest"]) * float(rule["shortest_s"])
        why = str(load(ERRORS)["why"]["short"]).format(seconds=found.ran_s.sum() // 1, least=least)
        return refused(definition, side, one.run.id, why, found.strides)
    value, error = found.mean, _error(one, definition.id, found.mean)
    low, high = join(value, stride_spread(blocks, "mean", definition.id), error.sd)
    return stated(
        definition,
        side,
        one.run.id,
        value,
        (low - error.reads_high, high + error.reads_low),
        error.sd,
        _band(one, definition.id) if error.band else None,
        n_strides=found.strides,
        per_stride=blocks,
    )


def _error(one: _Run, measure_id: str, value: float) -> DeviceError:
    """The device's error; of a speed that was told, what is usual for a told one."""
    if one.speed_told and measure_id in OF_SPEED:
        return DeviceError(trial_error(measure_id).markers, 0.0, 0.0, band=True)
    cadence = moments(one.of, "cadence")
    return device_error(measure_id, value, cadence.mean if cadence else None, one.run.device)


def _band(one: _Run, measure_id: str) -> Reference | None:
    speed = moments(one.of, "speed")
    return reference(measure_id, speed.mean if speed else None, one.surface, one.runner.sex)


def _moments_or_reason(of: Ran, measure_id: str, side: MeasureSide) -> Moments | str:
    """The moments of a measure, or why the watch does not show it."""
    why = load(ERRORS)["why"]
    if measure_id not in NEEDS:
        return _not_shown(measure_id)
    if measure_id == "vertical_stiffness" and of.mass_kg is None:
        return str(why["mass"])
    both = moments(of, measure_id)
    if both is None and measure_id in FORCES and moments(of, "contact_time") is not None:
        return str(why["level"])
    if both is None:
        return str(why["absent"][_absent(of, measure_id)])
    if side == "both":
        return both
    if measure_id == "flight_time":
        return str(why["flight_sides"])
    found = moments(of, measure_id, side) if measure_id in BALANCED else None
    return found or str(why["sides"])


def _absent(of: Ran, measure_id: str) -> str:
    """The column that is missing: the measure's own, else cadence, which all that is per stride needs."""
    column = NEEDS[measure_id]
    values = of.speed_mps if column == "speed_mps" else getattr(of.records, column)
    own = bool((np.isfinite(values) & of.running).any())
    return "cadence_spm" if own else column


def _not_shown(measure_id: str) -> str:
    """Who would show it: a clip from where a camera shows it, else a plate or markers."""
    why, entry = load(ERRORS)["why"], load(VIDEO)["measure"][measure_id]
    if measure_id in why:
        return str(why[measure_id])
    views = entry.get("views", ())
    if views:
        return str(why["side" if "side" in views else "rear"])
    return str(why["force" if entry["why"] == "plates" else "markers"])


def block_means(of: Moments) -> FloatArray | None:
    """Means of equal stretches of the running time (k,), of at most a minute; None with too few.

    A watch smooths over some seconds, so neighbouring moments are nearly one; the means of minutes remember
    each other as strides do (the Hurst exponent of a series is that of its block means).
    """
    rule = load(ERRORS)["blocks"]
    total = float(of.ran_s.sum())
    length = min(float(rule["longest_s"]), max(float(rule["shortest_s"]), total / float(rule["wanted"])))
    count = int(total / length + 1e-9)
    if count < int(rule["fewest"]):
        return None
    middle = np.cumsum(of.weight) - of.weight / 2
    which = np.minimum((middle / of.weight.sum() * count).astype(int), count - 1)
    weight = np.bincount(which, of.weight, count)
    filled = weight > 0
    means = np.bincount(which, of.weight * of.values, count)[filled] / weight[filled]
    return np.asarray(means) if means.size >= int(rule["fewest"]) else None
