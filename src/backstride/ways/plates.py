"""The plates of a recording on their way to the measures: held against the motion, summed and weighed."""

from __future__ import annotations

from backstride.loads.force_lag import lag_notes
from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.loads.plate_faults import held_against, upright
from backstride.loads.plate_feet import named_feet
from backstride.model.motion import Motion
from backstride.model.recording import Note, Recording
from backstride.model.runner import Runner


def upright_plates(recording: Recording) -> Recording:
    """The recording with its plates pushing up and named for the foot on them, ready to be solved.

    What was put right is in its notes.
    """
    return named_feet(upright(recording))


def plates_held(
    recording: Recording, motion: Motion, runner: Runner
) -> tuple[GroundReaction | None, tuple[Note, ...]]:
    """The ground reaction if the plates fit the motion, and what has to be said of them.

    Plates that do not fit are left out; contacts that were read from their vertical force stay.
    """
    held = held_against(motion, recording)
    if held.forces is None:
        return None, held.notes
    zero_known = all(note.code != "plate_never_unloads" for note in recording.notes)
    reaction = ground_reaction(held.forces, motion.contacts, runner.mass_kg, zero_known=zero_known)
    return reaction, (*held.notes, *lag_notes(motion, held.forces), *reaction.notes)
