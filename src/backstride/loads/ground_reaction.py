"""Ground reaction on the runner, ready to be read per contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backstride.loads.weight import GRAVITY_MPS2 as GRAVITY_MPS2
from backstride.loads.weight import disagree, mass_notes, weight_of_plates
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.model.recording import Forces, Note, Plate
from backstride.motion.filters import low_pass
from backstride.motion.plate_contacts import CUTOFF_HZ

SEEN_SHARE = (
    0.5  # a runner's peaks differ by a tenth; one below half of the largest was partly beside a plate
)


@dataclass(frozen=True)
class ContactForce:
    """One contact's rows of the force signal: ``force_n[start:stop]``."""

    side: Side
    foot_strike_s: float
    toe_off_s: float
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class GroundReaction:
    """Total force of the ground on the runner.

    time_s: (n,), force_n: (n, 3) in ISB axes (x forward, y up, z right), low-passed like the contacts.
    body_weight_n: normalises every force. The given mass, unless none was given or the plates (whose mean
        vertical force over whole strides must equal the weight) disagree with it by more than 4 %; then the
        plates'. None when neither is known.
    weight_source: "plates" or "mass".
    plates: as recorded, unfiltered, on ``time_s``; each with its centre of pressure.
    """

    time_s: FloatArray
    rate_hz: float
    force_n: FloatArray
    contacts: tuple[ContactForce, ...]
    body_weight_n: float | None
    weight_source: str
    notes: tuple[Note, ...] = ()
    plates: tuple[Plate, ...] = ()


def ground_reaction(
    forces: Forces, contacts: Sequence[Contact], mass_kg: float | None, *, zero_known: bool = True
) -> GroundReaction:
    """Sum the plates, low-pass at the plate contacts' 50 Hz and slice the sum by contact.

    Contacts that reach beyond the force record or missed the plates are left out.

    Args:
        forces: all plates, N, vertical up.
        contacts: of either source, on the forces' clock.
        mass_kg: as given, or None.
        zero_known: False when a plate never unloads (which is said when the file is read): what it weighs
            may hold an offset, so a given mass is not doubted by it.
    """
    total = np.sum([plate.force_n for plate in forces.plates], axis=0)
    if forces.rate_hz > 2.2 * CUTOFF_HZ:
        total = low_pass(total, forces.rate_hz, CUTOFF_HZ)
    slices = _on_plates(
        [_slice(c, forces.time_s) for c in contacts if _inside(c, forces.time_s)], total[:, 1]
    )
    weighed = weight_of_plates(forces.time_s, total[:, 1], slices)
    from_mass = mass_kg * GRAVITY_MPS2 if mass_kg is not None else None
    doubted = from_mass is not None and zero_known and disagree(weighed, from_mass)
    trusted = from_mass is not None and not doubted
    return GroundReaction(
        time_s=forces.time_s,
        rate_hz=forces.rate_hz,
        force_n=total,
        contacts=slices,
        body_weight_n=from_mass if trusted or weighed is None else weighed.force_n,
        weight_source="mass" if trusted else "plates",
        notes=mass_notes(weighed, mass_kg) if doubted else (),
        plates=forces.plates,
    )


def _inside(contact: Contact, time_s: FloatArray) -> bool:
    return bool(contact.foot_strike_s >= time_s[0] and contact.toe_off_s <= time_s[-1])


def _slice(contact: Contact, time_s: FloatArray) -> ContactForce:
    start, stop = np.searchsorted(time_s, [contact.foot_strike_s, contact.toe_off_s])
    return ContactForce(contact.side, contact.foot_strike_s, contact.toe_off_s, int(start), int(stop))


def _on_plates(slices: Sequence[ContactForce], vertical_n: FloatArray) -> tuple[ContactForce, ...]:
    """The contacts whose force was seen: overground, markers also find those beside the plates."""
    peaks = np.array([vertical_n[c.start : c.stop].max(initial=0.0) for c in slices])
    if not peaks.size:
        return ()
    least = SEEN_SHARE * float(np.nanmax(peaks))
    return tuple(c for c, peak in zip(slices, peaks, strict=True) if peak >= least)
