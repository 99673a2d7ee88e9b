"""Page one: what a tired runner needs to see, in the order they need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from backstride.care.runner_questions import RunnerAnswer, runner_answers
from backstride.model.analysis import Analysis, RecordingSummary
from backstride.model.answers import Answers
from backstride.model.measure import Measure
from backstride.model.pattern import Pattern
from backstride.patterns.words import pattern_text
from backstride.report.context import Background
from backstride.report.headline import Headline, Number, Rows, found, headline, number
from backstride.report.moving_figure import moving_figure, still_figure
from backstride.report.numbers import pace_text
from backstride.report.safety_block import SafetyBlock, safety_block
from backstride.report.select import SESSION, session_rows
from backstride.report.words import glance, page, word
from backstride.safety.facts import resolve
from backstride.safety.triage import advice_allowed, patterns_allowed

MOST_HEADLINES: Final = 3  # more than three nobody remembers


@dataclass(frozen=True)
class Brief:
    """One pattern in one line: its name and what would settle it."""

    name: str
    verdict: str
    text: str


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
    answers: tuple[RunnerAnswer, ...]
    advice_allowed: bool
    shows_patterns: bool
    headlines: tuple[Headline, ...]
    also_possible: tuple[Brief, ...]
    cannot_tell: tuple[Brief, ...]
    not_seen: tuple[Brief, ...]
    figure: tuple[Markup, Markup, Markup] | None
    glance: tuple[Number, ...]
    summary: str
    quality: tuple[QualityView, ...]

    @property
    def all_good(self) -> bool:
        """Whether there is nothing to say about any recording but that it is good."""
        return bool(self.quality) and all(one.recording.quality.verdict == "good" for one in self.quality)


def runner_page(analysis: Analysis, background: Background, told: Answers | None = None) -> RunnerPage:
    """Page one of this analysis."""
    shown = found(analysis.patterns)
    rows = session_rows(analysis.measures)
    allowed = advice_allowed(analysis.safety)
    return RunnerPage(
        safety=safety_block(analysis.safety, told),
        questions=() if allowed else tuple(fact.ask for fact in resolve(told).unanswered),
        answers=runner_answers(analysis.safety, told),
        advice_allowed=allowed,
        shows_patterns=patterns_allowed(analysis.safety),
        headlines=tuple(headline(p, rows, advice_allowed=allowed) for p in shown[:MOST_HEADLINES]),
        also_possible=tuple(_brief(p) for p in shown[MOST_HEADLINES:]),
        cannot_tell=tuple(_brief(p) for p in analysis.patterns if p.verdict == "cannot_tell"),
        not_seen=tuple(_brief(p) for p in analysis.patterns if p.verdict == "not_seen"),
        figure=_figure(background) if patterns_allowed(analysis.safety) else None,
        glance=_glance(rows),
        summary=_summary(analysis, background),
        quality=tuple(_quality(one) for one in analysis.recordings),
    )


def _brief(pattern: Pattern) -> Brief:
    title = pattern_text(pattern.id).title
    if pattern.verdict == "not_seen":
        return Brief(title, pattern.verdict, page("not_seen_note"))
    return Brief(title, pattern.verdict, _still_missing(pattern))


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


def _figure(background: Background) -> tuple[Markup, Markup, Markup] | None:
    """The runner from the side, from behind, and in four moments; of the first recording that shows him."""
    figure = next((one.figure for one in background.recordings if one.figure), None)
    if figure is None:
        return None
    return moving_figure(figure, "side"), moving_figure(figure, "rear"), still_figure(figure)


def _glance(rows: Rows) -> tuple[Number, ...]:
    words = glance()
    shown = []
    for measure in words["measures"]:
        both = next((r for r in rows.get(measure, ()) if r.side == "both" and r.value is not None), None)
        if both is not None:
            shown.append(number(both, words["words"][measure], words["plain"][measure]))
    return tuple(shown)


def _summary(analysis: Analysis, background: Background) -> str:
    """How much was watched, how fast, on what: one sentence."""
    used = [one for one in analysis.recordings if one.quality.verdict != "refused"]
    seconds = sum(one.duration_s for one in used)
    sentence = f"We watched {len(analysis.contacts)} steps in {seconds:.0f} s"
    sentence += _speed_text(analysis.measures)
    surface = next((one.surface for one in background.recordings if one.surface), None)
    if surface:
        sentence += f" on {word('on_surface', surface)}"
    return sentence + "."


def _speed_text(measures: Sequence[Measure]) -> str:
    """One speed with its pace, or the range over several recordings; nothing where none is known."""
    speeds = [row.value for row in measures if row.id == "speed" and row.recording != SESSION and row.value]
    if not speeds:
        return ""
    low, high = min(speeds), max(speeds)
    if f"{low:.1f}" != f"{high:.1f}":
        return f" at {low:.1f} to {high:.1f} m/s"
    return f" at {low:.1f} m/s ({pace_text(low)} min per km)"


def _quality(recording: RecordingSummary) -> QualityView:
    quality = recording.quality
    return QualityView(recording, word("quality", quality.verdict), quality.reasons)
