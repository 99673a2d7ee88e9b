"""What a plan is made from: the analysis, the answers, what they allow, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from backstride.care.words import words
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.measure import SESSION, Measure
from backstride.model.pattern import Pattern
from backstride.model.safety import Allowed
from backstride.patterns.found import found
from backstride.patterns.words import pattern_text
from backstride.safety.triage import allowed

Calm = Literal["green", "amber", "red", "unanswered"]
GUARDED: Final[Mapping[str, frozenset[str]]] = {
    "pain_kind": frozenset({"sharp"}),
    "trunk_locks": frozenset({"yes"}),
    "bend_catches": frozenset({"one_side", "all_sides"}),
}


@dataclass(frozen=True)
class Case:
    """One runner's case; ``told`` is empty where nothing was answered."""

    analysis: Analysis
    told: Answers

    @cached_property
    def allowed(self) -> Allowed:
        """What the answers allow."""
        return allowed(self.analysis.safety, self.told)

    @cached_property
    def found(self) -> tuple[Pattern, ...]:
        """What stands out or is possible, in the order it is told."""
        return tuple(found(self.analysis.patterns))

    @property
    def found_ids(self) -> tuple[str, ...]:
        """The ids of what was found."""
        return tuple(pattern.id for pattern in self.found)

    @property
    def calm(self) -> Calm:
        """The light for tomorrow; ``unanswered`` where the pain was not said."""
        light = self.analysis.safety.run_tomorrow
        return light.light if light else "unanswered"

    @property
    def guarded(self) -> bool:
        """Whether the answers ask for care whatever the light: sharp pain, a back that locks or catches."""
        return any(
            field in self.told.unused or bool(options & set(self.told.chosen(field)))
            for field, options in GUARDED.items()
        )

    def measured(self, measure: str) -> tuple[Measure, ...]:
        """The rows of a measure that have a value: of the session, else of the only recording."""
        rows = [row for row in self.analysis.measures if row.id == measure and row.value is not None]
        pooled = [row for row in rows if row.recording == SESSION]
        return tuple(pooled or rows)

    def reason(self, pattern: Pattern) -> str:
        """Which finding an item answers, in words: the pattern, its verdict and its first line."""
        said = words("say")
        text, word = pattern_text(pattern.id), str(pattern.verdict)
        if text.told_alone and word == "stands_out":  # no run was read for it
            word = "told"
        told = said["found"].format(title=text.title, verdict=said[f"found_word_{word}"])
        return f"{told} {pattern.for_[0].text}." if pattern.for_ else told
