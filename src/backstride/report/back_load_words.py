"""What a report says of the loads of the back, looked up once."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from backstride.knowledge.loader import load
from backstride.report.words import CurveWords

WORDS: Final = "back_load.toml"
DRAWN: Final = tuple(field.name for field in fields(CurveWords))


def say(part: str, key: str, **filled: object) -> str:
    """One text with its gaps filled, such as ``say("runner", "title")``."""
    return str(load(WORDS)[part][key]).format(**filled)


def cue_if(cue: str) -> str:
    """The what-if that is about the same thing as the cue of a plan; empty where none is."""
    return next((str(row["id"]) for row in load(WORDS)["of_cue"] if row["field"] == cue), "")


def load_words() -> tuple[CurveWords, ...]:
    """Every load's curve, in the order of the report."""
    rows = load(WORDS)["curve"]
    return tuple(CurveWords(**{key: row[key] for key in DRAWN}) for row in rows)
