"""The one thing to try first, and what to watch for while trying it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backstride.knowledge.loader import load
from backstride.model.pattern import Correction, Pattern
from backstride.patterns.words import pattern_text

WATCH = "cue_watch.toml"


@dataclass(frozen=True)
class Cue:
    """One correction, the pattern it is for, and its side effects in words."""

    title: str
    text: str
    source: str
    watch: str
    watch_source: str


def first_cue(shown: Sequence[Pattern], *, advice_allowed: bool) -> Cue | None:
    """The correction of the first pattern that has one; None where advice is not allowed."""
    if not advice_allowed:
        return None
    return next((_cue(p, p.corrections[0]) for p in shown if p.corrections), None)


def _cue(pattern: Pattern, correction: Correction) -> Cue:
    watch = load(WATCH).get(correction.id, {"text": "", "source": ""})
    title = pattern_text(pattern.id).title
    return Cue(title, correction.text, correction.source, watch["text"], watch["source"])
