"""Left and right exchanged, for a file whose side labels are known to be swapped."""

from __future__ import annotations

from dataclasses import replace

from backstride.model.common import mirrored, other_side
from backstride.model.recording import Forces, Note, Recording

_ANSWERED = frozenset({"mirrored", "plate_foot_disagrees"})


def swap_sides(recording: Recording) -> Recording:
    """The same recording with every left name right and every right name left; positions stay.

    For side labels that were swapped when the file was labelled (note ``mirrored``). Plates and events change
    with the markers they agreed with; plates that disagreed with the labels were right, and stay.
    """
    names = [mirrored(str(name)) for name in recording.points["point"].to_numpy()]
    points = recording.points.assign_coords(point=names)
    points.attrs = dict(recording.points.attrs)
    codes = {note.code for note in recording.notes}
    forces = recording.forces
    if forces is not None and "plate_foot_disagrees" not in codes:
        forces = _swap_plates(forces)
    note = Note(level="info", code="sides_swapped", text="Left and right are exchanged, as told.")
    return replace(
        recording,
        points=points,
        match=recording.match.model_copy(
            update={"names": {mirrored(name): label for name, label in recording.match.names.items()}}
        ),
        forces=forces,
        events=tuple(
            event.model_copy(update={"side": event.side and other_side(event.side)})
            for event in recording.events
        ),
        notes=(*(kept for kept in recording.notes if kept.code not in _ANSWERED), note),
    )


def _swap_plates(forces: Forces) -> Forces:
    plates = (replace(p, foot=other_side(p.foot) if p.foot else None) for p in forces.plates)
    return replace(forces, plates=tuple(plates))
