"""The one form every measure follows: a named function from a trial and a side to per-stride values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from backstride.measures.trial import Trial
from backstride.model.arrays import FloatArray
from backstride.model.common import Side

Formula = Callable[[Trial, Side], FloatArray]
"""Per-stride (or per-contact) values of one side in the measure's unit, NaN where one cannot be had.

A formula is pure: it reads the trial, returns an array, or raises ``MeasureRefused`` with a reason a
person can act on. Pooling of sides, intervals, bands and rounding are not its business.
"""

_formulas: dict[str, Formula] = {}


def measure(measure_id: str) -> Callable[[Formula], Formula]:
    """Register a formula under the id it has in ``knowledge/measures.toml``."""

    def register(formula: Formula) -> Formula:
        if measure_id in _formulas:
            raise ValueError(f"two formulas for {measure_id}")
        _formulas[measure_id] = formula
        return formula

    return register


def formulas() -> Mapping[str, Formula]:
    """Every formula by id, whatever was imported before."""
    from backstride.measures import compute  # noqa: F401 - importing it registers them all

    return MappingProxyType(_formulas)
