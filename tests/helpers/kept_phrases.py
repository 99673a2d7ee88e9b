"""Known phrases found in a line of a page: thousands of them, each tried only where it can stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

DIGITS = re.compile(r"\d+")
HOLE = re.compile(r"\{\w+\}")


class Phrase(NamedTuple):
    """A text to look for. needed: letters and digits without which it stands nowhere; runs: its own numbers'
    digits, which stand in a line exactly so."""

    pattern: str
    needed: str
    runs: frozenset[str]


class Phrases:
    """Texts with placeholders; a line that holds one of them as a whole gives up its numbers."""

    def __init__(self, texts: Iterable[str]) -> None:
        """The longest text comes first, as where two of them begin at the same place it is meant."""
        self._all = [_phrase(text) for text in sorted(texts, key=lambda text: (-len(text), text))]
        self._by_run: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self._all):
            self._by_run[max(one.runs, key=len, default="")].append(at)
        self._left: dict[str, str] = {}

    def left_of(self, line: str) -> str:
        """The line without the phrases; what their placeholders were filled with stays.

        >>> Phrases(["run 5 km.", "About {value} of 12"]).left_of("About 15 of 12. Run 5 km, run 15 km.")
        ' …  15  … .  … , run 15 km.'
        """
        if line not in self._left:
            there = self._possible(line)
            self._left[line] = _any_of(there).sub(_given, line) if there else line
        return self._left[line]

    def _possible(self, line: str) -> tuple[str, ...]:
        """Patterns of the phrases whose digits and longest piece the line holds, in their order."""
        runs, folded = {"", *DIGITS.findall(line)}, line.casefold()
        found = (at for run in runs for at in self._by_run.get(run, ()))
        mine = (self._all[at] for at in sorted(found))
        return tuple(one.pattern for one in mine if one.runs <= runs and one.needed in folded)


def _phrase(text: str) -> Phrase:
    """Placeholders match anything, a last full stop may go; no word and no number is cut in two."""
    pieces = [" ".join(piece.split()) for piece in HOLE.split(f" {text.rstrip('.')} ")]
    whole = "(.*?)".join(map(re.escape, pieces))
    return Phrase(
        rf"(?<![\w.,]){whole}(?!\w|[.,]\d)",
        max(pieces, key=len).casefold(),
        frozenset(run for at, piece in enumerate(pieces) for run in _runs(piece, at, len(pieces) - 1)),
    )


def _runs(piece: str, at: int, last: int) -> Iterable[str]:
    """Digits of a piece but those beside a placeholder, which may be filled with more of them."""
    for match in DIGITS.finditer(piece):
        beside = (at > 0 and match.start() == 0) or (at < last and match.end() == len(piece))
        if not beside:
            yield match[0]


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


def _given(match: re.Match[str]) -> str:
    """What the placeholders of a phrase were filled with: it stays on the page to be traced itself."""
    return " … ".join(["", *(group for group in match.groups() if group), ""])
