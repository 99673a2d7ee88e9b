"""Force plates held against the runner's motion: an axis turned round is found, said, mended where certain.

Each plate is judged by itself, so that one turned among several is found. In two steps, because contacts are
read from the vertical force: ``upright`` before the motion is solved, ``held_against`` after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np

from backstride.knowledge.loader import load
from backstride.loads.plate_evidence import (
    FIRM_N,
    FORWARD,
    RIGHT,
    Seen,
    aimed_at_body,
    along_path,
    braking_first,
    medial_push,
    seen,
)
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Note, Plate, Recording

KNOWLEDGE: Final = "lumbar_limits.toml"
Verdict = Literal["sound", "turned", "doubtful", "unknown"]
AXIS_NAMES: Final = {FORWARD: "fore-aft", RIGHT: "sideways"}
# Notes of the readers that tell of plates they turned round as a whole, by the vertical force.
READERS_TURNED: Final = frozenset({"forces_flipped", "force_turned_round"})
TURNED_ROUND: Final = "plate_turned_round"


@dataclass(frozen=True, eq=False)
class Held:
    """forces: as they may be used, None where they may not. notes: what was found, for people."""

    forces: Forces | None
    notes: tuple[Note, ...] = ()


def upright(recording: Recording) -> Recording:
    """The recording with every plate pushing up: the ground never pulls, so this needs no motion.

    A plate whose force points down is turned round as a whole, as the force on the plate would be.
    ``held_against`` finds out later whether its vertical axis alone was upside down.
    """
    forces = recording.forces
    if forces is None:
        return recording
    down = {plate.name for plate in forces.plates if _points_down(plate)}
    if not down:
        return recording
    plates = tuple(_turned(plate) if plate.name in down else plate for plate in forces.plates)
    notes = tuple(_pushed_down(plate.name) for plate in forces.plates if plate.name in down)
    return replace(recording, forces=replace(forces, plates=plates), notes=(*recording.notes, *notes))


def held_against(motion: Motion, recording: Recording) -> Held:
    """The recording's forces once the motion is known: horizontal axes judged, plate by plate.

    Fore-aft: the force brakes before it pushes and points at the centre of mass. Sideways: feet that stand
    wide push towards the midline; with the whole body seen, its path through a contact bends as the force
    has it; with narrow feet and legs alone nothing is said. Where evidence is divided, or names an axis
    that cannot be proved, the forces are left out.
    """
    forces = recording.forces
    if forces is None or _runs_backwards(recording):
        return Held(forces)
    turned = _turned_before(recording)
    views = [seen(motion, forces, [plate]) for plate in forces.plates]
    together = views[0] if len(views) == 1 else seen(motion, forces, forces.plates)
    fore = _of_all([_fore_aft(view) for view in views], _fore_aft(together))
    whole_body = motion.centre_of_mass_method == "segments"
    single = [_sideways(view, whole_body) for view in views]
    side = _of_all(_with_the_vertical(forces.plates, turned, fore, single), _sideways(together, whole_body))
    doubts = [*_doubts(forces.plates, fore, FORWARD), *_doubts(forces.plates, side, RIGHT)]
    if doubts:
        return Held(None, tuple(doubts))
    return _mended(forces, fore, side, turned)


def _points_down(plate: Plate) -> bool:
    """Whether a plate that bears anything bears it downward."""
    up = plate.force_n[:, 1]
    known = up[np.isfinite(up)]
    if not known.size:
        return False
    extreme = float(known[np.argmax(np.abs(known))])
    return extreme < -FIRM_N and float(known.sum()) < 0


def _turned(plate: Plate) -> Plate:
    return replace(plate, force_n=-plate.force_n)


def _pushed_down(name: str) -> Note:
    text = f"{_named([name])} pulls the runner down in the file: turned round."
    return Note(level="warning", code=TURNED_ROUND, text=text)


def _turned_before(recording: Recording) -> frozenset[str]:
    """Names of the plates that were turned round as a whole, here or by a reader."""
    plates = recording.forces.plates if recording.forces else ()
    codes = {note.code for note in recording.notes}
    if codes & READERS_TURNED:
        return frozenset(plate.name for plate in plates)
    return frozenset(plate.name for plate in plates if _pushed_down(plate.name) in recording.notes)


def _runs_backwards(recording: Recording) -> bool:
    """Time runs backwards or front and back are swapped: then nothing tells braking from pushing."""
    return any(note.code in {"backwards", "front_back_swapped"} for note in recording.notes)


def _fore_aft(view: Seen) -> Verdict:
    """Both figures must agree; without a centre of pressure braking alone raises a doubt, no more."""
    brakes, aims, limit = braking_first(view), aimed_at_body(view, FORWARD), _figure("plates", "turned")
    if np.isnan(brakes):
        return "unknown"
    if np.isnan(aims):
        return "doubtful" if brakes < limit else "sound" if brakes > -limit else "unknown"
    if brakes < limit and aims < limit:
        return "turned"
    if brakes > 0 and aims > 0:
        return "sound"
    return "doubtful" if min(brakes, aims) < limit else "unknown"


def _sideways(view: Seen, whole_body: bool) -> Verdict:
    least, limit = _figure("plates", "fewest_contacts"), _figure("plates", "turned")
    bends, bent = along_path(view, RIGHT) if whole_body else (float("nan"), 0)
    if bent >= least and abs(bends) > -limit:
        return "turned" if bends < limit else "sound"
    pushes, lies, contacts = medial_push(view)
    if contacts < least or lies < _figure("plates", "wide_doubt") or abs(pushes) < -limit:
        return "unknown"
    if pushes > 0:
        return "sound"
    sure = lies >= _figure("plates", "wide_sure") and aimed_at_body(view, RIGHT) < 0
    return "turned" if sure else "doubtful"


def _of_all(single: Sequence[Verdict], together: Verdict) -> list[Verdict]:
    """Plates that saw too little follow all plates together, unless one that saw enough says otherwise."""
    known = {verdict for verdict in single if verdict != "unknown"}
    shared: Verdict = together if known <= {together} else "unknown"
    return [verdict if verdict != "unknown" else shared for verdict in single]


def _with_the_vertical(
    plates: Sequence[Plate], turned: frozenset[str], fore: Sequence[Verdict], side: Sequence[Verdict]
) -> list[Verdict]:
    """Plates turned round by their vertical force, whose fore-aft force was thereby spoilt: the sideways too.

    Their vertical axis alone was upside down. Where the sideways figures say otherwise, they stand.
    """
    return [
        "turned" if plate.name in turned and f == "turned" and s != "sound" else s
        for plate, f, s in zip(plates, fore, side, strict=True)
    ]


def _doubts(plates: Sequence[Plate], verdicts: Sequence[Verdict], axis: int) -> list[Note]:
    names = [plate.name for plate, verdict in zip(plates, verdicts, strict=True) if verdict == "doubtful"]
    if not names:
        return []
    text = (
        f"The {AXIS_NAMES[axis]} force of {_named(names, start=False)} does not fit the run and may be "
        "turned round: the forces are left out. Check the axes of the plate in the capture software."
    )
    return [Note(level="fault", code="plate_axis_doubtful", text=text)]


def _mended(forces: Forces, fore: Sequence[Verdict], side: Sequence[Verdict], turned: frozenset[str]) -> Held:
    """Axes that are certainly turned, turned back; plates with one fault share a note."""
    plates: list[Plate] = []
    faults: dict[str, list[str]] = {}
    for plate, f, s in zip(forces.plates, fore, side, strict=True):
        axes = [axis for axis, verdict in ((FORWARD, f), (RIGHT, s)) if verdict == "turned"]
        upside_down = plate.name in turned and axes == [FORWARD, RIGHT]
        plates.append(_turned_back(plate, axes, keep_twist=not upside_down))
        if axes:
            faults.setdefault(_fault(axes, s, upside_down=upside_down), []).append(plate.name)
    notes = tuple(
        Note(level="warning", code="plate_axis_turned", text=f"{_named(names)}: {fault}")
        for fault, names in faults.items()
    )
    return Held(replace(forces, plates=tuple(plates)) if notes else forces, notes)


def _turned_back(plate: Plate, axes: Iterable[int], *, keep_twist: bool) -> Plate:
    """A plate with some axes' signs changed. Its free moment goes where the reader had to guess its sign."""
    signs = np.ones(3)
    signs[list(axes)] = -1.0
    twist = plate.free_moment_nm if keep_twist else np.full_like(plate.free_moment_nm, np.nan)
    return replace(plate, force_n=plate.force_n * signs, free_moment_nm=twist)


def _fault(axes: Sequence[int], side: Verdict, *, upside_down: bool) -> str:
    if upside_down:
        return "the vertical force is upside down in the file; put right, the free moment is left out."
    names = " and ".join(AXIS_NAMES[axis] for axis in axes)
    more = " Whether the sideways force is turned too cannot be told." if side == "unknown" else ""
    return f"the {names} force is turned round in the file; put right.{more}"


def _named(names: Sequence[str], *, start: bool = True) -> str:
    """Names of plates as they begin a sentence, or stand in it."""
    listed = ", ".join(name.removeprefix("plate ") for name in names)
    word = "plate" if len(names) == 1 else "plates"
    return f"{'Force' if start else 'force'} {word} {listed}"


def _figure(table: str, key: str) -> float:
    found: dict[str, Any] = load(KNOWLEDGE)[table]
    return float(found[key])
