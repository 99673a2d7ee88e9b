"""Page two: what a clinician needs to trust the numbers, or not."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.pattern import Item, Pattern
from backstride.patterns.words import PatternText, pattern_text
from backstride.report.changes import drift_lines, side_lines
from backstride.report.context import Background
from backstride.report.curve_stats import main_recording
from backstride.report.curve_view import CurveView, curve_views
from backstride.report.facts import Facts, recording_facts
from backstride.report.measure_table import MeasureRow, Refusal, measure_rows, refusals
from backstride.report.moving_figure import duration_s
from backstride.report.stick import STRIDES
from backstride.report.told import told_rows
from backstride.report.words import conventions, page, word
from backstride.safety.words import level_words

NOT_IN_ARTICLE = "training_load"  # the tenth pattern is the studies' own


@dataclass(frozen=True)
class LedgerLine:
    """One item of a ledger: what was found, in words that hold its number and threshold, and its source.

    ``noted``: an answer that stands in the ledger without weighing in its verdict."""

    text: str
    source: str
    noted: bool = False


@dataclass(frozen=True)
class Ledger:
    """One pattern with everything that speaks for and against it."""

    words: PatternText
    idea_title: str
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
    """Everything page two shows; ``drawn`` names the recording of the curves where there are several."""

    curves: tuple[CurveView, ...]
    drawn: str | None
    follows: bool
    rows: tuple[MeasureRow, ...]
    refusals: tuple[Refusal, ...]
    sides: tuple[str, ...]
    drift: tuple[str, ...]
    drifted: bool
    ledgers: tuple[Ledger, ...]
    facts: tuple[Facts, ...]
    level: str
    reasons: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    conventions: tuple[str, ...]
    software: str


def clinician_page(
    analysis: Analysis, curves: pa.Table, background: Background, told: Answers | None = None
) -> ClinicianPage:
    """Page two of this analysis."""
    sweep_s = _sweep_s(curves, background)
    return ClinicianPage(
        curves=curve_views(analysis, curves, sweep_s=sweep_s),
        follows=sweep_s is not None,
        drawn=main_recording(curves) if len(analysis.recordings) > 1 else None,
        rows=measure_rows(analysis.measures),
        refusals=refusals(analysis.measures),
        sides=side_lines(analysis.measures),
        drift=drift_lines(background),
        drifted=any(one.drift for one in background.recordings),
        ledgers=tuple(_ledger(pattern) for pattern in analysis.patterns),
        facts=tuple(recording_facts(one, background.of(one.id)) for one in analysis.recordings),
        level=level_words(analysis.safety.level).title,
        reasons=analysis.safety.reasons if analysis.safety.level != "clear" else analysis.safety.reasons[1:],
        told=told_rows(told),
        conventions=conventions(),
        software=f"{analysis.software.name} {analysis.software.version}",
    )


def _sweep_s(curves: pa.Table, background: Background) -> float | None:
    """How long the moving figure takes for a stride, where it shows the recording of the curves."""
    drawn = main_recording(curves)
    known = background.of(drawn) if drawn else None
    return duration_s(known.figure) / STRIDES if known and known.figure else None


def _ledger(pattern: Pattern) -> Ledger:
    words = pattern_text(pattern.id)
    lines = _lines((*pattern.for_, *pattern.against), {row.field for row in words.answer if not row.counts})
    idea = page("own_idea") if pattern.id == NOT_IN_ARTICLE else page("article_idea").format(row=words.row)
    return Ledger(
        words=words,
        idea_title=idea,
        verdict=pattern.verdict,
        verdict_word=word("verdict", pattern.verdict),
        for_you=word("strength", pattern.strength_for_you),
        in_studies=pattern.strength_in_studies,
        for_=lines[: len(pattern.for_)],
        against=lines[len(pattern.for_) :],
        missing=pattern.missing,
        next_test=pattern.next_test,
    )


def _lines(items: tuple[Item, ...], noted: set[str]) -> tuple[LedgerLine, ...]:
    """The items in order; a source that was just named is not spelled out again."""
    before = [None, *(item.source for item in items)]
    return tuple(
        LedgerLine(
            item.text, page("same_source") if item.source == last else item.source, item.measure in noted
        )
        for item, last in zip(items, before, strict=False)
    )
