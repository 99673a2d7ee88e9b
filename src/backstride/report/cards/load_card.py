"""The cards of the loads: what each curve is, how it was worked out, its numbers; and of the what-ifs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backstride.knowledge.loader import load
from backstride.measures.definitions import trial_error
from backstride.model.analysis import Analysis
from backstride.model.loads import LumbarLoads
from backstride.report.back_load import PRESSED
from backstride.report.back_load_curves import LoadView, load_views
from backstride.report.back_load_words import WORDS, say
from backstride.report.cards.card import LOAD_IF, Card, Line, Table, column, line
from backstride.report.cards.card import say as say_card
from backstride.report.cards.measure_card import error_text, sentence
from backstride.report.context import Background
from backstride.report.numbers import fine_text
from backstride.report.words import measure_words


def load_cards(analysis: Analysis, background: Background) -> Iterator[Card]:
    """A card for every load that is drawn, and one for all what-ifs."""
    loads = analysis.loads
    if loads is None:
        return
    rows = {row["id"]: row for row in load(WORDS)["curve"]}
    for view in load_views(analysis):
        yield Card(
            key=view.key,
            title=view.title,
            lines=tuple(_lines(view, rows[view.curve], loads, background)),
            table=Table((column("percent"), *view.header), view.rows),
        )
    if loads.what_if:
        yield _if_card(loads)


def _lines(view: LoadView, row: dict[str, Any], loads: LumbarLoads, background: Background) -> Iterator[Line]:
    measure = str(row["measure"])
    words = measure_words(measure)
    if words is None:
        raise KeyError(measure)
    what = row.get("what", words.plain)
    yield line("what", f"{what} {sentence(view.positive)}.")
    yield line("formula", f"{sentence(words.formula)}.", words.source)
    yield line("over", say("card", "over"))
    if loads.standing_bw is not None and view.curve == PRESSED:
        yield line("standing", say("card", "standing", value=f"{loads.standing_bw:.2f}"))
    if "error_sd" in row:
        amount = fine_text(measure, words.unit, row["error_sd"])
        yield line("error", say_card("say", "error", amount=amount, how=""), str(row["error_source"]))
    else:
        text = error_text(words, background.of(loads.recording))
        text = say_card("curve", "error", title=words.title, text=text)
        yield line("error", text, trial_error(measure).source)
    yield line("band", say_card("say", "no_band"))
    yield line("strides", say("card", "strides", counts=sentence(view.strides)))


def _if_card(loads: LumbarLoads) -> Card:
    how = " ".join(f"{say('short', one.id)}: {one.how}" for one in loads.what_if)
    return Card(
        key=LOAD_IF,
        title=say("card", "if_title"),
        lines=(
            line("what", say("card", "if_what")),
            line("formula", say("card", "if_formula", how=how), say("card", "if_source")),
            line("interval", say("card", "if_interval")),
            line("strides", say("card", "if_strides")),
        ),
    )
