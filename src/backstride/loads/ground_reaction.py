"""Ground reaction on the runner, ready to be read per contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.model.recording import Forces, Note
from backstride.motion.filters import low_pass
from backstride.motion.plate_contacts import CUTOFF_HZ

GRAVITY_MPS2 = 9.80665  # standard gravity, CGPM 1901
SEEN_SHARE = (
    0.5  # a runner's peaks differ by a tenth; one below half of the largest was partly beside a plate
)
MASS_MISMATCH = 0.04  # plates and given mass agree within this, or it is said (scales and shoes: 1-2 %)


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
    """

    time_s: FloatArray
    rate_hz: float
    force_n: FloatArray
    contacts: tuple[ContactForce, ...]
    body_weight_n: float | None
    weight_source: str
    notes: tuple[Note, ...] = ()


def ground_reaction(forces: Forces, contacts: Sequence[Contact], mass_kg: float | None) -> GroundReaction:
    """Sum the plates, low-pass at the plate contacts' 50 Hz and slice the sum by contact.

    Contacts that reach beyond the force record or missed the plates are left out.
    """
    total = np.sum([plate.force_n for plate in forces.plates], axis=0)
    if forces.rate_hz > 2.2 * CUTOFF_HZ:
        total = low_pass(total, forces.rate_hz, CUTOFF_HZ)
    slices = _on_plates(
        [_slice(c, forces.time_s) for c in contacts if _inside(c, forces.time_s)], total[:, 1]
    )
    from_plates = _weight_from_plates(forces.time_s, total[:, 1], slices)
    from_mass = mass_kg * GRAVITY_MPS2 if mass_kg is not None else None
    trusted = from_mass is not None and not _disagree(from_plates, from_mass)
    return GroundReaction(
        time_s=forces.time_s,
        rate_hz=forces.rate_hz,
        force_n=total,
        contacts=slices,
        body_weight_n=from_mass if trusted else from_plates,
        weight_source="mass" if trusted else "plates",
        notes=_mass_note(from_plates, from_mass),
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


def _weight_from_plates(
    time_s: FloatArray, vertical_n: FloatArray, contacts: Sequence[ContactForce]
) -> float | None:
    """Mean vertical force from a side's first strike to its last over unbroken alternation.

    Over whole strides the runner neither rises nor sinks, so the mean force is the weight. Contacts that
    missed a plate would lower the mean: a break in the alternation ends the stretch.
    """
    ordered = sorted(contacts, key=lambda contact: contact.foot_strike_s)
    best: tuple[float, float] | None = None
    for first, last in _unbroken(ordered):
        if best is None or last - first > best[1] - best[0]:
            best = (first, last)
    if best is None:
        return None
    rows = (time_s >= best[0]) & (time_s < best[1])
    mean_n = float(np.nanmean(vertical_n[rows])) if rows.any() else float("nan")
    return mean_n if np.isfinite(mean_n) and mean_n > 0 else None


def _unbroken(ordered: Sequence[ContactForce]) -> list[tuple[float, float]]:
    """(first strike, last strike of the same side) of each stretch of alternating contacts."""
    stretches: list[list[ContactForce]] = []
    usual_s = float(np.median(np.diff([c.foot_strike_s for c in ordered]))) if len(ordered) > 1 else 0.0
    for contact in ordered:
        previous = stretches[-1][-1] if stretches else None
        if (
            previous
            and previous.side != contact.side
            and contact.foot_strike_s - previous.foot_strike_s < 1.5 * usual_s
        ):
            stretches[-1].append(contact)
        else:
            stretches.append([contact])
    spans = []
    for stretch in stretches:
        whole = stretch if len(stretch) % 2 else stretch[:-1]
        if len(whole) >= 3:
            spans.append((whole[0].foot_strike_s, whole[-1].foot_strike_s))
    return spans


def _disagree(from_plates: float | None, from_mass: float) -> bool:
    return from_plates is not None and abs(from_plates / from_mass - 1) > MASS_MISMATCH


def _mass_note(from_plates: float | None, from_mass: float | None) -> tuple[Note, ...]:
    if from_plates is None or from_mass is None or not _disagree(from_plates, from_mass):
        return ()
    text = (
        f"The plates weigh the runner at {from_plates / GRAVITY_MPS2:.1f} kg, "
        f"{from_mass / GRAVITY_MPS2:.1f} kg was given; forces are divided by the plates' figure, "
        "the given mass is left as it is."
    )
    return (Note(level="warning", code="mass_mismatch", text=text),)
