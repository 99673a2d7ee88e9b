"""How much was watched, how fast, on what: one sentence in pieces, each with the card that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backstride.model.analysis import Analysis
from backstride.model.measure import Measure
from backstride.report.cards.card import RECORDING, Piece, measure_key
from backstride.report.context import Background
from backstride.report.numbers import pace_text
from backstride.report.select import SESSION
from backstride.report.words import word

KMH: Final = 3.6  # kilometres an hour in a metre a second


def summary(analysis: Analysis, background: Background) -> tuple[Piece, ...]:
    """The sentence under the title."""
    used = [one for one in analysis.recordings if one.quality.verdict != "refused"]
    seconds = sum(one.duration_s for one in used)
    watched = Piece(f"We watched {len(analysis.contacts)} steps in {seconds:.0f} s", RECORDING)
    surface = next((one.surface for one in background.recordings if one.surface), None)
    where = f" on {word('on_surface', surface)}" if surface else ""
    return watched, Piece(_speed_text(analysis.measures), measure_key("speed")), Piece(f"{where}.", "")


def _speed_text(measures: Sequence[Measure]) -> str:
    """One speed with its pace, or the range over several recordings; nothing where none is known."""
    speeds = [row.value for row in measures if row.id == "speed" and row.recording != SESSION and row.value]
    if not speeds:
        return ""
    low, high = min(speeds), max(speeds)
    if f"{low:.1f}" != f"{high:.1f}":
        return f" at {low:.1f} to {high:.1f} m/s"
    return f" at {low:.1f} m/s ({low * KMH:.1f} km/h, {pace_text(low)} min per km)"
