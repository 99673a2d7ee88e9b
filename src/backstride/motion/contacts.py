"""Contacts of a recording: from its plates where they serve, else from its markers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import xarray as xr

from backstride.errors import RefusedError
from backstride.model.contact import Contact
from backstride.model.motion import ContactSource
from backstride.model.recording import Forces, Note, Recording
from backstride.model.settings import Settings
from backstride.motion.marker_contacts import contacts_from_markers
from backstride.motion.plate_contacts import contacts_from_plates
from backstride.motion.strides import strides_of

FEW_STRIDES: Final = (
    1  # plates that show fewer whole strides than this give way to the markers, said in a note
)


@dataclass(frozen=True)
class FoundContacts:
    """Contacts in time order, where they come from, and what people should know about them."""

    contacts: tuple[Contact, ...]
    source: ContactSource
    notes: tuple[Note, ...] = ()


def find_contacts(recording: Recording, points: xr.DataArray, settings: Settings) -> FoundContacts:
    """Contacts as the settings ask for them.

    ``plates`` and ``markers`` take just that; ``auto`` takes plates where they show at least one whole
    stride, and markers otherwise.

    Args:
        recording: for its forces, rate and id.
        points: cleaned, unfiltered.
        settings: which contacts.

    Raises:
        RefusedError: the contacts asked for cannot be had.
    """
    if settings.contacts == "markers" or (settings.contacts == "auto" and recording.forces is None):
        return _markers(recording, points)
    if recording.forces is None:
        raise RefusedError(
            "contacts from plates were asked for, but there are no plate forces",
            where=recording.id,
            fix="Give the force file with --forces, or use --contacts markers",
        )
    if settings.contacts == "plates":
        return _plates(recording.forces, points, recording.id)
    return _best(recording, recording.forces, points)


def _best(
    recording: Recording,
    forces: Forces,
    points: xr.DataArray,
) -> FoundContacts:
    try:
        plates = _plates(forces, points, recording.id)
    except RefusedError as reason:
        return _instead(_markers(recording, points), reason.what)
    if len(strides_of(plates.contacts)) >= FEW_STRIDES:
        return plates
    try:
        markers = _markers(recording, points)
    except RefusedError:
        return plates
    if len(strides_of(markers.contacts)) < FEW_STRIDES:
        return plates
    return _instead(markers, f"they show {len(plates.contacts)} whole contacts and no whole stride")


def _plates(forces: Forces, points: xr.DataArray, name: str) -> FoundContacts:
    found = contacts_from_plates(forces, points, name)
    return FoundContacts(found.contacts, "plates", found.notes)


def _markers(recording: Recording, points: xr.DataArray) -> FoundContacts:
    found = contacts_from_markers(
        points,
        recording.rate_hz,
        recording_id=recording.id,
    )
    return FoundContacts(found.contacts, "markers", found.notes)


def _instead(found: FoundContacts, reason: str) -> FoundContacts:
    text = f"Contacts were read from the markers, not the plates: {reason}."
    return FoundContacts(
        found.contacts, "markers", (Note(level="info", code="plates_not_used", text=text), *found.notes)
    )
