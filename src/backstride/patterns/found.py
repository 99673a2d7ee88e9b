"""Which patterns were found, and in which order they are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from backstride.model.pattern import Pattern, Strength
from backstride.patterns.words import pattern_text

STRENGTHS: Final[tuple[Strength, ...]] = ("none", "very_weak", "weak", "moderate", "strong")


def found(patterns: Iterable[Pattern]) -> list[Pattern]:
    """What stands out, then what is possible; the stronger for this runner first.

    Without what is never headlined: the first of these stand on top of the page and lend the plan its cue.
    """
    return [one for one in _there(patterns) if pattern_text(one.id).headlined]


def found_beside(patterns: Iterable[Pattern]) -> list[Pattern]:
    """What was found and is never headlined, as the evidence is against it."""
    return [one for one in _there(patterns) if not pattern_text(one.id).headlined]


def _there(patterns: Iterable[Pattern]) -> list[Pattern]:
    there = [p for p in patterns if p.verdict in ("stands_out", "possible")]
    return sorted(there, key=lambda p: (p.verdict != "stands_out", -STRENGTHS.index(p.strength_for_you)))
