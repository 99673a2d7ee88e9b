"""The questions outside triage, typed rows of ``knowledge/answers/intake.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from backstride.knowledge.loader import load

Kind = Literal["scale", "number", "yes_no", "choice", "choices", "text", "statements", "activities"]
SCALE_TOP = 10.0  # numeric rating scale and patient-specific functional scale both run from 0 to 10


@dataclass(frozen=True)
class Field:
    """One question. ``provokes``: answering brings the ache on; ``short`` names the answer in a summary.

    test: the home test that gives the answer, so that it is not asked without it.
    """

    id: str
    section: str
    kind: Kind
    ask: str
    short: str
    unit: str = ""
    least: float = 0.0
    most: float = SCALE_TOP
    provokes: bool = False
    test: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """Fields that are asked together."""

    id: str
    title: str


@dataclass(frozen=True)
class Statements:
    """A published questionnaire of lines to tick: its score is how many were."""

    items: tuple[str, ...]
    source: str
    important_change: float
    figures_source: str


@cache
def fields() -> Mapping[str, Field]:
    """Every field by id, in the order it is asked."""
    return {row["id"]: Field(**row) for row in load("answers/intake.toml")["field"]}


@cache
def sections() -> tuple[Section, ...]:
    """Every section, in order."""
    return tuple(Section(**row) for row in load("answers/intake.toml")["section"])


@cache
def roland_morris() -> Statements:
    """The Roland-Morris Disability Questionnaire.

    >>> len(roland_morris().items)
    24
    """
    table = dict(load("answers/roland_morris.toml"))
    return Statements(**{**table, "items": tuple(table["items"])})
