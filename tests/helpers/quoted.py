"""Texts that quote a study, a question or a name: their numbers are not this runner's and open nothing."""

from __future__ import annotations

import re

from backstride.answers.questions import fields
from backstride.knowledge.loader import load, names
from backstride.safety.facts import facts
from helpers.numbers import Origin, kept_texts

NAME = re.compile(r"\b(?:[A-Za-z]+[._-]?)+\d[\w.]*")  # MT1, run_3.5.c3d, SHA-256
HASH = re.compile(r"SHA-256 [0-9a-f]{12}…")
VERSION = re.compile(r"\bbackstride \d[\w.]*")


def nameless(text: str) -> str:
    """The text without names that hold a digit."""
    for pattern in (HASH, VERSION, NAME):
        text = pattern.sub(" ", text)
    return re.sub(" +", " ", text)


def _questions() -> list[str]:
    asked = [
        text for field in fields().values() for text in (field.ask, field.short, *field.options.values())
    ]
    return [*asked, *(text for fact in facts() for text in (fact.ask, fact.title, fact.watch))]


def _sources() -> list[str]:
    """Whose bands, in full and as page one and a ledger shorten them; whose evidence."""
    found = [band["source"] for band in load("references.toml")["band"]] + ["RBDS n = 28, treadmill"]
    found += [short for text in found for short in (text.split(" (")[0], text.split(" (benchmarks/")[0])]
    rows = [row for name in names("patterns") for row in load(name).get("evidence", ())]
    return [*found, *(row["studies"] for row in rows), *(row.get("usual_source", "") for row in rows)]


QUOTED = Origin(tuple(map(nameless, (*kept_texts(), *_questions(), *_sources()))), frozenset(), frozenset())
