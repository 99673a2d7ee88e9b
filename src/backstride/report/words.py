"""Words of the page, looked up once and typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from backstride.knowledge.loader import load
from backstride.measures.definitions import definitions
from backstride.model.measure import MeasureDefinition


@dataclass(frozen=True)
class CurveWords:
    """Title, sign and fixed axis of one stride curve; the axis grows by ``grow`` when data go beyond it."""

    id: str
    title: str
    positive: str
    low: float
    high: float
    grow: float
    decimals: int


def word(kind: str, key: str) -> str:
    """One word of the page, such as ``word("verdict", "cannot_tell")``."""
    return str(load("report.toml")[kind][key])


def page(key: str) -> str:
    """One standing sentence of the page."""
    return word("page", key)


def glance() -> dict[str, Any]:
    """The measures shown at a glance, with the words for them."""
    return dict(load("report.toml")["glance"])


def conventions() -> tuple[str, ...]:
    """The conventions printed on every report."""
    return tuple(load("report.toml")["conventions"]["text"])


def glossary() -> tuple[tuple[str, str], ...]:
    """Words and what they mean, in the order of the page."""
    return tuple((term["word"], term["plain"]) for term in load("glossary.toml")["term"])


@cache
def curve_words() -> tuple[CurveWords, ...]:
    """Every curve the report draws, in order."""
    return tuple(CurveWords(**row) for row in load("report.toml")["curve"])


@cache
def measure_words(measure: str) -> MeasureDefinition | None:
    """The definition of a measure, or None for one that this version does not define."""
    return next((one for one in definitions() if one.id == measure), None)


def measure_title(measure: str) -> str:
    """The title of a measure; its id in words where it is not defined."""
    known = measure_words(measure)
    return known.title if known else measure.replace("_", " ").capitalize()
