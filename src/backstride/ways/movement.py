"""The way of everything that shows points of a body: markers, a clip, ready-made keypoints."""

from __future__ import annotations

from dataclasses import replace

from backstride.clips import played
from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.measures.compute import compute
from backstride.measures.curves import stride_curves
from backstride.measures.drift import drift_if_any
from backstride.model.analysis import Quality, RecordingSummary
from backstride.model.clip import Clip
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.given_height import height_notes
from backstride.motion.planar import solve_planar
from backstride.motion.solve import solve
from backstride.report.context import background_of
from backstride.ways.measured import MeasuredRecording

FEWEST_STEPS_PER_SIDE = 7  # clinical video protocols ask for at least seven; fewer is said, not refused


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
