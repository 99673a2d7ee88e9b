"""Tests at home as evidence: the worse side against what others reach, the sides against each other.

Each result is held against its threshold with its interval, as measures are. In runners such tests are weak
evidence (better endurance of the trunk went with more lean in one study, and hip strength was alike with and
without back pain in another), so they only point; tests that show the same thing point once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from backstride.answers.home_tests import (
    HomeTest,
    SideValue,
    TestResult,
    forbidden,
    home_test,
    on_scale,
    reference,
    result,
    waits,
)
from backstride.measures.shown import DisplayUnit
from backstride.model.common import Side
from backstride.model.pattern import Item
from backstride.patterns.evidence import WAITS, WHOSE, Evidence, Finding
from backstride.patterns.held import Direction, Held, hold, said
from backstride.patterns.words import HomeTestRow, PatternText, to_type

UNITS: Final = {
    "s": DisplayUnit("seconds", 1.0, 0),
    "degrees": DisplayUnit("degrees", 1.0, 0),
    "points": DisplayUnit("points", 1.0, 1),
    "cm": DisplayUnit("cm", 1.0, 1),
}
CALM: Final = "A test at home that waits until your pain now is given and is 3 of 10 or less"
ORDER: Final = ("clear", "near", "no", "missing")  # of the states of tests that show the same thing


def home_findings(evidence: Evidence, text: PatternText) -> tuple[tuple[HomeTestRow, Finding], ...]:
    """What each row of a pattern's tests at home says."""
    return tuple((row, _read(evidence, row)) for row in text.home_test)


def together(findings: Iterable[tuple[HomeTestRow, Finding]]) -> list[Finding]:
    """One finding for each thing shown: of the tests that show it, the one that speaks for most."""
    shown: dict[str, list[Finding]] = {}
    for row, finding in findings:
        shown.setdefault(row.shows, []).append(finding)
    return [min(group, key=lambda one: ORDER.index(one.state)) for group in shown.values()]


def done(findings: Iterable[tuple[HomeTestRow, Finding]]) -> frozenset[str]:
    """What the pattern lacks no more, as the test that fills it was done."""
    return frozenset(row.fills for row, one in findings if row.fills and one.state != "missing")


def _read(evidence: Evidence, row: HomeTestRow) -> Finding:
    test = home_test(row.test)
    found = result(test, evidence.told)
    if found is None:
        return Finding("missing", missing=_absent(evidence, test), about=test.id)
    read = _worse_side(evidence, found) if row.read == "worse" else _sides_differ(found)
    return replace(read, item=_with_evidence(read.item, row), about=test.id)


def _worse_side(evidence: Evidence, found: TestResult) -> Finding:
    """The worse side against what others of this sex and age reach."""
    test, worst = found.test, found.worst
    others = reference(test, evidence.runner.sex, evidence.runner.age_years)
    if worst is None or others is None:
        return Finding("missing", missing=f"{test.title}: what others reach is not known")
    way: Direction = "above" if test.worse == "high" else "below"
    label = f"{test.title}{WHOSE[worst.side]}"
    return _held(test, on_scale(test, worst), others.low, way, label, f"{others.source}: {others.people}")


def _sides_differ(found: TestResult) -> Finding:
    """The difference of the sides against the largest that is usual."""
    test, usual = found.test, found.test.usual_difference
    if found.difference is None or usual is None:
        return Finding("missing", missing=f"{test.title}: the other side. {to_type(test.id)}")
    larger: Side = "left" if found.difference > 0 else "right"
    span = found.difference_interval
    if span is not None and found.difference <= 0:
        span = (-span[1], -span[0])
    label = f"{test.title}, {larger} more than the other side"
    value = SideValue(larger, abs(found.difference), span)
    return _held(test, value, usual, "above", label, test.usual_difference_source)


def _held(
    test: HomeTest, one: SideValue, threshold: float, way: Direction, label: str, source: str
) -> Finding:
    """Without an interval a result is never clearly beyond its threshold."""
    shown = UNITS[test.unit]
    held = Held(one.value, one.interval or (one.value, one.value), threshold, way)
    state = hold(held)
    if one.interval is None and state == "clear":
        state = "near"
    text = f"{label}: {said(state, held, shown)}"
    item = Item(
        text=text,
        measure=test.fields.get(one.side, next(iter(test.fields.values()))),
        value=one.value,
        interval=one.interval,
        threshold=threshold,
        detectable_change=test.detectable_change,
        source=source,
    )
    return Finding(state, item, excess=held.excess / (test.detectable_change or 1.0))


def _with_evidence(item: Item | None, row: HomeTestRow) -> Item | None:
    """Said of every such line: it points and does not decide."""
    if item is None:
        return None
    return item.model_copy(update={"evidence": f"{row.grade}, points and never decides: {row.studies}"})


def _absent(evidence: Evidence, test: HomeTest) -> str:
    """What stands under "missing" for a test that was not done; nothing where the answers forbid it."""
    if forbidden(test, evidence.told) or waits(test, evidence.told):
        return ""
    if not evidence.allowed.advice:
        return WAITS
    if test.loads and not evidence.allowed.loading_tests:
        return CALM
    return f"A test at home: {test.title}. {to_type(test.id)}"
