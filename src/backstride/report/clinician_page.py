"""Page two: what a clinician needs to trust the numbers, or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
from markupsafe import Markup

from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.pattern import Correction, Item, Pattern
from backstride.patterns.found import found
from backstride.patterns.words import PatternText, pattern_text
from backstride.report.back_load_curves import LoadView, load_views
from backstride.report.back_load_table import IfTable, if_table, load_lines, run_line
from backstride.report.cards.card import Piece
from backstride.report.cards.opens import named_measure
from backstride.report.changes import drift_lines, side_lines
from backstride.report.context import Background
from backstride.report.curve_stats import main_recording
from backstride.report.curve_view import CurveView
from backstride.report.disagreements import DisagreementRow, disagreement_head, disagreement_rows
from backstride.report.facts import Facts, recording_facts
from backstride.report.headline import item_key
from backstride.report.json_file import fingerprint
from backstride.report.measure_table import MeasureRow, Refusal, measure_rows, refusals
from backstride.report.moving_figure import again, duration_s, moving_figure
from backstride.report.run_block import RunBlock, run_block
from backstride.report.run_tables import RunTable, run_tables
from backstride.report.stick import STRIDES
from backstride.report.told import ToldRow, told_rows
from backstride.report.training_block import training_tables
from backstride.report.words import conventions, page, word
from backstride.safety.triage import advice_allowed
from backstride.safety.words import level_words

NOT_IN_ARTICLE = "training_load"  # the tenth pattern is the studies' own


@dataclass(frozen=True)
class LedgerLine:
    """One item of a ledger: what was found, in words that hold its number and threshold, and its source.

    ``evidence``: how strong the evidence of this finding is in studies, and whose.
    ``key``: the card that its numbers open; ``noted``: an answer that stands in the ledger without weighing
    in its verdict."""

    text: str
    source: str
    evidence: str
    key: str = ""
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
    missing: tuple[Piece, ...]
    next_test: str | None
    correction: Correction | None


@dataclass(frozen=True)
class LoadBlock:
    """The loads of the back: curves, how they were worked out, what would change."""

    views: tuple[LoadView, ...]
    lines: tuple[Piece, ...]
    what_if: IfTable | None


@dataclass(frozen=True)
class ClinicianPage:
    """Everything page two shows; ``drawn`` names the recording of the curves where there are several."""

    curves: tuple[CurveView, ...]
    drawn: str | None
    follows: bool
    rows: tuple[MeasureRow, ...]
    refusals: tuple[Refusal, ...]
    sides: tuple[Piece, ...]
    drift: tuple[Piece, ...]
    drifted: bool
    ledgers: tuple[Ledger, ...]
    next_best: str
    facts: tuple[Facts, ...]
    safety: str
    level: str
    reasons: tuple[str, ...]
    told: tuple[ToldRow, ...]
    conventions: tuple[str, ...]
    figure: Markup | None
    loads: LoadBlock | None
    run: RunBlock | None
    tables: tuple[RunTable, ...]
    disagree: tuple[DisagreementRow, ...]
    disagree_head: tuple[str, ...]
    software: str
    fingerprint: str


def clinician_page(
    analysis: Analysis,
    curves: pa.Table,
    views: tuple[CurveView, ...],
    background: Background,
    told: Answers | None = None,
    *,
    alone: bool = False,
) -> ClinicianPage:
    """Page two of this analysis; views: its curves as drawn; alone: without page one and its figure."""
    follows = sweep_s(curves, background) is not None
    advises = advice_allowed(analysis.safety)
    cue = analysis.plan.cue if analysis.plan else None
    said = cue.id if cue and not alone else ""
    return ClinicianPage(
        curves=views,
        follows=follows,
        drawn=main_recording(curves) if len(analysis.recordings) > 1 else None,
        rows=measure_rows(analysis.measures),
        refusals=refusals(analysis.measures),
        sides=side_lines(analysis.measures),
        drift=drift_lines(background),
        drifted=any(one.drift for one in background.recordings),
        ledgers=tuple(_ledger(pattern, said, advises=advises) for pattern in analysis.patterns),
        next_best=_next_best(analysis),
        facts=tuple(recording_facts(one, background.of(one.id)) for one in analysis.recordings),
        safety=analysis.safety.level,
        level=level_words(analysis.safety.level).title,
        reasons=analysis.safety.reasons if analysis.safety.level != "clear" else analysis.safety.reasons[1:],
        told=told_rows(told),
        conventions=conventions(),
        figure=_figure(background, alone) if follows else None,
        loads=_loads(analysis, told),
        run=run_block(background, "clinician", printed=not views),
        tables=(*run_tables(background), *training_tables(background)),
        disagree=disagreement_rows(background.disagreements, analysis.recordings),
        disagree_head=disagreement_head(),
        software=f"{analysis.software.name} {analysis.software.version}",
        fingerprint=fingerprint(analysis),
    )


def sweep_s(curves: pa.Table, background: Background) -> float | None:
    """How long the moving figure takes for a stride, where it shows the recording of the curves."""
    drawn = main_recording(curves)
    known = background.of(drawn) if drawn else None
    return duration_s(known.figure) / STRIDES if known and known.figure else None


def _figure(background: Background, alone: bool) -> Markup | None:
    """The moving figure beside the curves that follow it."""
    if background.figure is None:
        return None
    return (moving_figure if alone else again)(background.figure, "side")


def _loads(analysis: Analysis, told: Answers | None) -> LoadBlock | None:
    loads = analysis.loads
    if loads is None:
        return None
    lines = (*load_lines(loads), *run_line(analysis.measures, told))
    return LoadBlock(load_views(analysis), lines, if_table(loads))


def _next_best(analysis: Analysis) -> str:
    """The next test of what shows most, else of the first pattern that waits for one."""
    waiting = [p for p in (*found(analysis.patterns), *analysis.patterns) if p.next_test]
    if not waiting:
        return ""
    first = waiting[0]
    return f"{first.next_test} {page('try_why').format(title=pattern_text(first.id).title)}"


def _ledger(pattern: Pattern, said: str, *, advises: bool) -> Ledger:
    """said: id of the correction that page one already gives; advises: whether any may be given."""
    words = pattern_text(pattern.id)
    lines = _lines((*pattern.for_, *pattern.against), words.noted)
    correction = next((one for one in pattern.corrections if advises and one.id != said), None)
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
        missing=tuple(Piece(text, named_measure(text)) for text in pattern.missing),
        next_test=pattern.next_test,
        correction=correction if pattern.verdict in ("stands_out", "possible") else None,
    )


def _short(source: str) -> str:
    """A source without the name of our own script, which the card of the number gives."""
    return source.split(" (benchmarks/")[0]


def _lines(items: tuple[Item, ...], noted: Collection[str]) -> tuple[LedgerLine, ...]:
    """The items in order; a source that was just named is not spelled out again."""
    before = [None, *(item.source for item in items)]
    return tuple(
        LedgerLine(
            item.text,
            page("same_source") if item.source == last else _short(item.source),
            item.evidence or "",
            item_key(item),
            item.measure in noted,
        )
        for item, last in zip(items, before, strict=False)
    )
