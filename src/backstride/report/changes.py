"""What differs between the sides, and between fresh and tired, by more than can be chance: a line each."""

from __future__ import annotations

from collections.abc import Sequence

from backstride.measures.asymmetry import Asymmetry, asymmetries
from backstride.model.drift import Drift
from backstride.model.measure import Measure
from backstride.report.cards.card import DRIFT, SIDES, Piece, measure_key
from backstride.report.context import Background
from backstride.report.numbers import display_unit
from backstride.report.select import session_rows
from backstride.report.words import measure_title, page


def side_lines(measures: Sequence[Measure]) -> tuple[Piece, ...]:
    """Every clear side difference of the session, or one line that there is none."""
    rows = [row for found in session_rows(measures).values() for row in found]
    pairs = asymmetries(rows)
    if not pairs:
        return ()
    clear = tuple(Piece(_side(one), measure_key(one.id)) for one in pairs if one.clear)
    return clear or (Piece(page("sides_alike").format(count=len(pairs)), SIDES),)


def drift_lines(background: Background) -> tuple[Piece, ...]:
    """Every clear drift, or one line why there is none; nothing where no recording says anything of it."""
    rows = [row for row in background.drift if row.side == "both"]
    if rows:
        clear = tuple(Piece(_drift(row), measure_key(row.id)) for row in rows if row.clear)
        return clear or (Piece(page("drift_none").format(count=len(rows)), DRIFT),)
    why = dict.fromkeys(one.no_drift for one in background.recordings if one.no_drift)
    return tuple(Piece(text, DRIFT) for text in why)


def _side(one: Asymmetry) -> str:
    return page("sides_differ").format(
        title=measure_title(one.id),
        amount=_amount(one.id, one.unit, abs(one.difference)),
        span=_span(one.id, one.unit, one.interval, turned=one.difference < 0),
        side="left" if one.difference > 0 else "right",
    )


def _drift(row: Drift) -> str:
    return page("drift").format(
        title=measure_title(row.id),
        amount=_amount(row.id, row.unit, abs(row.difference)),
        span=_span(row.id, row.unit, row.interval, turned=row.difference < 0),
        way="more" if row.difference > 0 else "less",
    )


def _amount(measure: str, unit: str, value: float) -> str:
    shown = display_unit(measure, unit)
    return shown.with_symbol(shown.number(value))


def _span(measure: str, unit: str, interval: tuple[float, float], *, turned: bool) -> str:
    low, high = (-interval[1], -interval[0]) if turned else interval
    return display_unit(measure, unit).span(low, high)
