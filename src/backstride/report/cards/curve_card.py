"""The card of a stride curve: the angle or force, the mean stride as a table, its spread, its strides."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.knowledge.loader import load
from backstride.measures.curves import MOST_STRIDES
from backstride.measures.definitions import trial_error
from backstride.model.analysis import Analysis
from backstride.model.common import SIDES
from backstride.report.cards.card import Card, Line, Table, column, curve_key, line, say
from backstride.report.cards.measure_card import change_text, error_text
from backstride.report.context import Background
from backstride.report.curve_view import CurveView
from backstride.report.words import measure_words


def curve_cards(analysis: Analysis, views: tuple[CurveView, ...], background: Background) -> Iterator[Card]:
    """A card for every curve that is drawn."""
    for view in views:
        yield Card(
            key=curve_key(view.curve),
            title=view.title,
            lines=tuple(_lines(view, analysis, background)),
            table=Table((column("percent"), *view.header), view.rows),
        )


def _lines(view: CurveView, analysis: Analysis, background: Background) -> Iterator[Line]:
    told = load("cards.toml")["curve"]["of"].get(view.curve)
    known = background.of(view.recording)
    if told:
        yield line("what", f"{told['what']} {view.positive.capitalize()}.")
    source = f"{told['source']}. {say('curve', 'formula_source')}" if told else say("curve", "formula_source")
    yield line("formula", say("curve", "formula"), source)
    like = measure_words(told["error_of"]) if told else None
    if like:
        error = error_text(like, known)
        yield line("error", say("curve", "error", title=like.title, text=error), trial_error(like.id).source)
        change = say("curve", "error", title=like.title, text=change_text(like))
        yield line("change", change, like.detectable_change_source)
    yield line("band", say("curve", "no_band"))
    left, right = (
        sum(c.side == side and c.recording == view.recording for c in analysis.contacts) for side in SIDES
    )
    counted = say("curve", "strides", counts=view.strides, left=left, right=right, most=MOST_STRIDES)
    marks = f" {say('curve', 'toe_off', marks=view.toe_offs)}" if view.toe_offs else ""
    yield line("strides", counted[:1].upper() + counted[1:] + marks)
