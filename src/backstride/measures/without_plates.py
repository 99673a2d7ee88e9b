"""Peak force and springs where no plate felt the run: from the body's path, of a clip from its times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.loads.force_from_times import KNOWLEDGE, peak_from_times_bw
from backstride.loads.stiffness import Landing
from backstride.loads.weight import GRAVITY_MPS2
from backstride.measures.definitions import WITHOUT_PLATES
from backstride.measures.spatiotemporal import steps
from backstride.measures.trial import Trial
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.recording import Note
from backstride.model.runner import Runner

TOLD: Final = ("peak_vertical_force", "vertical_stiffness", "leg_stiffness")


def peaks_without_plates_bw(trial: Trial, side: Side) -> FloatArray:
    """Largest vertical force per contact, BW.

    Raises:
        MeasureRefused: neither legs nor the flight between steps are known.
    """
    if trial.motion.sight is not None:
        return peak_from_times_bw(*step_times_s(trial, side))
    return trial.step_forces.of(side).peaks_bw()


def landings_of_motion(trial: Trial, side: Side) -> tuple[Landing, ...]:
    """The contacts of one foot as the body's path tells them."""
    forces = trial.step_forces.of(side)
    peaks_n = mass_kg(trial.runner) * GRAVITY_MPS2 * forces.peaks_bw()
    told = zip(forces.contact_s, peaks_n, forces.drops_m(), strict=True)
    return tuple(Landing(float(contact), float(peak), float(drop)) for contact, peak, drop in told)


def step_times_s(trial: Trial, side: Side) -> tuple[FloatArray, FloatArray]:
    """Contact and step time (n,) of this foot's steps that end in a flight."""
    pairs = [(c, after) for c, after in steps(trial, side) if c.toe_off_s < after.foot_strike_s]
    return (
        np.array([c.toe_off_s - c.foot_strike_s for c, _ in pairs], dtype=float),
        np.array([after.foot_strike_s - c.foot_strike_s for c, after in pairs], dtype=float),
    )


def mass_kg(runner: Runner) -> float:
    """The runner's mass.

    Raises:
        MeasureRefused: it was not given.
    """
    if runner.mass_kg is None:
        raise MeasureRefused(
            "Without force plates the body mass must be given to tell a stiffness",
            fix="Give the mass with --mass-kg",
        )
    return runner.mass_kg


def why_no_braking() -> MeasureRefused:
    """Why the fore-aft force is not told from the body's path."""
    why = load(KNOWLEDGE)["braking"]
    return MeasureRefused(str(why["what"]).format(**why), fix=str(why["fix"]))


def notes_without_plates(motion: Motion, rows: Iterable[Measure]) -> tuple[Note, ...]:
    """How the force is had in a recording without plates; nothing where no row of it has a value."""
    if not any(row.id in TOLD and row.value is not None for row in rows):
        return ()
    way = "times" if motion.sight is not None else "motion"
    return (Note(level="info", code=WITHOUT_PLATES, text=str(load(KNOWLEDGE)["note"][way])),)
