"""How much was watched, how fast, on what: one sentence in pieces, each with the card that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backstride.model.analysis import Analysis, RecordingSummary
from backstride.model.common import WITHOUT_SIGHT
from backstride.model.measure import Measure
from backstride.report.cards.card import RECORDING, Piece, measure_key
from backstride.report.context import Background
from backstride.report.numbers import pace_text
from backstride.report.run_block import shown_trace
from backstride.report.run_lanes import km_text, lasting, length_m, run_text
from backstride.report.select import SESSION
from backstride.report.words import word

KMH: Final = 3.6  # kilometres an hour in a metre a second


def summary(analysis: Analysis, background: Background) -> tuple[Piece, ...]:
    """The sentence under the title."""
    used = [one for one in analysis.recordings if one.quality.verdict != "refused"]
    seen = [one for one in used if one.kind not in WITHOUT_SIGHT]
    ids = {one.id for one in used if one.kind in WITHOUT_SIGHT}
    steps = sum(one.recording not in ids for one in analysis.contacts)
    seconds = sum(one.duration_s for one in seen)
    watched = [Piece(f"We watched {steps} steps in {seconds:.0f} s", RECORDING)] if seen or not used else []
    surface = next((one.surface for one in background.recordings if one.surface), None)
    where = f" on {word('on_surface', surface)}" if surface else ""
    speed = Piece(_speed_text(analysis.measures), measure_key("speed"))
    felt, end = _felt(used, background, first=not watched), Piece(".", "")
    if not watched:
        return (*felt, speed, Piece(where, ""), end)
    return (*watched, speed, Piece(where, ""), *felt, end)


def _felt(used: Sequence[RecordingSummary], background: Background, *, first: bool) -> tuple[Piece, ...]:
    """What was read from devices that see no body; ``first``: nothing stands before it."""
    said: list[Piece] = []
    trace = shown_trace(background)
    for kind in WITHOUT_SIGHT:
        own = [one for one in used if one.kind == kind]
        if not own:
            continue
        clock = lasting(sum(one.duration_s for one in own))
        name = "sensor" if kind == "imu" else "watched" if trace else "watched_time"
        key = name if first and not said else f"{name}_too"
        text = run_text(key, clock=clock, km=km_text(length_m(trace)) if trace else "")
        said.append(Piece(text if key == name else f" {text}", RECORDING))
    return tuple(said)


def _speed_text(measures: Sequence[Measure]) -> str:
    """One speed with its pace, or the range over several recordings; nothing where none is known."""
    speeds = [row.value for row in measures if row.id == "speed" and row.recording != SESSION and row.value]
    if not speeds:
        return ""
    low, high = min(speeds), max(speeds)
    if f"{low:.1f}" != f"{high:.1f}":
        return f" at {low:.1f} to {high:.1f} m/s"
    return f" at {low:.1f} m/s ({low * KMH:.1f} km/h, {pace_text(low)} min per km)"
