"""Sentences that name an option of the command, for people who have a form and no command."""

from __future__ import annotations

import re

from backstride.knowledge.loader import load

OPTION = re.compile(r"--[a-z]+(?:-[a-z]+)*")


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
