"""The unit in which people see a measure, and how many digits: one rule for page and ledger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from backstride.knowledge.loader import load

EN_DASH = "–"
MINUS = "−"


@dataclass(frozen=True)
class DisplayUnit:
    """``shown = value * factor``, printed with ``decimals`` digits and ``symbol``."""

    symbol: str
    factor: float
    decimals: int

    def number(self, value: float) -> str:
        """``value`` (in its SI unit) as digits, with a true minus sign and no negative zero."""
        text = f"{value * self.factor:.{self.decimals}f}"
        text = text.removeprefix("-") if float(text) == 0 else text
        return text.replace("-", MINUS)

    def span(self, low: float, high: float) -> str:
        """A range; with "to" where a dash beside a minus sign would mislead."""
        between = " to " if min(low, high) * self.factor < 0 else EN_DASH
        return f"{self.number(low)}{between}{self.number(high)}"

    def with_symbol(self, text: str) -> str:
        """``text`` followed by the symbol; the degree and percent signs stand close."""
        if not self.symbol:
            return text
        return f"{text}{self.symbol}" if self.symbol == "°" else f"{text} {self.symbol}"


@cache
def display_unit(measure: str, unit: str) -> DisplayUnit:
    """How values of this measure are shown.

    >>> display_unit("contact_time", "s").number(0.2414)
    '241'
    """
    words = load("report.toml")
    return DisplayUnit(**words["unit_of"].get(measure, words["unit"][unit]))
