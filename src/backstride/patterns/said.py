"""Measures and their changes in words, for what is told after the ledgers."""

from __future__ import annotations

from backstride.measures.definitions import definition
from backstride.measures.shown import display_unit
from backstride.patterns.held import UNIT_WORDS


def title_said(measure: str) -> str:
    """The name of a measure inside a sentence.

    >>> title_said("leg_angle_at_strike")
    'leg angle at strike'
    """
    title = definition(measure).title
    return title[:1].lower() + title[1:]


def change_said(measure: str, amount: float) -> str:
    """An amount of a measure, in the unit and with the digits of the page.

    >>> change_said("leg_angle_at_strike", 2.0)
    '2.0 degrees'
    """
    shown = display_unit(measure, definition(measure).unit)
    unit = UNIT_WORDS.get(shown.symbol, f" {shown.symbol}")
    return f"{shown.number(amount)}{unit}"
