"""What a format reader returns: the file's own labels and axes, in metres and newtons."""

from __future__ import annotations

from dataclasses import dataclass, field

from backstride.model.arrays import FloatArray
from backstride.model.recording import Event, Forces, Note


@dataclass(frozen=True, eq=False)
class RawRecording:
    """One file, decoded and scaled to SI, before its axes and labels are understood.

    name: base name of the file. time_s: (n,) on the file's own clock. positions_m: (n, m, 3) in the
    file's axes, NaN where missing (residual negative, exact (0, 0, 0), empty cell).
    forces: in the file's axes too, acting on the runner. up_hint: the file's own word for its vertical
    ("x", "y", "z", or "-z" and so on) where it has one. A file may hold markers, forces or both.
    """

    name: str
    rate_hz: float
    time_s: FloatArray
    labels: tuple[str, ...]
    positions_m: FloatArray
    forces: Forces | None = None
    events: tuple[Event, ...] = ()
    notes: tuple[Note, ...] = field(default=())
    up_hint: str | None = None
