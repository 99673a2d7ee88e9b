"""The whole way on one page: files in, an analysis out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

import backstride
from backstride.answered import answered
from backstride.answers.file import read_file
from backstride.answers.parse import read_answers
from backstride.clips import (
    Played,
    film_source,
    is_clip,
    no_frames_told,
    played,
)
from backstride.errors import RecordingError, UsageError, WrongKindError
from backstride.jobs import in_order
from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.measures.compute import compute
from backstride.measures.curves import join_curves, stride_curves
from backstride.measures.drift import Drift, drift_if_any
from backstride.measures.session import session_rows
from backstride.model.analysis import Analysis, Quality, RecordingSummary, Software
from backstride.model.answers import Answers
from backstride.model.clip import Clip
from backstride.model.contact import Contact
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.given_height import height_notes
from backstride.motion.planar import solve_planar
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import Source, load_source, sources
from backstride.read.swap import swap_sides
from backstride.report.context import Background, RecordingBackground, background_of
from backstride.result import Result
from backstride.safety.triage import triage
from backstride.sensors.load import is_watch, load_watch

if TYPE_CHECKING:
    import pyarrow as pa

Step = Callable[[str], None]
FRAMES_TOLD = 15  # four times a second at the speed of the pose pass
FEWEST_STEPS_PER_SIDE = 7  # clinical video protocols ask for at least seven; fewer is said, not refused


@dataclass(frozen=True, eq=False)
class MeasuredRecording:
    """What one recording gave, before it is joined with the others."""

    summary: RecordingSummary
    contacts: tuple[Contact, ...]
    measures: tuple[Measure, ...]
    drift: tuple[Drift, ...]
    curves: pa.Table
    background: RecordingBackground
    played: Played | None = None


def analyze(
    *paths: str | Path,
    standing: str | Path | None = None,
    forces: str | Path | None = None,
    runner: Runner | Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | str | Path | None = None,
    on_step: Step = lambda _text: None,
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
        on_step: called with a few words as the work goes on.
        jobs: processes that share the recordings; the result is the same, to the byte. More than one starts
            Python anew, so a script that asks for it guards its own start with ``if __name__ == "__main__"``.
        settings: fields of ``Settings``: speed_mps, surface, contacts, rate_hz, swap_sides, slow_motion.

    Raises:
        UsageError: a missing path, an impossible option, or an answers file that is no JSON object.
        RecordingError: every recording was refused; the message names the first reason.
        ModelMissingError: a video was given and the pose model, or the video extra, is not installed.
    """
    person, options = _facts(runner, settings)
    told = read_answers(read_file(Path(answers)) if isinstance(answers, str | Path) else answers)
    chosen = sources([existing(path) for path in paths], existing(forces) if forces is not None else None)
    still = standing_trial(standing, options)
    done: list[MeasuredRecording] = []
    refused: list[tuple[Source, RecordingError]] = []
    on_frames = frames_told(on_step) if jobs <= 1 or len(chosen) == 1 else None
    work = [partial(_measure_source, source, still, person, options, on_frames) for source in chosen]
    for source, outcome in zip(chosen, in_order(work, jobs), strict=True):
        on_step(f"{source.id}: {'measured' if isinstance(outcome, MeasuredRecording) else 'refused'}")
        if isinstance(outcome, MeasuredRecording):
            done.append(outcome)
        else:
            refused.append((source, outcome))
    if not done:
        raise refused[0][1]
    on_step("weighing the evidence")
    return _join(_with_speed_of_others(done, person, options), refused, person, told)


def _with_speed_of_others(
    done: Sequence[MeasuredRecording], runner: Runner, settings: Settings
) -> list[MeasuredRecording]:
    """Clips that do not show how fast the run is, measured with the speed the session's other clips show.

    From behind no speed is seen, and without one no reference band is known.
    """
    known = [one.background.speed_mps for one in done if one.background.speed_mps]
    if not known:
        return list(done)
    shared = settings.model_copy(update={"speed_mps": round(sum(known) / len(known), 3)})
    return [
        measure_one(one.played.recording, None, runner, shared, one.played.clip)
        if one.played and one.background.speed_mps is None
        else one
        for one in done
    ]


def frames_told(on_step: Step) -> Callable[[str, int, int], None]:
    """Tells a long look at a clip every so many frames."""

    def told(name: str, done: int, expected: int) -> None:
        if done % FRAMES_TOLD == 0:
            on_step(f"{name}: {done} of {expected} frames ({done / max(expected, 1):.0%})")

    return told


def _measure_source(
    source: Source,
    still: Recording | None,
    runner: Runner,
    options: Settings,
    on_frames: Callable[[str, int, int], None] | None = None,
) -> MeasuredRecording | RecordingError:
    """One source read and measured, or why it is refused."""
    try:
        if is_watch(source.paths[0]):
            load_watch(source.paths[0])  # a walk, a ride and damage are named before anything else
            raise WrongKindError(
                "this is a run of a watch, which analyze does not measure yet",
                where=source.paths[0].name,
                fix="`backstride check` says what it holds",
            )
        if is_clip(source.paths[0]):
            told = partial(on_frames, source.id) if on_frames else no_frames_told
            recording, clip = film_source(source, runner, options, told)
            return measure_one(recording, None, runner, options, clip)
        recording = _sided(load_source(source, rate_hz=options.rate_hz), options)
        return measure_one(recording, still, runner, options)
    except RecordingError as error:
        return error


def standing_trial(path: str | Path | None, settings: Settings) -> Recording | None:
    """The standing trial, read; None when none was given."""
    return _sided(load(existing(path), rate_hz=settings.rate_hz), settings) if path is not None else None


def _sided(recording: Recording, settings: Settings) -> Recording:
    return swap_sides(recording) if settings.swap_sides else recording


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


def measure_one(
    recording: Recording,
    standing: Recording | None,
    runner: Runner,
    settings: Settings,
    clip: Clip | None = None,
) -> MeasuredRecording:
    """Everything measured from one recording; RecordingError when no running can be measured from it.

    clip: what was seen, for a video or keypoints that a player is to show.
    """
    motion = (
        solve_planar(recording, runner, settings)
        if recording.sight
        else solve(recording, standing, runner, settings)
    )
    reaction: GroundReaction | None = None
    if recording.forces is not None:
        zero_known = all(note.code != "plate_never_unloads" for note in recording.notes)
        reaction = ground_reaction(recording.forces, motion.contacts, runner.mass_kg, zero_known=zero_known)
    doubts = (*height_notes(motion.standing_m, runner.height_m), *(reaction.notes if reaction else ()))
    motion = replace(motion, notes=(*motion.notes, *doubts))
    drift, why_not = drift_if_any(motion, reaction, runner)
    return MeasuredRecording(
        summary=_summary(recording, motion),
        contacts=motion.contacts,
        measures=compute(motion, reaction, runner),
        drift=drift,
        curves=stride_curves(motion, reaction),
        background=background_of(recording, motion, drift, why_not),
        played=played(clip, recording, motion) if clip else None,
    )


def _summary(recording: Recording, motion: Motion) -> RecordingSummary:
    time_s = recording.points.coords["time"].to_numpy()
    reasons = [note.text for note in dict.fromkeys((*recording.notes, *motion.notes)) if note.level != "info"]
    fewest = min(sum(contact.side == side for contact in motion.contacts) for side in ("left", "right"))
    if fewest < FEWEST_STEPS_PER_SIDE:
        reasons.append(
            f"Only {fewest} {'step' if fewest == 1 else 'steps'} on one side; "
            f"{FEWEST_STEPS_PER_SIDE} or more a side give steadier numbers."
        )
    return RecordingSummary(
        id=recording.id,
        paths=recording.paths,
        kind=recording.kind,
        rate_hz=recording.rate_hz,
        duration_s=float(time_s[-1] - time_s[0]) + 1 / recording.rate_hz,
        view=recording.view,
        quality=Quality(verdict="usable" if reasons else "good", reasons=tuple(reasons)),
    )


def refused_summary(source: Source, error: RecordingError) -> RecordingSummary:
    """How a recording that could not be used is listed."""
    return RecordingSummary(
        id=source.id,
        paths=tuple(path.name for path in source.paths),
        kind="video" if is_clip(source.paths[0]) else "markers",
        rate_hz=0.0,
        duration_s=0.0,
        view="none",
        quality=Quality(verdict="refused", reasons=(str(error),)),
    )


def _join(
    done: Sequence[MeasuredRecording],
    refused: Sequence[tuple[Source, RecordingError]],
    runner: Runner,
    told: Answers | None,
) -> Result:
    measures = tuple(row for one in done for row in one.measures)
    if len(done) > 1:
        measures = (*measures, *session_rows(measures))
    measured = Analysis(
        software=Software(version=backstride.__version__),
        runner=runner,
        recordings=(*(one.summary for one in done), *(refused_summary(*pair) for pair in refused)),
        contacts=tuple(contact for one in done for contact in one.contacts),
        measures=measures,
        patterns=(),
        safety=triage(None),
    )
    analysis = answered(measured, told, [row for one in done for row in one.drift])
    background = Background(tuple(one.background for one in done))
    shown = tuple(one.played for one in done if one.played)
    return Result(analysis, join_curves([one.curves for one in done]), background, told, shown)
