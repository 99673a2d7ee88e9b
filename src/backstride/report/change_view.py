"""A comparison as a page shows it: rows with strips; those that cannot be told by what would settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from backstride.measures.shown import display_unit
from backstride.model.change import Change, Comparison
from backstride.model.measure import Measure, Reference
from backstride.report.change_strip import change_strip
from backstride.report.change_words import (
    change_title,
    first_things_first,
    table_lines,
    value_text,
    verdict_word,
)
from backstride.report.select import session_rows

Bands = Mapping[tuple[str, str], Reference]


@dataclass(frozen=True)
class ChangeRow:
    """One measure, ready to be shown. kind: worse, wanted, changed, cannot_tell; for its colour."""

    id: str
    title: str
    before: str
    after: str
    difference: str
    kind: str
    word: str
    beyond: bool
    why: str
    strip: Markup


@dataclass(frozen=True)
class Unsettled:
    """Rows that one thing would settle, or that held."""

    settle: str
    held: bool
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class ChangeView:
    """The whole table. moved: worse first, then what findings ask for, then the rest."""

    moved: tuple[ChangeRow, ...]
    unsettled: tuple[Unsettled, ...]
    cannot_tell: int
    table: tuple[str, ...]
    doubts: tuple[str, ...]


def change_view(found: Comparison, before: Sequence[Measure]) -> ChangeView:
    """before: the rows of the first result, for their reference bands."""
    bands = bands_of(before)
    rest = found.of("cannot_tell")
    groups: dict[tuple[str, bool], list[Change]] = {}
    for row in rest:
        groups.setdefault((row.settle, row.steady), []).append(row)
    return ChangeView(
        moved=tuple(_row(row, bands) for row in first_things_first(found)),
        unsettled=tuple(
            Unsettled(settle, held, tuple(_row(row, bands) for row in rows))
            for (settle, held), rows in sorted(groups.items(), key=lambda one: one[0][1])
        ),
        cannot_tell=len(rest),
        table=table_lines(found),
        doubts=found.doubts,
    )


def bands_of(measures: Sequence[Measure]) -> dict[tuple[str, str], Reference]:
    """The band of every row that has one."""
    rows = (row for group in session_rows(measures).values() for row in group)
    return {(row.id, row.side): row.reference for row in rows if row.reference is not None}


def _row(row: Change, bands: Bands) -> ChangeRow:
    title = change_title(row)
    return ChangeRow(
        id=row.id,
        title=title,
        before=value_text(row, row.before),
        after=value_text(row, row.after),
        difference=_difference(row),
        kind="wanted" if row.as_wanted else row.verdict,
        word=verdict_word(row),
        beyond=row.beyond_table,
        why=row.why,
        strip=change_strip(row, bands.get((row.id, row.side)), title, key=f"strip-{row.id}-{row.side}"),
    )


def _difference(row: Change) -> str:
    """With its sign and its interval."""
    if row.difference is None or row.interval is None:
        return ""
    unit = display_unit(row.id, row.unit)
    sign = "+" if row.difference > 0 else ""
    number = unit.with_symbol(f"{sign}{unit.number(row.difference)}")
    return f"{number} ({unit.span(*row.interval)})"
