"""The card of the moving figure: which two strides are drawn, and when each foot was down."""

from __future__ import annotations

from backstride.report.cards.card import FIGURE, Card, Table, column, line, say
from backstride.report.stick import STEPS, STRIDES, StickFigure
from backstride.report.words import word

DECIMALS = 3  # a picture of a 150 Hz camera lasts 7 ms


def figure_card(figure: StickFigure) -> Card:
    """One card; times on the recording's own clock."""
    whole_s = figure.stride_s * STRIDES
    begin, end = f"{figure.begin_s:.{DECIMALS}f}", f"{figure.begin_s + whole_s:.{DECIMALS}f}"
    rows = tuple(
        (word("side", side), *(_at(figure, share * whole_s) for share in (down, up)))
        for side, down, up in sorted(figure.contacts, key=lambda one: one[1])
    )
    return Card(
        key=FIGURE,
        title=say("figure", "title"),
        lines=(
            line("what", say("figure", "what")),
            line("formula", say("figure", "formula", steps=STEPS), say("figure", "source")),
            line("strides", say("figure", "strides", begin=begin, end=end, first=figure.first)),
        ),
        table=Table(tuple(column(head) for head in ("foot", "down", "up")), rows),
    )


def _at(figure: StickFigure, seconds: float) -> str:
    return f"{figure.begin_s + seconds:.{DECIMALS}f}"
