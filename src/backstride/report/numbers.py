"""Numbers as people read them: the unit they know, no more digits than the instrument gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from backstride.knowledge.loader import load
from backstride.model.measure import Measure, Reference

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


def value_text(measure: Measure) -> str:
    """The value alone, or an en dash where it was refused."""
    unit = display_unit(measure.id, measure.unit)
    return EN_DASH if measure.value is None else unit.number(measure.value)


def interval_text(measure: Measure) -> str:
    """The interval without brackets, or nothing."""
    if measure.interval is None:
        return ""
    return display_unit(measure.id, measure.unit).span(*measure.interval)


def reference_text(measure: str, unit: str, reference: Reference | None) -> str:
    """The reference band with its unit, or nothing."""
    if reference is None:
        return ""
    shown = display_unit(measure, unit)
    return shown.with_symbol(shown.span(reference.low, reference.high))


def fine_text(measure: str, unit: str, value: float) -> str:
    """An error or a smallest change with its unit, to two digits: finer than the measure itself is shown.

    >>> fine_text("stride_time", "s", 0.0004)
    '0.4 ms'
    """
    shown = display_unit(measure, unit)
    return shown.with_symbol(f"{value * shown.factor:.2g}")


def pace_text(speed_mps: float) -> str:
    """Speed as minutes per kilometre.

    >>> pace_text(3.5)
    '4:46'
    """
    seconds = round(1000 / speed_mps)  # metres in a kilometre
    return f"{seconds // 60}:{seconds % 60:02d}"
