"""The one test that would move the verdict most: each is tried, as if it had come out for and against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from backstride.model.pattern import PatternVerdict
from backstride.model.safety import Allowed
from backstride.patterns.evidence import Finding
from backstride.patterns.held import State
from backstride.patterns.words import NextTest, PatternText

TEST_WAITS: Final = (
    "The next test loads your back. It waits until your pain now is given and is 3 of 10 or less."
)
# How far apart two verdicts are: their distance on this ladder.
LADDER: Final[tuple[PatternVerdict, ...]] = ("not_seen", "cannot_tell", "possible", "stands_out")


@dataclass(frozen=True)
class Fill:
    """A test imagined done: missing findings about these ids take this state."""

    about: frozenset[str]
    state: State

    def __call__(self, finding: Finding) -> Finding:
        """The finding as it would be after the test."""
        wanted = finding.state == "missing" and finding.about in self.about
        return replace(finding, state=self.state) if wanted else finding

    def open(self, missing_id: str) -> bool:
        """Whether what the pattern lacks would still be missing."""
        return missing_id not in self.about


NOTHING: Final = Fill(frozenset(), "missing")
Decide = Callable[[Fill], PatternVerdict]


def best_test(text: PatternText, decide: Decide, allowed: Allowed) -> str | None:
    """The test that moves the verdict most, the earlier one of equals; what to try next where none moves it.

    None before safety is clear; tests that load the back wait while it hurts.
    """
    if not allowed.advice:
        return None
    best = max(text.test, key=lambda test: movement(test, decide), default=None)
    moves = best is not None and movement(best, decide) > 0
    said, loads = (best.text, best.loads) if best and moves else (text.next_test, text.next_test_loads)
    return TEST_WAITS if loads and not allowed.loading_tests else said


def movement(test: NextTest, decide: Decide) -> int:
    """How far the verdict would move, summed over a result that speaks for the pattern and one against it."""
    now = LADDER.index(decide(NOTHING))
    states: tuple[State, State] = ("clear", "no")
    return sum(abs(LADDER.index(decide(Fill(frozenset(test.fills), state))) - now) for state in states)
