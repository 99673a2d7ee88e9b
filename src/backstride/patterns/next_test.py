"""The one test that would move the verdict most: each is tried, as if it had come out for and against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from backstride.answers.home_tests import forbidden, home_test, waits
from backstride.answers.questions import fields
from backstride.model.answers import Answers
from backstride.model.pattern import PatternVerdict
from backstride.model.safety import Allowed
from backstride.patterns.evidence import Finding
from backstride.patterns.held import State
from backstride.patterns.words import NextTest, PatternText

TEST_WAITS: Final = (
    "The next test loads your back. It waits until your pain now is given and is 3 of 10 or less."
)
PROVOKING_WAITS: Final = (
    "The next test may bring your ache on. It waits until every safety question is answered, your light is "
    "not red, and your pain now is given and is 3 of 10 or less."
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


def best_test(text: PatternText, decide: Decide, allowed: Allowed, told: Answers) -> str | None:
    """The test that moves the verdict most; what to try next where none moves it.

    Of equals one at home, which needs no camera, then the earlier one; none that the answers forbid.

    None before safety is clear; tests that load the back wait while it hurts, and those meant to bring the
    ache on until every safety question is answered and the light is not red too.
    """
    if not allowed.advice:
        return None
    tests = [test for test in text.test if not test.home_test or _free(test.home_test, told)]
    best = max(tests, key=lambda test: (movement(test, decide), bool(test.home_test)), default=None)
    moves = best is not None and movement(best, decide) > 0
    if best and moves and _provokes(best) and not allowed.provoking_tests:
        return PROVOKING_WAITS
    said, loads = (best.said, best.loads) if best and moves else (text.next_test, text.next_test_loads)
    return TEST_WAITS if loads and not allowed.loading_tests else said


def _free(test_id: str, told: Answers) -> bool:
    """Whether the answers, pain aside, leave a test at home open."""
    test = home_test(test_id)
    return forbidden(test, told) is None and waits(test, told) is None


def _provokes(test: NextTest) -> bool:
    """Whether the test is meant to bring the ache on."""
    return any(fields()[name].provokes for name in test.fills if name in fields())


def movement(test: NextTest, decide: Decide) -> int:
    """How far the verdict would move, summed over a result that speaks for the pattern and one against it."""
    now = LADDER.index(decide(NOTHING))
    states: tuple[State, State] = ("clear", "no")
    return sum(abs(LADDER.index(decide(Fill(frozenset(test.fills), state))) - now) for state in states)
