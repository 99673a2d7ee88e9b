"""Faults put into the plates of every recording: what becomes of each, and false alarms on sound ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from backstride.errors import BackstrideError
from backstride.loads.force_lag import lag_notes
from backstride.loads.plate_evidence import FORWARD, aimed_at_body, braking_first, seen
from backstride.loads.plate_faults import held_against
from backstride.model.common import other_side
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Plate, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.contacts import find_contacts
from backstride.motion.solve import solve
from backstride.read.assemble import assemble
from backstride.read.load import load, load_raw
from backstride.read.raw import RawRecording
from backstride.ways.plates import upright_plates
from benchmarks.common import full_body_trials, rbds_standing, rbds_trials, save, shared_data

BEARS_N = 400.0  # a plate that carried a foot
AXES = {"vertical": "y", "fore-aft": "x", "sideways": "z", "fore-aft and sideways": "xz", "all three": "xyz"}
LAGS_S = (0.02, 0.05, 0.1)


@dataclass(frozen=True, eq=False)
class Case:
    """One trial: its files decoded, the sound recording and the motion solved from it."""

    raws: list[RawRecording]
    sound: Recording
    motion: Motion

    @property
    def forces(self) -> Forces:
        """Of the sound recording."""
        assert self.sound.forces is not None
        return self.sound.forces


@dataclass(frozen=True)
class Outcome:
    """found: anything was said. right: the forces are as in the sound trial. used: they were not left out."""

    found: bool
    right: bool
    used: bool


def main() -> None:
    cases = [case(paths, still) for paths, still in trials()]
    rows = [_row("none: false alarms", "-", [judged(one, one.sound) for one in cases])]
    for fault, letters in AXES.items():
        for which, picks in (("all plates", _all), ("one of several", _each)):
            tried = [
                judged(one, faulty(one, letters, chosen))
                for one in cases
                for chosen in picks(one.forces.plates)
            ]
            rows.append(_row(f"{fault} turned", which, tried))
    named = [one for one in cases if any(plate.foot for plate in one.forces.plates)]
    rows.append(_row("feet exchanged", "all plates", [judged(one, exchanged(one)) for one in named]))
    rows += [_lag_row(cases, lag_s) for lag_s in LAGS_S]
    save("plate_faults", "Faults of force plates", "python -m benchmarks.plate_faults", rows, _notes(cases))


def trials() -> Iterator[tuple[list[Path], Path | None]]:
    """Every running trial with plates, with its standing trial."""
    full = shared_data() / "fullbody"
    yield from full_body_trials()
    yield [full / "bmclab_run.trc", full / "bmclab_run_grf.mot"], None
    for trial in rbds_trials():
        yield [trial], rbds_standing(trial)


def case(paths: list[Path], still: Path | None) -> Case:
    """One trial read and solved."""
    raws = [load_raw(path) for path in paths]
    sound = assemble(raws)
    motion = solve(sound, load(still) if still else None, Runner(), Settings())
    return Case(raws, sound, motion)


def faulty(one: Case, letters: str, chosen: Sequence[int]) -> Recording:
    """The trial read again with some axes of some plates turned in its file."""
    matrix = np.array(one.sound.axes.matrix)
    file_axes = [int(np.argmax(np.abs(matrix["xyz".index(letter)]))) for letter in letters]
    signs = np.ones(3)
    signs[file_axes] = -1.0

    def turned(raw: RawRecording) -> RawRecording:
        if raw.forces is None:
            return raw
        plates = tuple(
            replace(plate, force_n=plate.force_n * signs) if index in chosen else plate
            for index, plate in enumerate(raw.forces.plates)
        )
        return replace(raw, forces=replace(raw.forces, plates=plates))

    return assemble([turned(raw) for raw in one.raws])


def exchanged(one: Case) -> Recording:
    """The trial with its plates named for the other foot."""
    plates = tuple(replace(p, foot=other_side(p.foot)) if p.foot else p for p in one.forces.plates)
    return replace(one.sound, forces=replace(one.forces, plates=plates))


def judged(one: Case, recording: Recording) -> Outcome:
    """What becomes of a recording's plates. The motion is the sound one's: the vertical is mended first."""
    up = upright_plates(recording)
    held = held_against(one.motion, up)
    said = {note.code for note in (*up.notes, *held.notes)} - {note.code for note in one.sound.notes}
    if held.forces is None:
        return Outcome(found=bool(said), right=False, used=False)
    pairs = zip(held.forces.plates, one.forces.plates, strict=True)
    right = all(np.array_equal(a.force_n, b.force_n, equal_nan=True) and a.foot == b.foot for a, b in pairs)
    return Outcome(found=bool(said), right=right, used=True)


def _all(plates: Sequence[Plate]) -> list[list[int]]:
    return [list(range(len(plates)))]


def _each(plates: Sequence[Plate]) -> list[list[int]]:
    """Each plate that carried a foot, where there are several."""
    bears = [n for n, plate in enumerate(plates) if np.nanmax(plate.force_n[:, 1]) > BEARS_N]
    return [[n] for n in bears] if len(plates) > 1 else []


def _row(fault: str, which: str, tried: Sequence[Outcome]) -> dict[str, object]:
    return {
        "fault": fault,
        "plates": which,
        "cases": len(tried),
        "said": sum(one.found for one in tried),
        "put right": sum(one.right and one.found for one in tried),
        "left out": sum(not one.used for one in tried),
        "put right in part": sum(one.found and one.used and not one.right for one in tried),
        "missed": sum(not one.found and not one.right for one in tried),
    }


def _lag_row(cases: Sequence[Case], lag_s: float) -> dict[str, object]:
    """Forces early and late; nothing is shifted, so none is put right."""
    said = [bool(_lagging(one, sign * lag_s)) for one in cases for sign in (-1, 1)]
    return {
        "fault": f"forces {1000 * lag_s:.0f} ms early or late",
        "plates": "all plates",
        "cases": len(said),
        "said": sum(said),
        "missed": len(said) - sum(said),
    }


def _lagging(one: Case, lag_s: float) -> bool:
    forces = replace(one.forces, time_s=one.forces.time_s + lag_s)
    try:
        found = find_contacts(replace(one.sound, forces=forces), one.motion.points, Settings())
    except BackstrideError:
        return True  # no contact is left: refused, which is said
    motion = replace(one.motion, contacts=found.contacts, contacts_source=found.source)
    return bool(lag_notes(motion, forces))


def _notes(cases: Sequence[Case]) -> list[str]:
    views = [seen(one.motion, one.forces, [plate]) for one in cases for plate in one.forces.plates]
    brakes = [braking_first(view) for view in views]
    aims = [aimed_at_body(view, FORWARD) for view in views]
    alarms = sum(bool(lag_notes(one.motion, one.forces)) for one in cases)
    return [
        f"{len(cases)} trials: Hamner at four speeds, BMClab, JA1 (eight plates), RBDS; {alarms} false "
        "alarms of lag",
        f"sound plates: braking before pushing at least {np.nanmin(brakes):.2f}, aim at the centre of mass "
        f"at least {np.nanmin(aims):.2f} (+1 sound, -1 turned; below -0.5 is judged turned)",
        "sideways: judged where the feet stand wide or the whole body was seen through four contacts or "
        "more; elsewhere a turned sideways axis cannot be told from a sound one",
        "put right in part: fore-aft turned back, sideways not judged, which is said in the same note",
    ]


if __name__ == "__main__":
    main()
