"""The way of everything that shows points of a body: markers, a clip, ready-made keypoints."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backstride.clips import played
from backstride.loads.ground_reaction import GroundReaction
from backstride.measures.compute import compute
from backstride.measures.curves import join_curves, stride_curves
from backstride.measures.drift import drift_if_any
from backstride.measures.load_curves import load_table
from backstride.measures.trial import lumbar_or_why
from backstride.measures.without_plates import notes_without_plates
from backstride.model.analysis import Quality, RecordingSummary
from backstride.model.clip import Clip
from backstride.model.motion import Motion
from backstride.model.recording import Note, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.given_height import height_notes
from backstride.motion.planar import solve_planar
from backstride.motion.solve import solve
from backstride.report.context import background_of
from backstride.ways.lumbar import lumbar_loads
from backstride.ways.measured import MeasuredRecording
from backstride.ways.plates import plates_held, upright_plates

FEWEST_STEPS_PER_SIDE = 7  # clinical video protocols ask for at least seven; fewer is said, not refused


@dataclass(frozen=True, eq=False)
class Moved:
    """How the runner of a recording moved, before anything is measured from it.

    recording: with its plates upright. doubts: what has to be said of facts and plates beside the notes of
    the motion itself.
    """

    recording: Recording
    motion: Motion
    reaction: GroundReaction | None
    doubts: tuple[Note, ...]


def moved(recording: Recording, standing: Recording | None, runner: Runner, settings: Settings) -> Moved:
    """The motion and the forces of one recording; RecordingError when no running can be found in it."""
    recording = upright_plates(recording)
    motion = (
        solve_planar(recording, runner, settings)
        if recording.sight
        else solve(recording, standing, runner, settings)
    )
    reaction, found = plates_held(recording, motion, runner)
    return Moved(recording, motion, reaction, (*height_notes(motion.standing_m, runner.height_m), *found))


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
    run = moved(recording, standing, runner, settings)
    recording, motion, reaction = run.recording, run.motion, run.reaction
    loaded = lumbar_or_why(motion, reaction, runner)
    measures = compute(motion, reaction, runner, loaded)
    how = () if reaction else notes_without_plates(motion, measures)
    motion = replace(motion, notes=(*motion.notes, *run.doubts, *how))
    drift, why_not = drift_if_any(motion, reaction, runner)
    return MeasuredRecording(
        summary=_summary(recording, motion),
        contacts=motion.contacts,
        measures=measures,
        drift=drift,
        curves=join_curves([stride_curves(motion, reaction), load_table(motion, loaded)]),
        loads=lumbar_loads(motion, runner, loaded),
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
