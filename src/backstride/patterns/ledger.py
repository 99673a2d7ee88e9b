"""The rules that turn findings into a verdict, the same for all ten patterns.

stands_out    a main finding lies wholly beyond its threshold, interval and all
possible      a main finding lies beyond its threshold, but its interval reaches back over it; or enough
              other findings point the same way: two beside a main finding, one where there is none yet
not_seen      every main finding and every input was there, and none of the above
cannot_tell   otherwise: something was missing
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backstride.model.pattern import Pattern, PatternVerdict, Strength
from backstride.patterns.evidence import Evidence, Finding
from backstride.patterns.words import PatternText, pattern_text

# Strength for this runner by how many smallest detectable changes the value lies beyond the threshold:
# less than one could be gone at the next visit, two and more could not (judged).
MODERATE_FROM: Final = 1.0
STRONG_FROM: Final = 2.0

TEST_LATER: Final = (
    "Answer the safety questions first: the test that would tell more asks you to load your back."
)


def ledger(
    evidence: Evidence, pattern_id: str, main: Sequence[Finding] = (), support: Sequence[Finding] = ()
) -> Pattern:
    """One pattern's ledger.

    Args:
        evidence: for the answers to the pattern's own questions and the right to show its correction.
        pattern_id: a table of ``knowledge/patterns.toml``.
        main: findings that decide the verdict.
        support: findings that can only point.
    """
    text = pattern_text(pattern_id)
    answers = [evidence.answer(question) for question in text.question]
    pointers = [*support, *answers]
    decided = verdict(main, pointers, text)
    found = [finding for finding in (*main, *pointers) if finding.item is not None]
    return Pattern.model_validate(
        {
            "id": pattern_id,
            "verdict": decided,
            "strength_for_you": strength(decided, main),
            "strength_in_studies": text.in_studies,
            "for": tuple(finding.item for finding in found if finding.speaks_for),
            "against": tuple(finding.item for finding in found if not finding.speaks_for),
            "missing": _missing([*main, *pointers], text),
            "next_test": _next_test(evidence, text),
            "corrections": (text.correction,) if evidence.advice_allowed else (),
        }
    )


def verdict(main: Sequence[Finding], pointers: Sequence[Finding], text: PatternText) -> PatternVerdict:
    """The verdict of a pattern by the rules above."""
    states = {finding.state for finding in main}
    pointing = sum(finding.state == "clear" for finding in pointers)
    if "clear" in states:
        return "stands_out"
    if "near" in states or pointing >= (2 if main else 1):
        return "possible"
    inputs = main or pointers
    complete = bool(inputs) and all(finding.state != "missing" for finding in inputs) and not text.missing
    return "not_seen" if complete else "cannot_tell"


def strength(decided: PatternVerdict, main: Sequence[Finding]) -> Strength:
    """How strongly the pattern shows in this runner, whatever studies say of it."""
    if decided == "possible":
        return "weak" if any(finding.state == "near" for finding in main) else "very_weak"
    if decided != "stands_out":
        return "none"
    excess = max(finding.excess for finding in main if finding.state == "clear")
    if excess >= STRONG_FROM:
        return "strong"
    return "moderate" if excess >= MODERATE_FROM else "weak"


def _next_test(evidence: Evidence, text: PatternText) -> str:
    """The next test, unless it loads the back before anyone knows that this is safe."""
    return TEST_LATER if text.next_test_loads and not evidence.advice_allowed else text.next_test


def _missing(findings: Sequence[Finding], text: PatternText) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(f.missing for f in findings if f.missing), *text.missing]))
