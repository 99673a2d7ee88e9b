"""The whole way on one page: files in, an analysis out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

import backstride
from backstride.answered import answered
from backstride.answers.file import read_file
from backstride.answers.parse import read_answers
from backstride.errors import RecordingError, UsageError
from backstride.jobs import in_order
from backstride.measures.curves import join_curves
from backstride.measures.devices import Seen
from backstride.measures.session import session
from backstride.model.analysis import Analysis, Software
from backstride.model.answers import Answers
from backstride.model.common import WITHOUT_SIGHT
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.read.session import Source, sources
from backstride.report.context import Background
from backstride.result import Result
from backstride.safety.triage import triage
from backstride.sensors.load import is_watch
from backstride.ways.imu import require_sensor
from backstride.ways.measured import MeasuredRecording, refused_summary
from backstride.ways.onset import placed
from backstride.ways.pairs import refuse_two_people
from backstride.ways.source import OnFrames, kind_of, measure_source

if TYPE_CHECKING:
    from backstride.model.imu import Placement
    from backstride.model.loads import LumbarLoads
    from backstride.model.recording import Recording
    from backstride.model.training import TrainingLoad
    from backstride.pose.watch import OnPose

Step = Callable[[str], None]
FRAMES_TOLD = 15  # four times a second at the speed of the pose pass


def analyze(
    *paths: str | Path,
    standing: str | Path | None = None,
    forces: str | Path | None = None,
    runner: Runner | Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | str | Path | None = None,
    training: str | Path | None = None,
    on_step: Step = lambda _text: None,
    on_frames: OnFrames | None = None,
    on_pose: OnPose | None = None,
    jobs: int = 1,
    **settings: Any,
) -> Result:
    """Analyse the files of one session.

    Args:
        paths: recordings; files of one clock (a TRC and its MOT) form one recording.
        standing: a quiet standing trial of the same runner with the same markers.
        forces: the force file of the (one) marker file, when its name does not say so.
        runner: height_m, mass_kg, sex, age_years; every one optional.
        answers: safety answers and intake (``backstride schema answers``), or the file that holds them.
        training: a folder of watch files: how the last weeks loaded the runner.
        on_step: called with a few words as the work goes on.
        on_frames: called with a clip's id, frames done and frames to do, instead of words of them. on_pose:
            called with poses as they are found. Both with one process only.
        jobs: processes that share the recordings; the result is the same, to the byte. More than one starts
            Python anew, so a script that asks for it guards its own start with ``if __name__ == "__main__"``.
        settings: fields of ``Settings``: speed_mps, surface, contacts, rate_hz, swap_sides, slow_motion,
            sensor.

    Raises:
        UsageError: a missing path, an impossible option, or an answers file that is no JSON object.
        RecordingError: every recording was refused, the message names the first reason; or two watch files
            are of two people.
        ModelMissingError: a video was given and the pose model, or the video extra, is not installed.
    """
    person, options = _facts(runner, settings)
    told = read_answers(read_file(Path(answers)) if isinstance(answers, str | Path) else answers)
    chosen = sources([existing(path) for path in paths], existing(forces) if forces is not None else None)
    require_sensor(chosen, options)
    still = standing_trial(standing, options)
    loaded = _loaded(training, chosen, on_step)
    done: list[MeasuredRecording] = []
    refused: list[tuple[Source, RecordingError]] = []
    told_here = jobs <= 1 or len(chosen) == 1  # a call cannot come back from another process
    watched = (on_frames or frames_told(on_step), on_pose) if told_here else (None, None)
    work = [partial(measure_source, source, still, person, options, *watched) for source in chosen]
    for source, outcome in zip(chosen, in_order(work, jobs), strict=True):
        on_step(f"{source.id}: {'measured' if isinstance(outcome, MeasuredRecording) else 'refused'}")
        if isinstance(outcome, MeasuredRecording):
            done.append(outcome)
        else:
            refused.append((source, outcome))
    if not done:
        raise refused[0][1]
    if len(done) > 1:
        refuse_two_people(done)
    on_step("weighing the evidence")
    return _join(_with_speed_of_others(done, person, options), refused, person, told, loaded, options.sensor)


def _with_speed_of_others(
    done: Sequence[MeasuredRecording], runner: Runner, settings: Settings
) -> list[MeasuredRecording]:
    """Clips that do not show how fast the run is, measured with the speed the session's other clips show.

    From behind no speed is seen, and without one no reference band is known. That of a watch is of a whole
    run, and the clip shows some seconds.
    """
    shows = [one.background for one in done if one.summary.kind not in WITHOUT_SIGHT]
    known = [one.speed_mps for one in shows if one.speed_mps]
    if not known or not any(one.played for one in done):
        return list(done)
    from backstride.ways.movement import measure_one

    shared = settings.model_copy(update={"speed_mps": round(sum(known) / len(known), 3)})
    return [
        measure_one(one.played.recording, None, runner, shared, one.played.clip)
        if one.played and one.background.speed_mps is None
        else one
        for one in done
    ]


def frames_told(on_step: Step) -> OnFrames:
    """Tells a long look at a clip every so many frames."""

    def told(name: str, done: int, expected: int) -> None:
        if done % FRAMES_TOLD == 0:
            on_step(f"{name}: {done} of {expected} frames ({done / max(expected, 1):.0%})")

    return told


def standing_trial(path: str | Path | None, settings: Settings) -> Recording | None:
    """The standing trial, read; None when none was given."""
    if path is None:
        return None
    from backstride.read.load import load
    from backstride.read.swap import swap_sides

    still = load(existing(path), rate_hz=settings.rate_hz)
    return swap_sides(still) if settings.swap_sides else still


def _loaded(folder: str | Path | None, chosen: Sequence[Source], on_step: Step) -> TrainingLoad | None:
    """The training load of a folder, the watch files of this session counted among its runs."""
    if folder is None:
        return None
    from backstride.ways.training import folder_load

    watches = [path for source in chosen if is_watch(source.paths[0]) for path in source.paths]
    found = folder_load(existing(folder), added=watches, on_step=on_step, jobs=os.cpu_count() or 1)
    return found.model_copy(update={"skipped": ()})  # years of bike rides have no place in a result


def existing(path: str | Path) -> Path:
    """The path, or a UsageError when nothing is there."""
    found = Path(path)
    if not found.exists():
        raise UsageError("no such file", where=str(path), fix="Check the name and the folder")
    return found


def _facts(runner: Runner | Mapping[str, Any] | None, settings: Mapping[str, Any]) -> tuple[Runner, Settings]:
    try:
        person = runner if isinstance(runner, Runner) else Runner.model_validate(runner or {})
        return person, Settings.model_validate(settings)
    except ValidationError as error:
        raise UsageError(_plain(error), fix="Give SI units: metres, kilograms, metres per second") from error


def _plain(error: ValidationError) -> str:
    """The first thing wrong with a set of facts, in one line."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "input"
    return f"{name}: {first['msg']} (got {first['input']!r})"


def _join(
    done: Sequence[MeasuredRecording],
    refused: Sequence[tuple[Source, RecordingError]],
    runner: Runner,
    told: Answers | None,
    training: TrainingLoad | None,
    sensor: Placement | None,
) -> Result:
    measures = tuple(row for one in done for row in one.measures)
    seen = {one.summary.id: Seen(one.summary.kind, one.background.speed_mps) for one in done}
    joined = session(measures, seen)
    measured = Analysis(
        software=Software(version=backstride.__version__),
        runner=runner,
        recordings=(
            *(one.summary for one in done),
            *(refused_summary(source, error, kind_of(source, sensor)) for source, error in refused),
        ),
        contacts=tuple(contact for one in done for contact in one.contacts),
        measures=(*measures, *joined.rows),
        patterns=(),
        safety=triage(None),
    )
    background = Background(
        tuple(one.background for one in done),
        disagreements=joined.disagreements,
        training=training,
        loads=_loads(done),
    )
    analysis = answered(measured, told, background)
    shown = tuple(one.played for one in done if one.played)
    return Result(analysis, join_curves([one.curves for one in done]), placed(background, told), told, shown)


def _loads(done: Sequence[MeasuredRecording]) -> LumbarLoads | None:
    """The loads of the recording with the most contacts that has any: its curves are those that are drawn."""
    known = [one for one in done if one.loads is not None]
    return max(known, key=lambda one: len(one.contacts)).loads if known else None
