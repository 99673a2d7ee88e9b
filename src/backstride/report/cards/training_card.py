"""The card behind every number that a folder of runs brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.training import TrainingLoad
from backstride.patterns.runs_said import said_day
from backstride.patterns.words import FROM_FILES
from backstride.report.cards.card import Card, Line, line, told_key
from backstride.report.context import Background

TRAINING: Final = "training"
"""The key of the card that the tables open; lines of a ledger open it by what they are read from."""


def training_cards(analysis: Analysis, background: Background) -> Iterator[Card]:
    """One card, under the key of the tables and of each line that a ledger holds; none without a folder."""
    items = (item for one in analysis.patterns for item in (*one.for_, *one.against))
    read = {item.measure for item in items} & set(FROM_FILES)
    if background.training is None and not read:
        return
    card = Card(TRAINING, _words()["title"], tuple(_lines(background.training)))
    yield card
    yield from (replace(card, key=told_key(name)) for name in FROM_FILES if name in read)


def _lines(loaded: TrainingLoad | None) -> Iterator[Line]:
    words = _words()
    yield line("what", words["what"])
    yield line("formula", words["formula"])
    if loaded is not None:
        runs = f"{loaded.runs:,} {'run' if loaded.runs == 1 else 'runs'}"
        yield line("source", words["source"].format(runs=runs, day=said_day(loaded.until)))
    yield line("rule", words["bound"], words["bound_source"])
    yield line("error", words["error"])
    yield line("strides", words["strides"])


def _words() -> Any:
    return load("training.toml")["card"]
