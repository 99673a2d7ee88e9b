"""The rules that turn findings into a verdict, the same for all ten patterns.

stands_out    a main finding lies wholly beyond its threshold, interval and all
possible      a main finding lies beyond its threshold, but its interval reaches back over it; or enough
              other findings point the same way: two beside a main finding, one where there is none yet
not_seen      every main finding and every input was there, and none of the above
cannot_tell   otherwise: something was missing

Nerve signs and a muscle on guard are read from answers alone: two that count stand out, one is possible, and
none of them, all answered, is not seen.

A test at home can point, never decide: it is one of the other findings above, and tests that show the same
thing are one together. It need not have been done for a pattern to be not seen, save where that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from backstride.model.pattern import Correction, Item, Pattern, PatternVerdict, Strength
from backstride.patterns.compared import compared
from backstride.patterns.evidence import WAITS, Evidence, Finding
from backstride.patterns.home_tests import done, home_findings, together
from backstride.patterns.next_test import NOTHING, Fill, best_test
from backstride.patterns.words import AnswerRow, HomeTestRow, Missing, PatternText, pattern_text

# Strength for this runner by how many smallest detectable changes the value lies beyond the threshold:
# less than one could be gone at the next visit, two and more could not (judged).
MODERATE_FROM: Final = 1.0
STRONG_FROM: Final = 2.0


@dataclass(frozen=True)
class Findings:
    """All that a ledger reads.

    main: what decides. support: what only points. noted: what does not weigh in the verdict. answers, tests:
    with their rows. there: ids of what the pattern lacked and now has.
    """

    main: tuple[Finding, ...] = ()
    support: tuple[Finding, ...] = ()
    noted: tuple[Finding, ...] = ()
    answers: tuple[tuple[AnswerRow, Finding], ...] = ()
    tests: tuple[tuple[HomeTestRow, Finding], ...] = ()
    there: frozenset[str] = frozenset()

    @property
    def lacking(self) -> list[Finding]:
        """Those of which it matters that they are missing."""
        counted = (finding for row, finding in self.answers if row.counts)
        return [*self.main, *self.support, *self.noted, *(one for _, one in self.tests), *counted]

    @property
    def items(self) -> list[tuple[Item, bool]]:
        """Every line, and whether it speaks for the pattern; first what the verdict rests on."""
        weighed = [one for row, one in self.answers if row.counts]
        deciding = (*self.main, *self.support, *weighed, *self._tests)
        clear = [one for one in deciding if one.state == "clear"]
        noted = (*self.noted, *(one for row, one in self.answers if not row.counts))
        every = (*clear, *self.main, *self.support, *self._tests, *weighed, *noted)
        once = {id(one): one for one in every}
        return [(one.item, one.speaks_for) for one in once.values() if one.item is not None]

    @property
    def _tests(self) -> list[Finding]:
        return [one for _, one in self.tests]


def ledger(
    evidence: Evidence,
    pattern_id: str,
    support: Iterable[Finding] = (),
    noted: Iterable[Finding] = (),
    brought: Iterable[str] = (),
    main: Iterable[Finding] = (),
) -> Pattern:
    """One pattern's ledger, by the rows of ``knowledge/patterns/<pattern_id>.toml``.

    Rows that decide are the main findings, the others can only point. A thing that the pattern lacks, and
    that would decide if a test brought it, counts as a main finding while that test is tried out.

    Args:
        evidence: what was measured and answered, and what may be shown.
        pattern_id: one of ``words.pattern_ids``.
        support: further findings that can only point.
        noted: further findings that do not weigh in the verdict.
        brought: ids of what the pattern lacks otherwise and these findings bring.
        main: further findings that decide.
    """
    text = pattern_text(pattern_id)
    read = _read(evidence, text, support, noted, brought, main)
    pointers = [*read.support, *(finding for row, finding in read.answers if row.counts)]
    lacks = [one for one in text.missing if one.id not in read.there]
    hoped = [Finding("missing", about=one.id) for one in lacks if one.decides]

    def decide(filled: Fill) -> PatternVerdict:
        hopes = [one for one in map(filled, hoped) if one.state != "missing"]
        return verdict(
            [*map(filled, read.main), *hopes],
            [*map(filled, pointers)],
            together((row, filled(finding)) for row, finding in read.tests),
            complete=not [one for one in lacks if filled.open(one.id)],
        )

    return assemble(evidence, pattern_id, decide, read)


def told_ledger(evidence: Evidence, pattern_id: str) -> Pattern:
    """The ledger of a pattern that only answers can show: no measure is read.

    Two answers that count make it stand out, one makes it possible; not seen needs every one of them. A test
    at home makes it possible too, and never more.
    """
    text = pattern_text(pattern_id)
    read = _read(evidence, text)

    def decide(filled: Fill) -> PatternVerdict:
        counted = [(row, filled(finding)) for row, finding in read.answers if row.counts]
        speaking = sum(finding.state == "clear" for _, finding in counted)
        pointing = any(filled(finding).state == "clear" for _, finding in read.tests)
        if speaking or pointing:
            return "stands_out" if speaking > 1 else "possible"
        needed = (finding.state == "no" for row, finding in counted if not row.optional)
        return "not_seen" if all(needed) else "cannot_tell"

    return assemble(evidence, pattern_id, decide, read)


def assemble(
    evidence: Evidence, pattern_id: str, decide: Callable[[Fill], PatternVerdict], read: Findings
) -> Pattern:
    """The ledger with its verdict; advice only where it is allowed."""
    text, decided = pattern_text(pattern_id), decide(NOTHING)
    lacks = [one for one in text.missing if one.id not in read.there]
    return Pattern.model_validate(
        {
            "id": pattern_id,
            "verdict": decided,
            "strength_for_you": strength(decided, read.main),
            "strength_in_studies": text.in_studies,
            "for": tuple(item for item, speaks_for in read.items if speaks_for),
            "against": tuple(item for item, speaks_for in read.items if not speaks_for),
            "missing": _missing(evidence, read.lacking, lacks),
            "next_test": best_test(text, decide, evidence.allowed, evidence.told),
            "corrections": _corrections(evidence, text),
        }
    )


def _read(
    evidence: Evidence,
    text: PatternText,
    support: Iterable[Finding] = (),
    noted: Iterable[Finding] = (),
    brought: Iterable[str] = (),
    main: Iterable[Finding] = (),
) -> Findings:
    """Every row of a pattern read, with what else was found."""
    rows = [row for row in text.evidence if evidence.brings(row)]
    tests = home_findings(evidence, text)
    trials = [(row, compared(evidence, row)) for row in text.compare]
    tried = {row.fills for row, finding in trials if finding.state != "missing"}
    return Findings(
        main=(*main, *(finding for row in rows if row.decides for finding in evidence.read(row))),
        support=(
            *support,
            *(finding for _, finding in trials),
            *(finding for row in rows if not row.decides for finding in evidence.read(row)),
        ),
        noted=tuple(noted),
        answers=tuple((row, evidence.answer(row)) for row in text.answer),
        tests=tests,
        there=frozenset({*(row.brings for row in rows), *done(tests), *tried, *brought}),
    )


def verdict(
    main: Sequence[Finding], pointers: Sequence[Finding], tests: Sequence[Finding] = (), *, complete: bool
) -> PatternVerdict:
    """The verdict of a pattern by the rules above.

    tests: tests at home, which may point but need not be there. complete: nothing else is missing.
    """
    states = {finding.state for finding in main}
    pointing = sum(finding.state == "clear" for finding in (*pointers, *tests))
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
