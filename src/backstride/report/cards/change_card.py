"""The cards of all side differences and of all drift: every measure that was compared, clear or not."""

from __future__ import annotations

from backstride.measures.asymmetry import asymmetries
from backstride.model.measure import Measure
from backstride.report.cards.card import DRIFT, SIDES, Card, Line, Table, column, line, say
from backstride.report.context import Background
from backstride.report.numbers import EN_DASH, DisplayUnit, display_unit, fine_text
from backstride.report.select import session_rows
from backstride.report.words import measure_title, measure_words


def sides_card(measures: tuple[Measure, ...]) -> Card:
    """Left against right of every measure with both sides."""
    found = asymmetries([row for rows in session_rows(measures).values() for row in rows])
    rows = tuple(
        (measure_title(one.id), *_amount(one.id, one.unit, one.difference, one.interval, one.clear))
        for one in found
    )
    heads = ("measure", "difference", "interval", "change", "clear")
    return Card(SIDES, say("sides", "title"), _lines("sides"), Table(tuple(map(column, heads)), rows))


def drift_card(background: Background, *, felt: bool = False) -> Card:
    """Fresh against tired of every measure of a long run, or why there is none.

    felt: it comes from devices that see no body.
    """
    found = [row for row in background.drift if row.side == "both"]
    why = dict.fromkeys(one.no_drift for one in background.recordings if one.no_drift)
    rows = []
    for one in found:
        unit = display_unit(one.id, one.unit)
        changed = _amount(one.id, one.unit, one.difference, one.interval, one.clear)
        rows.append((measure_title(one.id), unit.number(one.fresh), unit.number(one.tired), *changed))
    heads = ("measure", "fresh", "tired", "drift", "interval", "change", "clear")
    lines = _lines("drift_felt" if felt else "drift")
    if not found and why:
        lines = (line("refused", say("drift", "none", why=" ".join(why))), *lines)
    table = Table(tuple(map(column, heads)), tuple(rows)) if rows else None
    return Card(DRIFT, say("drift", "title"), lines, table)


def _lines(part: str) -> tuple[Line, ...]:
    return (
        line("what", say(part, "what")),
        line("formula", say(part, "formula"), say(part, "source")),
        line("strides", say(part, "strides")),
    )


def _amount(
    measure: str, unit: str, difference: float, interval: tuple[float, float], clear: bool
) -> tuple[str, ...]:
    shown: DisplayUnit = display_unit(measure, unit)
    words = measure_words(measure)
    change = words.detectable_change if words else None
    return (
        shown.with_symbol(shown.number(difference)),
        shown.span(*interval),
        fine_text(measure, unit, change) if change is not None else EN_DASH,
        say("say", "yes" if clear else "no"),
    )
