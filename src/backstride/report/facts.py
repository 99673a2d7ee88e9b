"""What is known about a recording, as label and text: read, understood, found faulty, repaired."""

from __future__ import annotations

from dataclasses import dataclass

from backstride.model.analysis import RecordingSummary
from backstride.model.common import WITHOUT_SIGHT
from backstride.report.cards.card import RECORDING, RUN, measure_key
from backstride.report.context import RecordingBackground
from backstride.report.run_lanes import clock_text
from backstride.report.words import word

FactRow = tuple[str, str, str]


@dataclass(frozen=True)
class Facts:
    """One recording: rows of label, text and the card its numbers open, then the notes (level, text)."""

    title: str
    rows: tuple[FactRow, ...]
    notes: tuple[tuple[str, str], ...]


def recording_facts(recording: RecordingSummary, background: RecordingBackground | None) -> Facts:
    """The facts of one recording; without a background, what the contract's JSON carries."""
    rows = [
        ("Files", ", ".join(recording.paths), ""),
        ("Kind", word("kind", recording.kind), ""),
        ("Quality", word("quality", recording.quality.verdict), ""),
    ]
    if length := _length(recording):
        rows.insert(2, ("Rate and length", length, RECORDING))
    if background is None:
        notes = tuple(("warning", reason) for reason in recording.quality.reasons)
        return Facts(recording.id, tuple(rows), notes)
    felt = recording.kind in WITHOUT_SIGHT
    rows += [*(_felt(background) if felt else _seen(background)), *_shared(background)]
    said = {note.text for note in background.notes}
    notes = tuple((note.level, note.text) for note in background.notes)
    notes += tuple(("warning", reason) for reason in recording.quality.reasons if reason not in said)
    return Facts(recording.id, tuple(rows), notes)


def _length(recording: RecordingSummary) -> str:
    """How long, and how often a second; a watch has no even rate, a refused recording has neither."""
    if recording.kind == "watch" and recording.duration_s > 0:
        return clock_text(recording.duration_s)
    return f"{recording.rate_hz:g} Hz, {recording.duration_s:.1f} s" if recording.rate_hz > 0 else ""


def _felt(background: RecordingBackground) -> list[FactRow]:
    """What is known of a device that saw no body."""
    device = background.trace.device if background.trace else ""
    rows = (("Device", device, RUN), ("Axes", background.axes, RECORDING))
    return [row for row in rows if row[1]]


def _seen(background: RecordingBackground) -> list[FactRow]:
    filmed = background.sight is not None
    rows = [
        ("Camera" if filmed else "Axes", background.axes, RECORDING),
        (
            "Points" if filmed else "Markers",
            f"{background.marker_set}: {background.marker_match}",
            RECORDING,
        ),
    ]
    if not filmed:
        stood = "yes" if background.has_standing else "no: no knee, shank or foot angle"
        rows.append(("Standing trial", stood, ""))
    if background.unmatched:
        rows.append(("Markers not used", ", ".join(background.unmatched), ""))
    return rows


def _shared(background: RecordingBackground) -> list[FactRow]:
    rows = []
    if background.contacts_source:
        rows.append(("Contacts from", word("contacts_source", background.contacts_source), RECORDING))
    if background.speed_mps:
        rows.append(
            ("Speed", f"{background.speed_mps:.2f} m/s ({background.speed_source})", measure_key("speed"))
        )
    if background.surface:
        rows.append(("Surface", word("surface", background.surface), ""))
    if background.centre_of_mass:
        rows.append(("Centre of mass", word("centre_of_mass", background.centre_of_mass), ""))
    return rows
