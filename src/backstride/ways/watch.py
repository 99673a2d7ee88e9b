"""The way of a watch file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.measures.watch import mean_speed_mps, watch_measures, watch_notes
from backstride.measures.watch_drift import watch_drift
from backstride.measures.watch_moments import ERRORS, stands_for_s
from backstride.model.analysis import Quality, RecordingSummary
from backstride.report.context import RecordingBackground
from backstride.sensors.load import load_watch
from backstride.sensors.trace import run_trace
from backstride.ways.measured import MeasuredRecording, no_curves
from backstride.ways.pairs import pace_of

if TYPE_CHECKING:
    from backstride.model.common import Surface
    from backstride.model.runner import Runner
    from backstride.model.settings import Settings
    from backstride.model.watch import WatchRun
    from backstride.read.session import Source

SPEED_DECIMALS: Final = 3


def measure_watch(source: Source, runner: Runner, settings: Settings) -> MeasuredRecording:
    """Everything measured from the run of a watch; raises the errors of ``load_watch``."""
    return measured_run(replace(load_watch(source.paths[0]), id=source.id), runner, settings)


def measured_run(run: WatchRun, runner: Runner, settings: Settings) -> MeasuredRecording:
    """Everything measured from a run that was read. No position and no date goes any further."""
    surface = settings.surface or surface_of(run)
    rows = watch_measures(run, runner, surface, settings.speed_mps)
    drift, why_not = watch_drift(run, surface, settings.speed_mps)
    told = settings.speed_mps is not None
    speed = mean_speed_mps(run, settings.speed_mps)
    return MeasuredRecording(
        summary=_summary(run),
        contacts=(),
        measures=rows,
        drift=drift,
        curves=no_curves(),
        background=RecordingBackground(
            recording=run.id,
            speed_mps=None if speed is None else round(speed, SPEED_DECIMALS),
            speed_source="" if speed is None else str(load(ERRORS)["speed"]["told" if told else "saved"]),
            surface=surface,
            notes=tuple(dict.fromkeys((*run.notes, *watch_notes(run, rows, speed_told=told)))),
            drift=drift,
            no_drift=why_not,
            trace=run_trace(run, stands_for_s(run), surface),
        ),
        pace=pace_of(run),
    )


def surface_of(run: WatchRun) -> Surface | None:
    """The kind of ground, where every running part of the file names the same one."""
    known: dict[str, Surface] = load(ERRORS)["surface"]
    named = {known.get(one.sub_sport or "") for one in run.sessions if one.used}
    return named.pop() if len(named) == 1 else None


def rate_hz(run: WatchRun) -> float:
    """Saved moments per second of the run."""
    time_s = run.records.time_s
    return round(time_s.size / max(float(time_s[-1] - time_s[0]), 1.0), 3)


def _summary(run: WatchRun) -> RecordingSummary:
    """Warnings make it usable, not good."""
    reasons = tuple(note.text for note in run.notes if note.level != "info")
    return RecordingSummary(
        id=run.id,
        paths=run.paths,
        kind="watch",
        rate_hz=rate_hz(run),
        duration_s=round(float(np.ptp(run.records.time_s)), 1),
        view="none",
        quality=Quality(verdict="usable" if reasons else "good", reasons=reasons),
    )
