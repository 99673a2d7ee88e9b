"""What a file holds, how it was understood, and what can and cannot be measured from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backstride.clips import film_source
from backstride.errors import RecordingError
from backstride.model.analysis import Quality
from backstride.model.common import Frozen
from backstride.model.imu import Placement
from backstride.model.measure import Measure
from backstride.model.recording import AxesDecision, Event, MarkerMatch, Note, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.model.sight import Sight
from backstride.motion.facts import PlateFacts, PointGaps, StepsSeen, plate_facts, point_gaps, steps_seen
from backstride.pipeline import existing, frames_told, standing_trial
from backstride.read.session import Source, load_source, sources
from backstride.sensors.facts import WatchFacts, watch_facts
from backstride.sensors.imu_facts import ImuFacts, imu_facts
from backstride.sensors.load import load_watch
from backstride.ways.imu import ASKED, lasts_s, measured, require_sensor
from backstride.ways.measured import refused_quality
from backstride.ways.movement import measure_one
from backstride.ways.source import OnFrames, kind_of

if TYPE_CHECKING:
    from backstride.pose.watch import OnPose

# Of a longer clip the middle is looked at: seven seconds at 60 frames/s hold nine strides of each foot.
CLIP_FRAMES = 420


class CannotMeasure(Frozen):
    """A measure that this recording does not give, and why."""

    id: str
    reason: str


class Checkup(Frozen):
    """Everything ``backstride check`` says about one recording. steps: None where no feet are seen."""

    id: str
    paths: tuple[str, ...]
    format: str
    kind: str
    rate_hz: float
    duration_s: float
    frames: int
    first_time_s: float
    axes: AxesDecision | None = None
    match: MarkerMatch | None = None
    sight: Sight | None = None
    watch: WatchFacts | None = None
    sensor: ImuFacts | None = None
    gaps: tuple[PointGaps, ...] = ()
    force_rate_hz: float | None = None
    plates: tuple[PlateFacts, ...] = ()
    events: tuple[Event, ...] = ()
    steps: StepsSeen | None = None
    notes: tuple[Note, ...] = ()
    can_measure: tuple[str, ...] = ()
    cannot_measure: tuple[CannotMeasure, ...] = ()
    quality: Quality


def check(
    *paths: str | Path,
    standing: str | Path | None = None,
    forces: str | Path | None = None,
    rate_hz: float | None = None,
    height_m: float | None = None,
    slow_motion: float | None = None,
    sensor: Placement | None = None,
    sensor_name: str | None = None,
    on_step: Callable[[str], None] = lambda _text: None,
    on_frames: OnFrames | None = None,
    on_pose: OnPose | None = None,
) -> tuple[Checkup, ...]:
    """One checkup per recording; a recording that cannot be used says why in its ``quality``.

    on_frames: called with a clip's id, frames done and frames to do, instead of words of them. on_pose:
    called with poses as they are found.

    Raises:
        UsageError: a path is missing; a sensor is told of and none is given; it is not said which of several.
    """
    chosen = sources([existing(path) for path in paths], existing(forces) if forces is not None else None)
    settings = Settings(rate_hz=rate_hz, slow_motion=slow_motion, sensor=sensor, sensor_name=sensor_name)
    require_sensor(chosen, settings)
    runner = Runner(height_m=height_m)
    still = standing_trial(standing, settings)
    seen = partial(_seen, on_frames=on_frames or frames_told(on_step), on_pose=on_pose)
    return tuple(_check_one(source, still, runner, settings, on_step, seen) for source in chosen)


def _check_one(
    source: Source,
    standing: Recording | None,
    runner: Runner,
    settings: Settings,
    on_step: Callable[[str], None],
    seen: Callable[[Source, Runner, Settings], Recording],
) -> Checkup:
    on_step(f"{source.id}: reading")
    try:
        kind = kind_of(source, settings.sensor)
        if kind == "watch":
            return _watch(source, runner, settings)
        if kind == "imu":
            return _sensor(source, runner, settings)
        recording = (
            seen(source, runner, settings)
            if kind == "video"
            else load_source(source, rate_hz=settings.rate_hz)
        )
    except RecordingError as error:
        return _unread(source, error)
    on_step(f"{source.id}: measuring")
    try:
        one = measure_one(recording, standing, runner, settings)
    except RecordingError as error:
        return _facts(recording, quality=refused_quality(error), notes=recording.notes)
    can, cannot = _given(one.measures)
    return _facts(
        recording,
        quality=one.summary.quality,
        notes=one.background.notes,
        steps=steps_seen(one.contacts),
        can=can,
        cannot=cannot,
    )


def _given(rows: Sequence[Measure]) -> tuple[tuple[str, ...], tuple[CannotMeasure, ...]]:
    """The measures that have a value, and those that have none with their reason."""
    given = {row.id for row in rows if row.value is not None}
    reasons = {row.id: row.refused for row in rows if row.refused and row.id not in given}
    return tuple(sorted(given)), tuple(
        CannotMeasure(id=name, reason=why) for name, why in sorted(reasons.items())
    )


def _watch(source: Source, runner: Runner, settings: Settings) -> Checkup:
    """A run of a watch: no points and no plates; warnings make it usable, not good."""
    from backstride.ways.watch import measured_run

    run = replace(load_watch(source.paths[0]), id=source.id)
    facts, one = watch_facts(run), measured_run(run, runner, settings)
    can, cannot = _given(one.measures)
    return Checkup(
        id=source.id,
        paths=run.paths,
        format=run.format,
        kind="watch",
        rate_hz=one.summary.rate_hz,
        duration_s=facts.duration_s,
        frames=facts.moments,
        first_time_s=float(run.records.time_s[0]),
        watch=facts,
        notes=one.background.notes,
        can_measure=can,
        cannot_measure=cannot,
        quality=one.summary.quality,
    )


def _sensor(source: Source, runner: Runner, settings: Settings) -> Checkup:
    """A body-worn sensor: what its file holds, and where it was worn is told, what it gives."""
    from backstride.sensors.imu_csv import read_imu

    recording = read_imu(source.paths[0], settings.rate_hz, settings.sensor_name)
    run, one = None, None
    quality, notes = Quality(verdict="usable", reasons=(f"{ASKED}.",)), recording.notes
    try:
        run, one = measured(source, recording, runner, settings) if settings.sensor else (None, None)
    except RecordingError as error:
        quality = refused_quality(error)
    if one is not None:
        quality, notes = one.summary.quality, one.background.notes
    can, cannot = _given(one.measures if one else ())
    return Checkup(
        id=source.id,
        paths=(source.paths[0].name,),
        format="CSV",
        kind="imu",
        rate_hz=round(recording.rate_hz, 3),
        duration_s=lasts_s(recording),
        frames=len(recording.time_s),
        first_time_s=float(recording.time_s[0]),
        sensor=imu_facts(recording, settings.sensor, run),
        notes=notes,
        can_measure=can,
        cannot_measure=cannot,
        quality=quality,
    )


def _seen(
    source: Source, runner: Runner, settings: Settings, on_frames: OnFrames, on_pose: OnPose | None
) -> Recording:
    """A clip's middle."""
    told = partial(on_frames, source.id)
    return film_source(source, runner, settings, told, CLIP_FRAMES, on_pose)[0]


def _facts(
    recording: Recording,
    *,
    quality: Quality,
    notes: tuple[Note, ...],
    steps: StepsSeen | None = None,
    can: tuple[str, ...] = (),
    cannot: tuple[CannotMeasure, ...] = (),
) -> Checkup:
    time_s = recording.points.coords["time"].to_numpy()
    forces = recording.forces
    return Checkup(
        id=recording.id,
        paths=recording.paths,
        format=", ".join(Path(name).suffix.lstrip(".").upper() or "folder" for name in recording.paths),
        kind=recording.kind,
        rate_hz=recording.rate_hz,
        duration_s=float(time_s[-1] - time_s[0]) + 1 / recording.rate_hz,
        frames=int(time_s.size),
        first_time_s=float(time_s[0]),
        axes=recording.axes,
        match=recording.match,
        sight=recording.sight,
        gaps=point_gaps(recording),
        force_rate_hz=forces.rate_hz if forces else None,
        plates=tuple(plate_facts(plate) for plate in forces.plates) if forces else (),
        events=recording.events,
        steps=steps,
        notes=notes,
        can_measure=can,
        cannot_measure=cannot,
        quality=quality,
    )


def _unread(source: Source, error: RecordingError) -> Checkup:
    return Checkup(
        id=source.id,
        paths=tuple(path.name for path in source.paths),
        format=", ".join(path.suffix.lstrip(".").upper() for path in source.paths),
        kind="unreadable",
        rate_hz=0.0,
        duration_s=0.0,
        frames=0,
        first_time_s=0.0,
        quality=refused_quality(error),
    )
