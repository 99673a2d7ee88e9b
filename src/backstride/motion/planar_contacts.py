"""Contacts of a clip, from whatever side it was filmed; what is no run is refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backstride.errors import RefusedError
from backstride.model.common import SIDES
from backstride.model.contact import Contact
from backstride.model.recording import Note, Recording
from backstride.motion.beat import require_runners_beat
from backstride.motion.frontal import contacts_from_hips
from backstride.motion.progression import TooSlowError
from backstride.motion.video_contacts import contacts_from_video, in_plane

LOWEST_RATE_HZ: Final = 20.0  # film is 24 frames a second; below 20 a contact holds fewer than five
SHORTEST_S: Final = 1.5
FEWEST_STEPS: Final = 3  # of each foot: fewer give no spread; seven are asked for (``interval``)


@dataclass(frozen=True)
class PlanarContacts:
    """contacts in time order. speed_mps: of the feet against the ground, in the clip's metres, None where the
    view does not show it; is_treadmill: whether the ground moves in the picture. notes: what to know.
    """

    contacts: tuple[Contact, ...]
    speed_mps: float | None
    is_treadmill: bool
    notes: tuple[Note, ...] = ()


def contacts_of(recording: Recording, *, told: bool) -> PlanarContacts:
    """The clip's contacts.

    told: its slow motion was given or stands in the file.

    Raises:
        RefusedError: too few frames or steps, slow motion nobody told of, walking, running on the spot.
    """
    try:
        _require_frames(recording)
        require_runners_beat(*in_plane(recording.points, recording.rate_hz), told)
        found = _found(recording)
        _require_steps(found.contacts)
    except TooSlowError as error:
        raise RefusedError(
            "the feet do not travel under the body: this is running on the spot, or no run",
            where=recording.id,
            fix="Film a run on a treadmill, or past the camera",
        ) from error
    except RefusedError as error:
        raise error.at(recording.id) from error
    return found


def _found(recording: Recording) -> PlanarContacts:
    if recording.view in ("rear", "front"):
        contacts = contacts_from_hips(recording.points, recording.rate_hz, recording.id)
        return PlanarContacts(contacts, None, is_treadmill=False)
    found = contacts_from_video(recording.points, recording.rate_hz, recording_id=recording.id)
    return PlanarContacts(found.contacts, found.speed_mps, found.is_treadmill, found.notes)


def _require_steps(contacts: Sequence[Contact]) -> None:
    fewest = min(sum(contact.side == side for contact in contacts) for side in SIDES)
    if fewest < FEWEST_STEPS:
        raise RefusedError(
            f"only {fewest} whole {'step' if fewest == 1 else 'steps'} of one foot can be seen, at least "
            f"{FEWEST_STEPS} are needed",
            fix="Film 10 s or more on a treadmill, or from farther away so that more steps are seen",
        )


def _require_frames(recording: Recording) -> None:
    """Refuse by name a clip that cannot hold a run: too slow a camera, too short."""
    time_s = recording.points.coords["time"].to_numpy()
    if recording.rate_hz < LOWEST_RATE_HZ:
        raise RefusedError(
            f"{recording.rate_hz:.3g} frames a second are too few to see a foot strike",
            fix="Film at 60 frames a second or more",
        )
    if time_s[-1] - time_s[0] < SHORTEST_S:
        raise RefusedError(
            f"{time_s[-1] - time_s[0]:.2g} s are too short to hold two strides",
            fix="Film ten strides or more: 10 s on a treadmill, or several passes",
        )
