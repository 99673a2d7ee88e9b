"""Page one: what a tired runner needs to see, in the order they need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backstride.answers.questions import fields
from backstride.care.runner_questions import RunnerAnswer, runner_answers
from backstride.model.analysis import Analysis, RecordingSummary
from backstride.model.answers import Answers
from backstride.model.pattern import Pattern
from backstride.patterns.found import found, found_beside
from backstride.patterns.words import pattern_text
from backstride.report.back_load import BackLoad, back_load
from backstride.report.cards.card import TOMORROW, Piece, told_key
from backstride.report.cards.opens import named_measure
from backstride.report.context import Background
from backstride.report.disagreements import disagreement_lines
from backstride.report.headline import Headline, Number, Rows, headline, item_key, number
from backstride.report.plan_view import PlanView, plan_view
from backstride.report.run_block import RunBlock, not_seen, run_block
from backstride.report.runner_figure import RunnerFigure, runner_figure
from backstride.report.safety_block import SafetyBlock, safety_block
from backstride.report.select import session_rows
from backstride.report.summary import summary
from backstride.report.told import ToldRow, told_line
from backstride.report.words import glance, page, word
from backstride.safety.facts import resolve
from backstride.safety.triage import advice_allowed, patterns_allowed

if TYPE_CHECKING:
    from backstride.report.player.data import PlayerData

MOST_HEADLINES: Final = 3  # more than three nobody remembers


@dataclass(frozen=True)
class Brief:
    """One pattern in one line: its name, what was found or what would settle it; ``key``: what that opens."""

    name: str
    verdict: str
    text: str
    key: str = ""


@dataclass(frozen=True)
class Reply:
    """One of the runner's three questions answered, and the card that its numbers open."""

    said: RunnerAnswer
    key: str


@dataclass(frozen=True)
class QualityView:
    """Whether a recording can carry measures, in words."""

    recording: RecordingSummary
    word: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RunnerPage:
    """Everything page one shows."""

    safety: SafetyBlock
    questions: tuple[str, ...]
    answers: tuple[Reply, ...]
    advice_allowed: bool
    shows_patterns: bool
    headlines: tuple[Headline, ...]
    plan: PlanView | None
    also_possible: tuple[Brief, ...]
    cannot_tell: tuple[Brief, ...]
    not_seen: tuple[Brief, ...]
    figure: RunnerFigure | None
    load: BackLoad | None
    run: RunBlock | None
    no_picture: str
    disagree: tuple[Piece, ...]
    glance: tuple[Number, ...]
    summary: tuple[Piece, ...]
    told: tuple[ToldRow, ...]
    quality: tuple[QualityView, ...]

    @property
    def all_good(self) -> bool:
        """Whether there is nothing to say about any recording but that it is good."""
        return bool(self.quality) and all(one.recording.quality.verdict == "good" for one in self.quality)


def runner_page(
    analysis: Analysis,
    background: Background,
    told: Answers | None = None,
    players: Sequence[PlayerData] = (),
) -> RunnerPage:
    """Page one of this analysis; players: the clips it shows."""
    shown = found(analysis.patterns)
    rows = session_rows(analysis.measures)
    allowed, open_ = advice_allowed(analysis.safety), patterns_allowed(analysis.safety)
    return RunnerPage(
        safety=safety_block(analysis.safety, told),
        questions=() if allowed else tuple(fact.ask for fact in resolve(told).unanswered),
        answers=tuple(Reply(one, _reply_key(one.id)) for one in runner_answers(analysis.safety, told)),
        advice_allowed=allowed,
        shows_patterns=open_,
        headlines=tuple(headline(p, rows, players) for p in shown[:MOST_HEADLINES]),
        plan=plan_view(analysis.plan) if allowed else None,
        also_possible=tuple(_brief(p) for p in (*shown[MOST_HEADLINES:], *found_beside(analysis.patterns))),
        cannot_tell=tuple(_brief(p) for p in analysis.patterns if p.verdict == "cannot_tell"),
        not_seen=tuple(_brief(p) for p in analysis.patterns if p.verdict == "not_seen"),
        figure=runner_figure(background.figure, rows) if open_ else None,
        load=back_load(analysis) if open_ else None,
        run=_run(background, players) if open_ else None,
        no_picture=not_seen(analysis) if open_ else "",
        disagree=disagreement_lines(background.disagreements, analysis.recordings) if open_ else (),
        glance=(*_glance(rows), *_told_glance(told)),
        summary=summary(analysis, background),
        told=told_line(told),
        quality=tuple(_quality(one) for one in analysis.recordings),
    )


def _run(background: Background, players: Sequence[PlayerData]) -> RunBlock | None:
    """The watch's run; on paper only where no body is shown in its place."""
    return run_block(background, "runner", printed=not (background.figure or players), short=True)


def _brief(pattern: Pattern) -> Brief:
    title = pattern_text(pattern.id).title
    if pattern.verdict == "not_seen":
        return Brief(title, pattern.verdict, page("not_seen_note"))
    if pattern.verdict in ("stands_out", "possible") and pattern.for_:
        first = pattern.for_[0]
        return Brief(title, pattern.verdict, f"{first.text}.", item_key(first))
    text = _still_missing(pattern)
    return Brief(title, pattern.verdict, text, named_measure(text))


def _still_missing(pattern: Pattern) -> str:
    """What to record first; a question only where nothing else is missing.

    Questions come last because some ask the runner to provoke the ache, which waits for the safety check.
    """
    if not pattern.missing:
        return pattern.next_test or ""
    recordable = [text for text in pattern.missing if not text.endswith("?")]
    if recordable:
        text = recordable[0].rstrip(".")
        return page("still_missing").format(text=text[:1].lower() + text[1:])
    rows = pattern_text(pattern.id).answer
    asked = [row.question for row in rows if pattern.missing[0].endswith(row.question)]
    return page("ask_yourself").format(text=asked[0] if asked else pattern.missing[0])


def _reply_key(question: str) -> str:
    """Distances and pain come from the light's rule, what the shoes have done from its own answer."""
    return told_key("shoe_km") if question == "shoes" else TOMORROW


def _glance(rows: Rows) -> tuple[Number, ...]:
    words = glance()
    shown = []
    for measure in words["measures"]:
        both = next((r for r in rows.get(measure, ()) if r.side == "both" and r.value is not None), None)
        if both is not None:
            shown.append(number(both, words["words"][measure], words["plain"][measure]))
    return tuple(shown)


def _told_glance(told: Answers | None) -> tuple[Number, ...]:
    """How much is run, as told: load stands beside mechanics."""
    words, asked = glance(), fields()
    given = [(name, told.number(name) if told else None) for name in words["told"]]
    return tuple(
        Number(
            told_key(name), "", words["words"][name], f"{km:g}", "", asked[name].unit, "", page("told_load")
        )
        for name, km in given
        if km is not None
    )


def _quality(recording: RecordingSummary) -> QualityView:
    quality = recording.quality
    return QualityView(recording, word("quality", quality.verdict), quality.reasons)
