"""The rules that turn findings into a verdict, the same for all ten patterns.

stands_out    a main finding lies wholly beyond its threshold, interval and all
possible      a main finding lies beyond its threshold, but its interval reaches back over it; or enough
              other findings point the same way: two beside a main finding, one where there is none yet
not_seen      every main finding and every input was there, and none of the above
cannot_tell   otherwise: something was missing

Nerve signs and a muscle on guard are read from answers alone: two that count stand out, one is possible, and
none of them, all answered, is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from backstride.model.pattern import Correction, Pattern, PatternVerdict, Strength
from backstride.patterns.evidence import Evidence, Finding
from backstride.patterns.next_test import NOTHING, Fill, best_test
from backstride.patterns.words import AnswerRow, Missing, PatternText, pattern_text

# Strength for this runner by how many smallest detectable changes the value lies beyond the threshold:
# less than one could be gone at the next visit, two and more could not (judged).
MODERATE_FROM: Final = 1.0
STRONG_FROM: Final = 2.0

WAITS: Final = "A test or a recording that waits until the safety questions have clear answers"


def ledger(evidence: Evidence, pattern_id: str, support: Sequence[Finding] = ()) -> Pattern:
    """One pattern's ledger, by the rows of ``knowledge/patterns/<pattern_id>.toml``.

    Rows that decide are the main findings, the others can only point. A thing that the pattern lacks, and
    that would decide if a test brought it, counts as a main finding while that test is tried out.

    Args:
        evidence: what was measured and answered, and what may be shown.
        pattern_id: one of ``words.pattern_ids``.
        support: further findings that can only point.
    """
    text = pattern_text(pattern_id)
    rows = [row for row in text.evidence if evidence.brings(row)]
    there = {row.brings for row in rows}
    main = [finding for row in rows if row.decides for finding in evidence.read(row)]
    support = [*support, *(finding for row in rows if not row.decides for finding in evidence.read(row))]
    answers = [(row, evidence.answer(row)) for row in text.answer]
    pointers = [*support, *(finding for row, finding in answers if row.counts)]

    hoped = [Finding("missing", about=one.id) for one in text.missing if one.decides and one.id not in there]

    def decide(filled: Fill) -> PatternVerdict:
        brought = [one for one in map(filled, hoped) if one.state != "missing"]
        return verdict(
            [*(filled(one) for one in main), *brought],
            [filled(one) for one in pointers],
            complete=not [one for one in text.missing if one.id not in there and filled.open(one.id)],
        )

    return assemble(evidence, pattern_id, decide, main, support, answers, there)


def told_ledger(evidence: Evidence, pattern_id: str) -> Pattern:
    """The ledger of a pattern that only answers can show: no measure is read.

    Two answers that count make it stand out, one makes it possible; not seen needs every one of them.
    """
    answers = [(row, evidence.answer(row)) for row in pattern_text(pattern_id).answer]

    def decide(filled: Fill) -> PatternVerdict:
        counted = [(row, filled(finding)) for row, finding in answers if row.counts]
        speaking = sum(finding.state == "clear" for _, finding in counted)
        if speaking:
            return "stands_out" if speaking > 1 else "possible"
        needed = (finding.state == "no" for row, finding in counted if not row.optional)
        return "not_seen" if all(needed) else "cannot_tell"

    return assemble(evidence, pattern_id, decide, (), (), answers)


def assemble(
    evidence: Evidence,
    pattern_id: str,
    decide: Callable[[Fill], PatternVerdict],
    main: Sequence[Finding],
    support: Sequence[Finding],
    answers: Sequence[tuple[AnswerRow, Finding]],
    there: Collection[str] = (),
) -> Pattern:
    """The ledger with its verdict; advice only where it is allowed."""
    text, decided = pattern_text(pattern_id), decide(NOTHING)
    findings = [*main, *support, *(finding for _, finding in answers)]
    found = [finding for finding in findings if finding.item is not None]
    lacking = [*main, *support, *(finding for row, finding in answers if row.counts)]
    return Pattern.model_validate(
        {
            "id": pattern_id,
            "verdict": decided,
            "strength_for_you": strength(decided, main),
            "strength_in_studies": text.in_studies,
            "for": tuple(finding.item for finding in found if finding.speaks_for),
            "against": tuple(finding.item for finding in found if not finding.speaks_for),
            "missing": _missing(evidence, lacking, [one for one in text.missing if one.id not in there]),
            "next_test": best_test(text, decide, evidence.allowed),
            "corrections": _corrections(evidence, text),
        }
    )


def verdict(main: Sequence[Finding], pointers: Sequence[Finding], *, complete: bool) -> PatternVerdict:
    """The verdict of a pattern by the rules above; ``complete``: nothing else is missing."""
    states = {finding.state for finding in main}
    pointing = sum(finding.state == "clear" for finding in pointers)
    if "clear" in states:
        return "stands_out"
    if "near" in states or pointing >= (2 if main else 1):
        return "possible"
    inputs = main or pointers
    seen = bool(inputs) and all(finding.state != "missing" for finding in inputs)
    return "not_seen" if seen and complete else "cannot_tell"


def strength(decided: PatternVerdict, main: Sequence[Finding]) -> Strength:
    """How strongly the pattern shows in this runner, whatever studies say of it; weak from answers alone."""
    if decided == "possible":
        return "weak" if any(finding.state == "near" for finding in main) else "very_weak"
    if decided != "stands_out":
        return "none"
    excess = max((finding.excess for finding in main if finding.state == "clear"), default=0.0)
    if excess >= STRONG_FROM:
        return "strong"
    return "moderate" if excess >= MODERATE_FROM else "weak"


def _corrections(evidence: Evidence, text: PatternText) -> tuple[Correction, ...]:
    if not evidence.allowed.advice:
        return ()
    held = text.correction_held if not evidence.allowed.diet else None
    return (held or text.correction,)


def _missing(evidence: Evidence, findings: Sequence[Finding], lacks: Sequence[Missing]) -> tuple[str, ...]:
    waits = not evidence.allowed.advice
    known = [WAITS if one.loads and waits else one.text for one in lacks]
    return tuple(dict.fromkeys([*(f.missing for f in findings if f.missing), *known]))
