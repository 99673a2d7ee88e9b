"""How stiff the knee is while it gives way: its moment over its flexion, from strike to the deepest bend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.foot_wrench import Wrench, foot_wrench, knows_pressure, shared
from backstride.loads.ground_reaction import GRAVITY_MPS2, ContactForce, GroundReaction
from backstride.loads.knee_moment import knee_extension_moment, pressure_off_foot_m
from backstride.measures.ground_force import body_weight_n, plates_of, whole_contacts
from backstride.measures.registry import measure
from backstride.measures.trial import Trial, at, over
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import Side
from backstride.motion.places import Places, places_of

# In mid-stance the force acts within 28 mm of the line from ankle to forefoot in all of 2127 contacts of ten
# runners; farther out than this the plate's place or moments are wrong. 1 cm moves the stiffness by 6 %.
FARTHEST_PRESSURE_M: Final = 0.05
# Ten runners' knees give way by 19 to 35 degrees; below this the quotient says more of noise than of the
# knee (judged).
LEAST_BEND_RAD: Final = np.radians(5.0)


@measure("knee_stiffness")
def knee_stiffness(trial: Trial, side: Side) -> FloatArray:
    """Newton metres of extension moment per kilogram of body and radian of flexion, per contact."""
    reaction = plates_of(trial)
    mass_kg = body_weight_n(reaction) / GRAVITY_MPS2
    flexion = trial.curve_rad(f"knee_flexion_{side}")
    trial.curve_rad(f"foot_pitch_{side}")  # where the foot's own axes are missing it says why
    _require_pressure(reaction)
    contacts = whole_contacts(trial, side)
    if not contacts:
        return np.empty(0)
    places = places_of(trial.motion.points)
    wrench = foot_wrench(reaction, trial.motion.contacts, side, trial.motion.time_s)
    usable = _alone(trial, reaction, contacts) & _under_foot(trial, places, wrench, contacts)
    moment = knee_extension_moment(trial.motion, places, wrench, side, mass_kg, trial.runner.sex)
    slopes = stance_slopes(trial, contacts, flexion, moment)
    return np.where(usable, slopes / mass_kg, np.nan)


def stance_slopes(
    trial: Trial, contacts: Sequence[ContactForce], flexion_rad: FloatArray, moment_nm: FloatArray
) -> FloatArray:
    """(contacts,) change of moment over change of flexion, N m per rad, from strike to deepest bend."""
    strikes_s = np.array([c.foot_strike_s for c in contacts], dtype=float)
    deepest = np.array([_deepest(trial, c, flexion_rad) for c in contacts], dtype=np.intp)
    known = deepest >= 0
    bend = flexion_rad[deepest] - at(trial, flexion_rad, strikes_s)
    rise = moment_nm[deepest] - at(trial, moment_nm, strikes_s)
    bends = known & (bend >= LEAST_BEND_RAD)
    return np.where(bends, rise / np.where(bends, bend, 1.0), np.nan)


def _deepest(trial: Trial, contact: ContactForce, flexion_rad: FloatArray) -> int:
    """The sample of the largest flexion between strike and toe-off; -1 if unseen or not within."""
    start, stop = np.searchsorted(trial.motion.time_s, [contact.foot_strike_s, contact.toe_off_s])
    window = flexion_rad[start:stop]
    if window.size < 3 or not np.isfinite(window).all():
        return -1
    peak = int(np.argmax(window))
    return int(start) + peak if 0 < peak < window.size - 1 else -1


def _alone(trial: Trial, reaction: GroundReaction, contacts: Sequence[ContactForce]) -> BoolArray:
    """(contacts,) whether the plates tell this foot's force from the other's."""
    alone = np.array([not shared(reaction, trial.motion.contacts, c) for c in contacts])
    if not alone.any():
        raise MeasureRefused(
            "Both feet were on the force plates at once and the plates do not tell them apart",
            fix="Record with one plate or belt per foot, or at a speed with a flight between steps",
        )
    return alone


def _under_foot(trial: Trial, places: Places, wrench: Wrench, contacts: Sequence[ContactForce]) -> BoolArray:
    """(contacts,) whether the force acts under the foot in the middle half of the contact."""
    off_m = pressure_off_foot_m(places, wrench, contacts[0].side)
    quarters_s = np.array([(c.toe_off_s - c.foot_strike_s) / 4 for c in contacts])
    starts_s = np.array([c.foot_strike_s for c in contacts]) + quarters_s
    away_m = over(trial, off_m, starts_s, starts_s + 2 * quarters_s, np.mean)
    if (away_m > FARTHEST_PRESSURE_M).all():
        raise MeasureRefused(
            f"The force acts {100 * float(np.median(away_m)):.0f} cm beside the foot, so plates and markers "
            "do not share one set of axes",
            fix="Check the corners and the origin of the plates, and that both files belong to one trial",
        )
    if np.isnan(away_m).all():
        raise MeasureRefused(
            "Where the force acts could not be held against the foot",
            fix="Keep a marker on each forefoot, and export the centre of pressure of every plate",
        )
    return np.asarray(away_m <= FARTHEST_PRESSURE_M)


def _require_pressure(reaction: GroundReaction) -> None:
    if not knows_pressure(reaction):
        raise MeasureRefused(
            "The plates do not say where on them the force acts",
            fix="Export the centre of pressure or the plates' moments and corners with the forces",
        )
