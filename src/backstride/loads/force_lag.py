"""Are forces and markers in step: by the vertical force against the body's acceleration, and by contacts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.loads.plate_evidence import cosine
from backstride.model.arrays import FloatArray
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Note
from backstride.motion.filters import low_pass, second_derivative
from backstride.motion.marker_contacts import contacts_from_markers
from backstride.motion.plate_contacts import CUTOFF_HZ, vertical_force
from backstride.motion.solve import MARKER_CUTOFF_HZ

KNOWLEDGE: Final = "lumbar_limits.toml"
# Shifts that are tried: the fit has one hill half a step wide, whose top lies near the best of these.
COARSE_S: Final = 0.005
STEP_S: Final = 0.001
FEWEST_CONTACTS: Final = 3  # judged: a median of fewer is one contact's error


def lag_notes(motion: Motion, forces: Forces) -> tuple[Note, ...]:
    """A warning when forces come early or late against the markers by more than either's error.

    Two readings must agree: the shift at which the force fits the acceleration of the centre of mass best,
    and the median difference between contacts of the plates and of the markers. Nothing is shifted.
    """
    said_s = float(load(KNOWLEDGE)["lag"]["said_s"])
    by_force_s = lag_by_force_s(motion, forces)
    if not abs(by_force_s) >= said_s:  # not: NaN says nothing either
        return ()
    by_contacts_s = lag_by_contacts_s(motion)
    if not (abs(by_contacts_s) >= said_s and by_force_s * by_contacts_s > 0):
        return ()
    word = "late" if by_force_s > 0 else "early"
    text = (
        f"The forces come {1000 * abs(by_force_s):.0f} ms {word} against the markers "
        f"({1000 * abs(by_contacts_s):.0f} ms by the contacts): they were not shifted, and loads made of "
        "both are off by as much. Synchronise them in the capture software."
    )
    return (Note(level="warning", code="force_lag", text=text),)


def lag_by_force_s(motion: Motion, forces: Forces) -> float:
    """The shift at which vertical force and acceleration correlate best, s, + force late.

    Both low-passed alike. NaN where the rate of the forces or the contacts do not allow it, or where the
    best shift is the widest tried.
    """
    widest_s = float(load(KNOWLEDGE)["lag"]["widest_s"])
    if forces.rate_hz <= 2.2 * CUTOFF_HZ or not motion.contacts:
        return float("nan")
    up_n = low_pass(vertical_force(forces, forces.plates), forces.rate_hz, MARKER_CUTOFF_HZ)
    time_s = motion.time_s
    rise = second_derivative(motion.centre_of_mass.to_numpy()[:, 1], motion.rate_hz)
    first_s, last_s = motion.contacts[0].foot_strike_s, motion.contacts[-1].toe_off_s
    rows = (time_s >= first_s) & (time_s <= last_s) & np.isfinite(rise)

    def fits(shifts_s: FloatArray) -> FloatArray:
        moved = [np.interp(time_s[rows] + shift_s, forces.time_s, up_n) for shift_s in shifts_s]
        return np.array([_fit(force_n, rise[rows]) for force_n in moved])

    coarse_s = np.arange(-widest_s, widest_s + COARSE_S / 2, COARSE_S)
    rough = fits(coarse_s)
    best = int(np.argmax(rough)) if np.isfinite(rough).all() else 0
    if not 0 < best < len(coarse_s) - 1:
        return float("nan")
    fine_s = coarse_s[best] + np.arange(-COARSE_S, COARSE_S + STEP_S / 2, STEP_S)
    return float(fine_s[int(np.argmax(fits(fine_s)))])


def lag_by_contacts_s(motion: Motion) -> float:
    """Median of the plates' strikes and toe-offs less the markers', s, + force late; NaN where unseen."""
    if motion.contacts_source != "plates":
        return float("nan")
    try:
        found = contacts_from_markers(
            motion.points, motion.rate_hz, recording_id=motion.recording_id
        ).contacts
    except RefusedError:
        return float("nan")
    apart = [
        _nearest([getattr(c, when) for c in found], getattr(contact, when))
        for contact in motion.contacts
        for when in ("foot_strike_s", "toe_off_s")
        if found
    ]
    return float(np.median(apart)) if len(apart) >= 2 * FEWEST_CONTACTS else float("nan")


def _nearest(times_s: list[Any], time_s: float) -> float:
    """A time less the nearest of several."""
    return float(min((time_s - other for other in times_s), key=abs))


def _fit(a: FloatArray, b: FloatArray) -> float:
    """Correlation; NaN where one of them does not vary or is not known."""
    return cosine(a - a.mean(), b - b.mean())
