"""The tables beside a run for the clinician: its ground, fresh against tired at like speed and slope."""

from __future__ import annotations

from dataclasses import dataclass

from backstride.model.drift import Drift
from backstride.report.cards.card import DRIFT, SLOPES, Table, column, say
from backstride.report.cards.run_card import slope_table
from backstride.report.context import Background
from backstride.report.numbers import display_unit
from backstride.report.run_block import shown_trace
from backstride.report.words import measure_title, word


@dataclass(frozen=True)
class RunTable:
    """A table on the page; ``key``: the card that its numbers open."""

    title: str
    key: str
    table: Table


def run_tables(background: Background) -> tuple[RunTable, ...]:
    """The tables of the run that is shown, where it holds them; none without a watch or a sensor."""
    made, trace = [], shown_trace(background)
    if trace is None:
        return ()
    if any(one.distance_m > 0 for one in trace.slopes):
        made.append(RunTable(word("run_clinician", "slopes_head"), SLOPES, slope_table(trace)))
    known = background.of(trace.recording)
    rows = tuple(_drift_row(row) for row in (known.drift if known else ()) if row.side == "both")
    if rows:
        heads = ("measure", "fresh", "tired", "drift", "interval", "clear")
        made.append(
            RunTable(word("run_clinician", "drift_head"), DRIFT, Table(tuple(map(column, heads)), rows))
        )
    return tuple(made)


def _drift_row(row: Drift) -> tuple[str, ...]:
    unit = display_unit(row.id, row.unit)
    title = measure_title(row.id)
    return (
        f"{title} ({unit.symbol})" if unit.symbol else title,
        unit.number(row.fresh),
        unit.number(row.tired),
        unit.number(row.difference),
        unit.span(*row.interval),
        say("say", "yes" if row.clear else "no"),
    )
