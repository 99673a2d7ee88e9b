"""Recordings with faults put into their plates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from backstride.model.common import SIDES, Side
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Plate, Recording
from backstride.read.assemble import assemble
from backstride.read.raw import RawRecording

AXES = "xyz"


def signs(letters: str) -> np.ndarray:
    """-1 for the axes that are named."""
    return np.array([-1.0 if letter in letters else 1.0 for letter in AXES])


def turned(recording: Recording, letters: str, plates: Sequence[int] | None = None) -> Recording:
    """Some axes of some plates (all of them by default) with the other sign."""
    forces = forces_of(recording)
    made = tuple(
        replace(plate, force_n=plate.force_n * signs(letters)) if plates is None or n in plates else plate
        for n, plate in enumerate(forces.plates)
    )
    return replace(recording, forces=replace(forces, plates=made))


def turned_in_file(raws: Sequence[RawRecording], letters: str, plates: Sequence[int]) -> Recording:
    """The same put into the file before it is understood; for files whose axes are ISB's already."""

    def one(raw: RawRecording) -> RawRecording:
        if raw.forces is None:
            return raw
        made = tuple(
            replace(plate, force_n=plate.force_n * signs(letters)) if n in plates else plate
            for n, plate in enumerate(raw.forces.plates)
        )
        return replace(raw, forces=replace(raw.forces, plates=made))

    return assemble([one(raw) for raw in raws])


def named_for_feet(recording: Recording, motion: Motion) -> Recording:
    """The one plate of a recording as two, each bearing one foot and named for it."""
    forces = forces_of(recording)
    plates = tuple(_of_foot(forces, motion, side) for side in SIDES)
    return replace(recording, forces=replace(forces, plates=plates))


def renamed(recording: Recording, feet: Sequence[Side | None]) -> Recording:
    """Plates named for other feet."""
    forces = forces_of(recording)
    plates = tuple(replace(plate, foot=foot) for plate, foot in zip(forces.plates, feet, strict=True))
    return replace(recording, forces=replace(forces, plates=plates))


def late(forces: Forces, lag_s: float) -> Forces:
    """Forces that come later by so much."""
    return replace(forces, time_s=forces.time_s + lag_s)


def forces_of(recording: Recording) -> Forces:
    """The forces, which must be there."""
    assert recording.forces is not None
    return recording.forces


def same_forces(ours: Forces | None, theirs: Forces | None) -> bool:
    """Whether every plate has the same force and the same foot."""
    assert ours is not None
    assert theirs is not None
    pairs = list(zip(ours.plates, theirs.plates, strict=True))
    return all(np.array_equal(a.force_n, b.force_n, equal_nan=True) and a.foot == b.foot for a, b in pairs)


def codes(recording: Recording) -> list[str]:
    """Codes of its notes."""
    return [note.code for note in recording.notes]


def _of_foot(forces: Forces, motion: Motion, side: Side) -> Plate:
    down = np.zeros(forces.time_s.size, dtype=bool)
    for contact in motion.contacts:
        if contact.side == side:
            down |= (forces.time_s >= contact.foot_strike_s) & (forces.time_s <= contact.toe_off_s)
    (plate,) = forces.plates
    place = np.where(down[:, None], plate.centre_of_pressure_m, np.nan)
    force = np.where(down[:, None], plate.force_n, 0.0)
    return replace(plate, name=f"{side} plate", force_n=force, centre_of_pressure_m=place, foot=side)
