"""How levels and reasons are said to a person, typed rows of ``knowledge/safety/levels.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from backstride.knowledge.loader import load
from backstride.model.safety import SafetyLevel

LEVELS_FILE = "safety/levels.toml"


@dataclass(frozen=True)
class LevelWords:
    """A level in words: title, what to do, and above ``unknown`` how soon, where, and what until then."""

    title: str
    text: str
    how_soon: str = ""
    where: str = ""
    until: str = ""
    source: str = ""


@cache
def level_words(level: SafetyLevel) -> LevelWords:
    """Title and instructions of a level.

    >>> level_words("unknown").title
    'Safety not checked yet: advice is hidden'
    """
    return LevelWords(**load(LEVELS_FILE)["level"][level])


def reason_text(key: str) -> str:
    """One standing reason, with its placeholders."""
    return str(load(LEVELS_FILE)["reason"][key])


def heading(key: str) -> str:
    """One heading of the safety block, such as "How soon"."""
    return str(load(LEVELS_FILE)["heading"][key])


def action_title(action: str) -> str:
    """What to do when a sign of this kind appears later."""
    return str(load(LEVELS_FILE)["action"][action]["title"])
