"""What is said about label faults: which marker, which frames, what was done."""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import mirrored
from backstride.model.recording import Note
from backstride.motion.filters import finite_runs

# More stretches than this are summed up instead of listed.
_LISTED = 3


def when(frames: BoolArray, time_s: FloatArray) -> str:
    """The frames of a (n,) mask in words.

    >>> when(np.array([False, True, True, False]), np.arange(4) / 10)
    'in 2 of 4 frames (0.10-0.20 s)'
    """
    if frames.all():
        return "throughout"
    runs = finite_runs(frames)
    spans = [f"{time_s[start]:.2f}-{time_s[stop - 1]:.2f} s" for start, stop in runs[:_LISTED]]
    if len(runs) > _LISTED:
        spans = [
            f"{len(runs)} stretches between {time_s[runs[0][0]]:.2f} and {time_s[runs[-1][1] - 1]:.2f} s"
        ]
    return f"in {np.count_nonzero(frames)} of {len(frames)} frames ({', '.join(spans)})"


def exchanged_note(first: str, second: str, frames: BoolArray, time_s: FloatArray) -> Note:
    """Two markers carried each other's names; undone."""
    text = f"{first} and {second} carry each other's names {when(frames, time_s)}; they were exchanged back."
    return Note(level="warning", code="labels_swapped", text=text)


def sides_note(what: str, frames: BoolArray, time_s: FloatArray) -> Note:
    """All markers of a segment carried the other side's names; undone."""
    text = f"Left and right {what} markers are exchanged {when(frames, time_s)}; they were exchanged back."
    return Note(level="warning", code="sides_swapped", text=text)


def stray_note(marker: str, frames: BoolArray, time_s: FloatArray) -> Note:
    """A marker lay away from its segment; blanked."""
    text = (
        f"{marker} lies away from the rest of its segment {when(frames, time_s)}; "
        "these samples are treated as missing."
    )
    return Note(level="warning", code="marker_misplaced", text=text)


def moved_note(marker: str) -> Note:
    """A marker sits elsewhere than in the standing trial throughout; blanked."""
    text = (
        f"{marker} sits elsewhere on its segment than in the standing trial, throughout; "
        "it is treated as missing. Check the marker and its label."
    )
    return Note(level="fault", code="marker_moved", text=text)


def doubt_note(first: str, second: str) -> Note:
    """Left and right foot contradict each other and nobody can tell which is wrong; nothing changed."""
    twins = f"{mirrored(first)} and {mirrored(second)}"
    text = (
        f"Either {first} and {second} or {twins} carry each other's names: the feet contradict each other. "
        "Nothing was changed; give the standing trial, or check the labels."
    )
    return Note(level="fault", code="labels_doubtful", text=text)


def frozen_note(marker: str, frames: BoolArray, time_s: FloatArray) -> Note:
    """A marker stood still; blanked."""
    text = f"{marker} stands exactly still {when(frames, time_s)}; these samples are treated as missing."
    return Note(level="warning", code="marker_frozen", text=text)


def spike_note(marker: str, frames: BoolArray, time_s: FloatArray) -> Note:
    """A marker jumped for single frames; blanked."""
    text = f"{marker} jumps and returns {when(frames, time_s)}; these samples are treated as missing."
    return Note(level="warning", code="marker_spike", text=text)


def missing_note(marker: str, share: float) -> Note:
    """A marker that the other side has is missing most of the time."""
    text = f"{marker} is missing in {100 * share:.0f} % of the frames; the other side's is there."
    return Note(level="warning", code="marker_missing", text=text)


def of_standing(notes: list[Note]) -> list[Note]:
    """The same notes, said of the standing trial."""
    return [note.model_copy(update={"text": f"Standing trial: {note.text}"}) for note in notes]
