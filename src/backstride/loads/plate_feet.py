"""Plates that are named for a foot, held against the feet: does that foot stand there, and stand then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from backstride.knowledge.loader import load
from backstride.loads.plate_evidence import FIRM_N
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side, other_side
from backstride.model.recording import Forces, Note, Plate, Recording
from backstride.motion.contact_sides import Feet, feet_of

KNOWLEDGE: Final = "lumbar_limits.toml"
MOST_SAMPLES: Final = 2000  # of a long recording's firm samples, spread evenly: medians need no more
Whose = Literal["own", "other", "both", "neither", "unknown"]


def named_feet(recording: Recording) -> Recording:
    """The recording with plates named for the foot that stands on them.

    By place, the pressure lies nearer to one foot's markers; by time, that foot is the lower one while the
    plate bears. Where both say the other foot of every named plate, the names are exchanged. Where plates
    bear now one foot, now the other, their names are dropped, and each contact takes its side from the
    markers. Where place and time contradict one another, the forces are left out.

    Nothing is changed where the labels of left and right do not fit the run themselves (note ``mirrored``).
    """
    forces, feet = recording.forces, feet_of(recording.points)
    if forces is None or feet is None or any(note.code == "mirrored" for note in recording.notes):
        return recording
    named = [plate for plate in forces.plates if plate.foot]
    whose = [_whose(plate, plate.foot, forces, feet) for plate in named if plate.foot]
    found = {verdict for verdict in whose if verdict != "unknown"}
    if found <= {"own"}:
        return recording
    if "neither" in found:
        return _without(recording, [p for p, v in zip(named, whose, strict=True) if v == "neither"])
    return _exchanged(recording, forces) if found == {"other"} else _unnamed(recording, forces)


def _whose(plate: Plate, side: Side, forces: Forces, feet: Feet) -> Whose:
    """Whose foot a plate bears, by place and by time; unknown where one foot is not seen."""
    firm = np.flatnonzero(
        (plate.force_n[:, 1] > FIRM_N) & np.isfinite(plate.centre_of_pressure_m).all(axis=1)
    )
    firm = firm[:: max(1, len(firm) // MOST_SAMPLES)]
    if not firm.size or any(one not in feet.tracks for one in SIDES):
        return "unknown"
    time_s, place = forces.time_s[firm], plate.centre_of_pressure_m[firm]
    own, other = _at(feet, side, time_s), _at(feet, other_side(side), time_s)
    away = _away(other, place) - _away(own, place)
    high = _least(other[:, :, 1]) - _least(own[:, :, 1])
    seen = np.isfinite(away) & np.isfinite(high)
    if not seen.any():
        return "unknown"
    share = float(load(KNOWLEDGE)["feet"]["share"])
    nearer, lower = float(np.mean(away[seen] > 0)), float(np.mean(high[seen] > 0))
    if min(nearer, lower) >= share:
        return "own"
    if max(nearer, lower) <= 1 - share:
        return "other"
    return "neither" if abs(nearer - lower) > share else "both"


def _at(feet: Feet, side: Side, time_s: FloatArray) -> FloatArray:
    """The points of a foot at the nearest frames, (k, points, 3); NaN outside the recording."""
    own_s = feet.time_s
    frame = np.clip(np.searchsorted(own_s, time_s), 1, len(own_s) - 1)
    frame -= time_s - own_s[frame - 1] < own_s[frame] - time_s
    inside = (time_s >= own_s[0]) & (time_s <= own_s[-1])
    return np.where(inside[:, None, None], feet.tracks[side][frame], np.nan)


def _away(foot: FloatArray, place: FloatArray) -> FloatArray:
    """(k,) how far the pressure lies from the nearest point of a foot, seen from above."""
    apart = foot[:, :, [0, 2]] - place[:, None, [0, 2]]
    return _least(np.hypot(apart[:, :, 0], apart[:, :, 1]))


def _least(values: FloatArray) -> FloatArray:
    least = np.min(np.where(np.isfinite(values), values, np.inf), axis=1)
    return np.where(np.isfinite(least), least, np.nan)


def _exchanged(recording: Recording, forces: Forces) -> Recording:
    plates = tuple(replace(p, foot=other_side(p.foot)) if p.foot else p for p in forces.plates)
    text = (
        "The force columns named left hold the right foot and the other way round, by where and when the "
        "feet stand: exchanged."
    )
    return _with(recording, replace(forces, plates=plates), "plate_feet_exchanged", text)


def _unnamed(recording: Recording, forces: Forces) -> Recording:
    plates = tuple(replace(plate, foot=None) for plate in forces.plates)
    text = (
        "Plates named for one foot bear the other one too: their names are not used, each contact takes its "
        "side from the markers."
    )
    return _with(recording, replace(forces, plates=plates), "plate_feet_unnamed", text)


def _without(recording: Recording, plates: Sequence[Plate]) -> Recording:
    names = ", ".join(plate.name for plate in plates)
    text = (
        f"The forces of {names} press under one foot while the other one stands: the forces are left out. "
        "Check that they belong to this trial."
    )
    return _with(recording, None, "plate_feet_contradict", text, level="fault")


def _with(
    recording: Recording,
    forces: Forces | None,
    code: str,
    text: str,
    level: Literal["warning", "fault"] = "warning",
) -> Recording:
    """With other forces; what the reader said of single plates' names is thereby answered."""
    notes = [note for note in recording.notes if note.code != "plate_foot_disagrees"]
    return replace(recording, forces=forces, notes=(*notes, Note(level=level, code=code, text=text)))
