"""All cards of a report, by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report.cards.card import Card
from backstride.report.cards.change_card import drift_card, sides_card
from backstride.report.cards.curve_card import curve_cards
from backstride.report.cards.figure_card import figure_card
from backstride.report.cards.load_card import load_cards
from backstride.report.cards.measure_card import measure_cards
from backstride.report.cards.plan_card import plan_cards
from backstride.report.cards.recording_card import recording_card
from backstride.report.cards.run_card import run_cards
from backstride.report.cards.told_card import told_cards
from backstride.report.cards.tomorrow_card import tomorrow_card
from backstride.report.cards.training_card import training_cards
from backstride.report.context import Background
from backstride.report.curve_view import CurveView
from backstride.report.run_block import seen
from backstride.safety.triage import advice_allowed, patterns_allowed


def every_card(
    analysis: Analysis, views: tuple[CurveView, ...], background: Background, told: Answers | None
) -> Mapping[str, Card]:
    """Every card that a page of this analysis may open."""
    return {card.key: card for card in _cards(analysis, views, background, told)}


def _cards(
    analysis: Analysis, views: tuple[CurveView, ...], background: Background, told: Answers | None
) -> Iterator[Card]:
    yield from measure_cards(analysis, background)
    yield from curve_cards(analysis, views, background)
    yield from load_cards(analysis, background)
    yield from told_cards(told)
    yield recording_card(analysis, background)
    yield sides_card(analysis.measures)
    yield drift_card(background, felt=not seen(analysis))
    yield from run_cards(analysis, background)
    yield from training_cards(analysis, background)
    figure = background.figure
    if figure and patterns_allowed(analysis.safety):
        yield figure_card(figure)
    if advice_allowed(analysis.safety):
        yield tomorrow_card()
        yield from plan_cards(analysis.plan)
