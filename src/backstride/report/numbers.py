"""Numbers as the page writes them: values, intervals, bands, errors, pace."""

from __future__ import annotations

from backstride.measures.shown import EN_DASH as EN_DASH
from backstride.measures.shown import MINUS as MINUS
from backstride.measures.shown import DisplayUnit as DisplayUnit
from backstride.measures.shown import display_unit as display_unit
from backstride.model.measure import Measure, Reference


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
