"""Page two: what a clinician needs to trust the numbers, or not."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from backstride.model.analysis import Analysis
from backstride.model.pattern import Item, Pattern
from backstride.report.context import Background
from backstride.report.curve_view import CurveView, curve_views
from backstride.report.facts import Facts, recording_facts
from backstride.report.measure_table import MeasureRow, Refusal, measure_rows, refusals
from backstride.report.numbers import display_unit
from backstride.report.words import PatternWords, conventions, measure_words, pattern_words, word


@dataclass(frozen=True)
class LedgerLine:
    """One item of a ledger: what was found, its number against its threshold, its source."""

    text: str
    number: str
    source: str


@dataclass(frozen=True)
class Ledger:
    """One pattern with everything that speaks for and against it."""

    words: PatternWords
    verdict: str
    verdict_word: str
    for_you: str
    in_studies: str
    for_: tuple[LedgerLine, ...]
    against: tuple[LedgerLine, ...]
    missing: tuple[str, ...]
    next_test: str | None


@dataclass(frozen=True)
class ClinicianPage:
    """Everything page two shows."""

    curves: tuple[CurveView, ...]
    rows: tuple[MeasureRow, ...]
    refusals: tuple[Refusal, ...]
    ledgers: tuple[Ledger, ...]
    facts: tuple[Facts, ...]
    conventions: tuple[str, ...]
    software: str


def clinician_page(analysis: Analysis, curves: pa.Table, background: Background) -> ClinicianPage:
    """Page two of this analysis."""
    return ClinicianPage(
        curves=curve_views(analysis, curves),
        rows=measure_rows(analysis.measures),
        refusals=refusals(analysis.measures),
        ledgers=tuple(_ledger(pattern) for pattern in analysis.patterns),
        facts=tuple(recording_facts(one, background.of(one.id)) for one in analysis.recordings),
        conventions=conventions(),
        software=f"{analysis.software.name} {analysis.software.version}",
    )


def _ledger(pattern: Pattern) -> Ledger:
    return Ledger(
        words=pattern_words(pattern.id),
        verdict=pattern.verdict,
        verdict_word=word("verdict", pattern.verdict),
        for_you=word("strength", pattern.strength_for_you),
        in_studies=pattern.strength_in_studies,
        for_=tuple(_line(item) for item in pattern.for_),
        against=tuple(_line(item) for item in pattern.against),
        missing=pattern.missing,
        next_test=pattern.next_test,
    )


def _line(item: Item) -> LedgerLine:
    return LedgerLine(item.text, _against_threshold(item), item.source)


def _against_threshold(item: Item) -> str:
    """The number beside its threshold in the unit people read, or nothing."""
    known = measure_words(item.measure) if item.measure else None
    if item.value is None or known is None:
        return ""
    unit = display_unit(known.id, known.unit)
    text = unit.with_symbol(unit.number(item.value))
    if item.threshold is None:
        return text
    return f"{text}; threshold {unit.with_symbol(unit.number(item.threshold))}"
