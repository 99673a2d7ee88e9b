"""A card: what a person sees who opens a number."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from backstride.knowledge.loader import load

SIDES, DRIFT, RECORDING, TOMORROW, FIGURE = "sides", "drift", "recording", "tomorrow", "figure"
RETEST = "retest"
RUN, SLOPES, ONSET = "run", "run-slopes", "run-onset"
LOAD_IF = "load-if"
"""Keys of the cards that stand for no single measure, curve or answer."""


@dataclass(frozen=True)
class Piece:
    """A text of the page and the key of the card that its numbers open; empty where none does."""

    text: str
    key: str


@dataclass(frozen=True)
class Line:
    """One labelled sentence with where it comes from."""

    label: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Table:
    """Numbers behind a picture or a value; the first cell of a row names it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Card:
    """One card.

    picture, values: every stride drawn, and written out by side. steps: how something is done, in order;
    then the picture shows it and stands above them.
    """

    key: str
    title: str
    lines: tuple[Line, ...]
    table: Table | None = None
    steps: tuple[str, ...] = ()
    picture: Markup | None = None
    picture_says: str = ""
    values: tuple[tuple[str, str], ...] = ()


def measure_key(measure: str) -> str:
    """The key of a measure's card."""
    return f"measure-{measure}"


def curve_key(curve: str) -> str:
    """The key of a curve's card."""
    return f"curve-{curve}"


def load_key(curve: str) -> str:
    """The key of the card of a load's curve."""
    return f"load-{curve}"


def told_key(field: str) -> str:
    """The key of an answer's card."""
    return f"told-{field}"


def plan_key(item: str) -> str:
    """The key of the card of one thing to do."""
    return f"plan-{item}"


def label(key: str) -> str:
    """The label of a line."""
    return str(load("cards.toml")["label"][key])


def column(key: str) -> str:
    """The head of a column."""
    return str(load("cards.toml")["column"][key])


def say(part: str, key: str, **filled: object) -> str:
    """A sentence of the cards' words with its gaps filled."""
    return str(load("cards.toml")[part][key]).format(**filled)


def line(key: str, text: str, source: str = "") -> Line:
    """A line by the key of its label."""
    return Line(label(key), text, source)
