"""The card of what was recorded: how many steps, how long, how it was read."""

from __future__ import annotations

from backstride.model.analysis import Analysis, RecordingSummary
from backstride.model.common import SIDES, WITHOUT_SIGHT
from backstride.report.cards.card import RECORDING, Card, Table, column, line, say
from backstride.report.context import Background
from backstride.report.numbers import EN_DASH, display_unit
from backstride.report.words import word


def recording_card(analysis: Analysis, background: Background) -> Card:
    """One card for all recordings, a row each."""
    left, right = (_count(analysis, None, side) for side in SIDES)
    sources = {one.contacts_source for one in background.recordings if one.contacts_source}
    how = "; ".join(sorted(word("contacts_source", source) for source in sources))
    contacts = say("recording", "contacts", how=how) if how else ""
    files = ", ".join(path for one in analysis.recordings for path in one.paths)
    return Card(
        key=RECORDING,
        title=say("recording", "title"),
        lines=(
            line("what", say("recording", "what")),
            line("formula", say("recording", "formula", contacts=contacts).strip()),
            line("source", say("recording", "source", files=files)),
            line("strides", _strides(analysis, left, right)),
        ),
        table=_table(analysis, background),
    )


def _table(analysis: Analysis, background: Background) -> Table:
    heads = ("recording", "rate", "length", "left", "right", "speed")
    rows = tuple(_row(one, analysis, background) for one in analysis.recordings)
    return Table(tuple(column(head) for head in heads), rows)


def _row(one: RecordingSummary, analysis: Analysis, background: Background) -> tuple[str, ...]:
    known = background.of(one.id)
    unit = display_unit("speed", "m/s")
    speed = unit.with_symbol(unit.number(known.speed_mps)) if known and known.speed_mps else EN_DASH
    counts = (str(_count(analysis, one.id, side)) for side in SIDES)
    if one.kind == "watch" and one.duration_s > 0:  # no even rate, no single steps
        return (one.id, EN_DASH, f"{one.duration_s:.1f}", EN_DASH, EN_DASH, speed)
    if one.rate_hz <= 0:
        return (one.id, EN_DASH, EN_DASH, EN_DASH, EN_DASH, EN_DASH)
    return (one.id, f"{one.rate_hz:g}", f"{one.duration_s:.1f}", *counts, speed)


def _strides(analysis: Analysis, left: int, right: int) -> str:
    """Which steps were counted; a device that tells no feet apart, or no steps at all, is said."""
    if left or right or any(one.kind not in WITHOUT_SIGHT for one in analysis.recordings):
        return say("recording", "strides", left=left, right=right)
    return say("recording", "strides_none")


def _count(analysis: Analysis, recording: str | None, side: str) -> int:
    return sum(c.side == side and recording in (None, c.recording) for c in analysis.contacts)
