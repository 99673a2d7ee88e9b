"""Sentences that name a command, or an option of it, for people who have pages and no terminal."""

from __future__ import annotations

import re
from typing import Final

from backstride.errors import BackstrideError
from backstride.knowledge.loader import load

OPTION: Final = re.compile(r"--[a-z]+(?:-[a-z]+)*")
ASIDE: Final = re.compile(r" \(“backstride [^”]*”\)| Type “backstride home-tests [a-z0-9_]+”\.")
COMMANDS: Final = "app/commands.toml"
_GIVEN = re.compile(rf" with {OPTION.pattern}")


def without_commands(text: str) -> str:
    """The sentences, or a piece of a page, without what one types in a terminal; where there is a page that
    does the same, it is named instead.

    >>> without_commands("The phone in the same place (“backstride card”).")
    'The phone in the same place.'
    """
    for row in load(COMMANDS)["instead"]:
        text = text.replace(row["of"], row["say"])
    return ASIDE.sub("", text)


def in_the_app(text: str) -> str:
    """The sentence with each option called as the form on Start calls it; an option it lacks stays.

    >>> in_the_app("Give the height with --height-m.")
    'Give the height with “Height (cm)”.'
    """
    known = load("app/start.toml")

    def called(found: re.Match[str]) -> str:
        key = known["option"].get(found[0])
        return f"“{known['say'][key]}”" if key else found[0]

    return OPTION.sub(called, text)


def without_options(error: BackstrideError) -> str:
    """The error's sentence where an option of the command, as its place or in its advice, tells nothing.

    >>> without_options(BackstrideError("it is over", where="--at 25:00", fix="Give 18:00 with --at"))
    'It is over. Give 18:00.'
    """
    if error.where and not error.where.startswith("--"):
        return str(error)
    said = str(type(error)(error.what, fix=_GIVEN.sub("", error.fix)))
    return f"{said[:1].upper()}{said[1:]}"
