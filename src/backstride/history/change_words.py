"""Rules and sentences of the change gate, from ``knowledge/change.toml``."""

from __future__ import annotations

from typing import Any

from backstride.knowledge.loader import load
from backstride.measures.shown import display_unit

FILE = "change.toml"


def rule(key: str) -> float:
    """One number of the rule."""
    return float(load(FILE)["rule"][key])


def listed(table: str, key: str) -> tuple[str, ...]:
    """Ids that a rule holds for."""
    return tuple(load(FILE)[table][key])


def per_mps(measure: str) -> float | None:
    """How much a measure may move when a runner runs 1 m/s faster; None where nobody measured it."""
    found = load(FILE)["per_mps"].get(measure)
    return None if found is None else float(found)


def say(table: str, key: str, **filled: Any) -> str:
    """One sentence or word, filled in."""
    return str(load(FILE)[table][key]).format(**filled)


def amount(measure: str, unit: str, value: float) -> str:
    """A size, without its sign, in the unit and to the digits of the page; two digits where that shows none.

    >>> amount("contact_time", "s", -0.0124)
    '12 ms'
    """
    shown = display_unit(measure, unit)
    size = abs(value)
    text = shown.number(size)
    if size > 0 and float(text) == 0:
        text = f"{size * shown.factor:.2g}"
    return shown.with_symbol(text)
