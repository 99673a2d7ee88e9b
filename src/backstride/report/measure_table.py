"""The table of measures: a row per measure, and the refused ones grouped by their reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from backstride.measures.asymmetry import Asymmetry, asymmetries
from backstride.model.common import MeasureSide
from backstride.model.measure import Measure
from backstride.report.cards.card import Piece, measure_key
from backstride.report.numbers import EN_DASH, DisplayUnit, display_unit, interval_text, value_text
from backstride.report.select import both_or_sides, session_rows
from backstride.report.strip_chart import strip_chart
from backstride.report.words import measure_title, word


@dataclass(frozen=True)
class Cell:
    """Value and interval of one side; both empty where there is no such row."""

    value: str
    interval: str


@dataclass(frozen=True)
class MeasureRow:
    """One measure across sides; ``one_value`` when it has no sides. reference: without its unit."""

    id: str
    title: str
    symbol: str
    one_value: bool
    left: Cell
    right: Cell
    both: Cell
    difference: Cell
    differs: bool
    reference: str
    detectable_change: str
    verdicts: tuple[tuple[str, str], ...]
    n_strides: str
    chart: Markup

    @property
    def key(self) -> str:
        """The card that every number of the row opens."""
        return measure_key(self.id)


@dataclass(frozen=True)
class Refusal:
    """Why some measures have no number, and which: title and card of each."""

    reason: str
    titles: tuple[Piece, ...]


def measure_rows(measures: Iterable[Measure]) -> tuple[MeasureRow, ...]:
    """Every measure with at least one value, in the order given."""
    rows = session_rows(measures)
    gaps = {one.id: one for one in asymmetries([row for sides in rows.values() for row in sides])}
    return tuple(_row(sides, gaps.get(name)) for name, sides in rows.items() if both_or_sides(sides))


def refusals(measures: Iterable[Measure]) -> tuple[Refusal, ...]:
    """The refused rows grouped by reason; the side is named when only one side was refused."""
    by_reason: dict[str, list[Piece]] = {}
    for sides in session_rows(measures).values():
        for row in sides:
            if row.refused:
                by_reason.setdefault(row.refused, []).append(_refused_title(row, sides))
    return tuple(Refusal(reason, tuple(dict.fromkeys(titles))) for reason, titles in by_reason.items())


def _row(sides: tuple[Measure, ...], gap: Asymmetry | None) -> MeasureRow:
    shown = both_or_sides(sides)
    first = shown[0]
    unit = display_unit(first.id, first.unit)
    title = measure_title(first.id)
    change = first.detectable_change
    return MeasureRow(
        id=first.id,
        title=title,
        symbol=unit.symbol,
        one_value=all(row.side == "both" for row in shown),  # a watch gives both feet as one
        left=_cell(sides, "left"),
        right=_cell(sides, "right"),
        both=_cell(sides, "both"),
        difference=_gap(gap, unit),
        differs=gap is not None and gap.clear,
        reference=unit.span(first.reference.low, first.reference.high) if first.reference else "",
        detectable_change=unit.number(change) if change is not None else "",
        verdicts=_verdicts(shown),
        n_strides=" + ".join(str(row.n_strides) for row in shown),
        chart=strip_chart(shown, title, key=f"row-{first.id}"),
    )


def _gap(gap: Asymmetry | None, unit: DisplayUnit) -> Cell:
    if gap is None:
        return Cell("", "")
    return Cell(unit.number(gap.difference), unit.span(*gap.interval))


def _cell(sides: tuple[Measure, ...], side: MeasureSide) -> Cell:
    row = next((one for one in sides if one.side == side), None)
    if row is None:
        return Cell("", "")
    return Cell(value_text(row) if row.value is not None else EN_DASH, interval_text(row))


def _verdicts(shown: tuple[Measure, ...]) -> tuple[tuple[str, str], ...]:
    """Pairs of verdict and words; one for both sides when they agree."""
    said = [(row.side, row.verdict or "no_reference") for row in shown]
    if len({verdict for _, verdict in said}) == 1:
        return ((said[0][1], word("measure_verdict", said[0][1])),)
    return tuple((verdict, f"{side[0].upper()} {word('measure_verdict', verdict)}") for side, verdict in said)


def _refused_title(row: Measure, sides: tuple[Measure, ...]) -> Piece:
    title = measure_title(row.id)
    if all(one.refused for one in sides) or row.side == "both":
        return Piece(title, measure_key(row.id))
    apart = [one for one in sides if one.side != "both"]
    named = f"{title} (each side)" if all(one.refused for one in apart) else f"{title} ({row.side})"
    return Piece(named, measure_key(row.id))
