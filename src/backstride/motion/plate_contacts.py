"""Foot strike and toe-off from force plates: the reference every other estimator is scored against.

Definition (the house's *plate contact*): vertical force, low-passed at 50 Hz without lag, crossing 50 N,
the crossing interpolated between samples. Running has no double support, so the plates are summed and
a foot that lands across two plates is one contact; where the file names the foot of each plate
(``R_ground_force_v``) the feet are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from backstride.errors import RefusedError
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact
from backstride.model.recording import Forces, Note, Plate
from backstride.motion.contact_sides import Span, feet_of, off_plate, sides_of
from backstride.motion.filters import low_pass

CUTOFF_HZ = 50.0  # the house's definition of a plate contact
THRESHOLD_N = 50.0  # likewise
SHORTEST_CONTACT_S = 0.08  # elite sprinters stay about 0.09 s; anything shorter is a knock on the plate
LONGEST_CONTACT_S = 0.60  # slow grounded running stays below 0.45 s; longer is standing or walking
LOWEST_PEAK_N = 200.0  # a quarter of a light adult's weight; a runner peaks above twice the weight
LONGEST_DIP_S = 0.02  # two crossings nearer than this are one contact with a dip, not a flight


@dataclass(frozen=True)
class PlateContacts:
    """Contacts seen by the plates, in time order, and what had to be left out."""

    contacts: tuple[Contact, ...]
    notes: tuple[Note, ...] = ()


def contacts_from_plates(forces: Forces, points: xr.DataArray | None, recording_id: str) -> PlateContacts:
    """Complete contacts inside the recording, with sides.

    Args:
        forces: plates on the recording's clock, vertical (axis 1) positive in stance, N.
        points: (time, point, axis) m on the same clock; needed for the sides
            unless every plate names its foot.
        recording_id: written into each contact.

    Raises:
        RefusedError: no plate ever unloads, nothing ever loads one, or the sides cannot be told.
    """
    _require_loading(forces)
    if all(plate.foot for plate in forces.plates):
        sided = [
            (side, span)
            for side in SIDES
            for span in _spans(forces, [p for p in forces.plates if p.foot == side])
        ]
        notes: tuple[Note, ...] = ()
    else:
        sided, notes = _with_sides(_spans(forces, forces.plates), forces, points)
    contacts = tuple(
        Contact(recording=recording_id, side=side, foot_strike_s=start, toe_off_s=end)
        for side, (start, end) in sorted(sided, key=lambda item: item[1])
    )
    return PlateContacts(contacts, notes)


def vertical_force(forces: Forces, plates: Iterable[Plate]) -> FloatArray:
    """Summed vertical force of some plates, (n,) N, low-passed by the house's definition."""
    total = np.zeros(forces.time_s.size)
    for plate in plates:
        total = total + plate.force_n[:, 1]
    if forces.rate_hz <= 2.2 * CUTOFF_HZ:  # too near the Nyquist rate for the filter to mean anything
        return total
    return np.asarray(low_pass(total, forces.rate_hz, CUTOFF_HZ), dtype=np.float64)


def _require_loading(forces: Forces) -> None:
    total = vertical_force(forces, forces.plates)
    if not np.nanmax(total, initial=0.0) > LOWEST_PEAK_N:
        raise RefusedError(
            "the force plates are never loaded",
            fix="Check that the forces belong to this trial, or use --contacts markers",
        )
    if np.nanmin(total) > THRESHOLD_N:
        raise RefusedError(
            f"the force plate never unloads (it shows {np.nanmin(total):.0f} N at its lowest)",
            fix="Zero the plate and record again, or use --contacts markers",
        )


def _spans(forces: Forces, plates: Iterable[Plate]) -> list[Span]:
    """Interpolated threshold crossings of complete, plausible contacts."""
    force = vertical_force(forces, plates)
    rising, falling = _crossings(forces.time_s, force)
    spans = _bridge_dips(_pair(rising, falling))
    return [span for span in spans if _is_contact(span, forces.time_s, force)]


def _with_sides(
    spans: list[Span], forces: Forces, points: xr.DataArray | None
) -> tuple[list[tuple[Side, Span]], tuple[Note, ...]]:
    """Spans with their sides, those of a foot partly beyond the plates left out and said so."""
    feet = feet_of(points)
    sides, notes = sides_of(spans, forces, feet)
    sided = list(zip(sides, spans, strict=True))
    whole = [(side, span) for side, span in sided if not off_plate(span, side, forces, feet)]
    if lost := len(sided) - len(whole):
        text = (
            f"{lost} of {len(sided)} contacts had part of the foot beyond the plate's edge and were left out."
        )
        notes = (*notes, Note(level="warning", code="foot_off_plate", text=text))
    return whole, notes


def _crossings(time_s: FloatArray, force_n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Times at which the force rises above and falls below the threshold."""
    above: BoolArray = force_n > THRESHOLD_N
    known = np.isfinite(force_n[:-1]) & np.isfinite(force_n[1:])

    def at(index: np.ndarray) -> FloatArray:
        low, high = force_n[index], force_n[index + 1]
        share = (THRESHOLD_N - low) / (high - low)
        return np.asarray(time_s[index] + share * (time_s[index + 1] - time_s[index]), dtype=np.float64)

    rising = np.flatnonzero(~above[:-1] & above[1:] & known)
    falling = np.flatnonzero(above[:-1] & ~above[1:] & known)
    return at(rising), at(falling)


def _pair(rising: FloatArray, falling: FloatArray) -> list[Span]:
    """Each rise with the first fall after it, unless another rise comes between (a gap in the force)."""
    pairs = []
    for index, start in enumerate(rising):
        later = falling[np.searchsorted(falling, start) :]
        limit = rising[index + 1] if index + 1 < rising.size else np.inf
        if later.size and later[0] < limit:
            pairs.append((float(start), float(later[0])))
    return pairs


def _bridge_dips(spans: list[Span]) -> list[Span]:
    bridged: list[Span] = []
    for start, end in spans:
        if bridged and start - bridged[-1][1] < LONGEST_DIP_S:
            bridged[-1] = (bridged[-1][0], end)
        else:
            bridged.append((start, end))
    return bridged


def _is_contact(span: Span, time_s: FloatArray, force_n: FloatArray) -> bool:
    inside = (time_s >= span[0]) & (time_s <= span[1])
    plausible = SHORTEST_CONTACT_S <= span[1] - span[0] <= LONGEST_CONTACT_S
    seen = bool(np.isfinite(force_n[inside]).all())  # a gap may hide a whole flight
    return bool(plausible and seen and force_n[inside].max(initial=0.0) > LOWEST_PEAK_N)
