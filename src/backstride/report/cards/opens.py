"""Numbers that open: the button round a number, or round each number of a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from markupsafe import Markup, escape

from backstride.measures.definitions import definitions
from backstride.report.cards.card import measure_key

# A number that is no part of a name (MT1), with its sign, its unit of a word or two, and its range.
NUMBER: Final = r"(?<![\w.])[−-]?\d+(?:[.,:]\d+)*"
UNIT: Final = r"(?:\s?[°%](?!\w)|\s(?:degrees|body weights|steps/min|[a-z]{1,3}(?:/[a-z0-9²]+)?)(?=\s\())?"
RANGE: Final = rf"(?:\s\({NUMBER}(?:–|\sto\s){NUMBER}\))?"
STOP: Final = r"(?:[,.;:)]+(?=\s|$))?"  # stays with its number at the end of a line
TOKEN: Final = re.compile(rf"{NUMBER}{UNIT}{RANGE}{STOP}")
CITED: Final = re.compile(
    r"[A-Z]\w+,? $"
)  # a name before a year: whose study it is, no number of the runner's
YEAR: Final = re.compile(r"(?:19|20)\d\d")


def opener(content: str | Markup, key: str, keys: Collection[str], *, stop: bool = True) -> Markup:
    """``content`` as a button that opens the card ``key``; as it is where there is no such card.

    stop: whether the Tab key stops here; one stop a line is enough where several numbers open one card.
    """
    if key not in keys or not content:
        return escape(content)
    tab = "" if stop else Markup(' tabindex="-1"')
    return Markup('<button type="button" class="opens" popovertarget="card-{}"{}>{}</button>').format(
        key, tab, content
    )


def opens(text: str, key: str, keys: Collection[str], *, stop: bool = True) -> Markup:
    """A sentence in which every number opens the card ``key``.

    >>> str(opens("Foot MT1: 3.5 cm.", "a", {"a"}))[:62]
    'Foot MT1: <button type="button" class="opens" popovertarget="c'
    >>> str(opens("It is 5.", "b", {"a"}))
    'It is 5.'
    """
    if key not in keys:
        return escape(text)
    parts: list[Markup] = []
    end = 0
    for match in TOKEN.finditer(text):
        if YEAR.fullmatch(match[0]) and CITED.search(text[: match.start()]):
            continue
        parts += [escape(text[end : match.start()]), opener(match[0], key, keys, stop=stop)]
        end, stop = match.end(), False
    return Markup("").join([*parts, escape(text[end:])])


def named_measure(text: str) -> str:
    """The key of the measure that a sentence begins with, such as "Cadence: ..."; empty for another."""
    start = text.removeprefix("Still missing: ").lower()
    return next((measure_key(one.id) for one in definitions() if start.startswith(_named(one.title))), "")


def _named(title: str) -> str:
    return f"{title.lower()}:"
