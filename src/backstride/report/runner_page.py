"""Page one: what a tired runner needs to see, in the order they need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from backstride.model.analysis import Analysis, RecordingSummary
from backstride.model.measure import Measure
from backstride.model.pattern import Correction, Pattern, Strength
from backstride.patterns.words import PatternText, pattern_text
from backstride.report.context import Background
from backstride.report.landing_figure import landing_figure
from backstride.report.numbers import display_unit, interval_text, pace_text, reference_text, value_text
from backstride.report.select import SESSION, both_or_sides, session_rows
from backstride.report.strip_chart import strip_chart
from backstride.report.words import glance, measure_title, measure_words, page, word
from backstride.safety.signs import ACTIONS, LevelWords, Question, action_title, level_words, questions, signs
from backstride.safety.triage import advice_allowed, patterns_allowed

MOST_HEADLINES: Final = 3  # DESIGN section 4: at most three are headlined
STRENGTHS: Final[tuple[Strength, ...]] = ("none", "very_weak", "weak", "moderate", "strong")


@dataclass(frozen=True)
class Number:
    """One value as a person reads it; ``measure`` is where page two has more."""

    measure: str
    label: str
    value: str
    interval: str
    symbol: str
    side: str
    plain: str = ""


@dataclass(frozen=True)
class Evidence:
    """One measure behind a headline: its values by side, its band and its picture."""

    measure: str
    title: str
    plain: str
    numbers: tuple[Number, ...]
    band: str
    band_source: str
    chart: Markup
    to_scale: bool


@dataclass(frozen=True)
class Headline:
    """One pattern that is headlined."""

    words: PatternText
    verdict: str
    verdict_word: str
    evidence: tuple[Evidence, ...]
    said: tuple[str, ...]
    for_you: str
    strength_rank: int
    in_studies: str
    next_test: str | None
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Brief:
    """One pattern in one line: its name and what would settle it."""

    name: str
    verdict: str
    text: str


@dataclass(frozen=True)
class SignGroup:
    """Signs that ask for the same action."""

    action: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class QualityView:
    """Whether a recording can carry measures, in words."""

    recording: RecordingSummary
    word: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RunnerPage:
    """Everything page one shows."""

    level: str
    level_words: LevelWords
    reasons: tuple[str, ...]
    sign_groups: tuple[SignGroup, ...]
    questions: tuple[Question, ...]
    advice_allowed: bool
    shows_patterns: bool
    headlines: tuple[Headline, ...]
    also_possible: tuple[Brief, ...]
    cannot_tell: tuple[Brief, ...]
    not_seen: tuple[Brief, ...]
    glance: tuple[Number, ...]
    summary: str
    quality: tuple[QualityView, ...]


def runner_page(analysis: Analysis, background: Background) -> RunnerPage:
    """Page one of this analysis."""
    found = _found(analysis.patterns)
    allowed = advice_allowed(analysis.safety)
    return RunnerPage(
        level=analysis.safety.level,
        level_words=level_words(analysis.safety.level),
        reasons=analysis.safety.reasons,
        sign_groups=tuple(_sign_group(action) for action in ACTIONS),
        questions=questions(),
        advice_allowed=allowed,
        shows_patterns=patterns_allowed(analysis.safety),
        headlines=tuple(_headline(p, analysis, allowed=allowed) for p in found[:MOST_HEADLINES]),
        also_possible=tuple(_brief(p) for p in found[MOST_HEADLINES:]),
        cannot_tell=tuple(_brief(p) for p in analysis.patterns if p.verdict == "cannot_tell"),
        not_seen=tuple(_brief(p) for p in analysis.patterns if p.verdict == "not_seen"),
        glance=_glance(analysis),
        summary=_summary(analysis, background),
        quality=tuple(_quality(one) for one in analysis.recordings),
    )


def _found(patterns: tuple[Pattern, ...]) -> list[Pattern]:
    """What stands out, then what is possible; the stronger for this runner first."""
    there = [p for p in patterns if p.verdict in ("stands_out", "possible")]
    return sorted(there, key=lambda p: (p.verdict != "stands_out", -STRENGTHS.index(p.strength_for_you)))


def _headline(pattern: Pattern, analysis: Analysis, *, allowed: bool) -> Headline:
    rows = session_rows(analysis.measures)
    measured = dict.fromkeys(item.measure for item in pattern.for_ if item.measure in rows)
    evidence = (_evidence(rows[measure]) for measure in measured if measure)
    return Headline(
        words=pattern_text(pattern.id),
        verdict=pattern.verdict,
        verdict_word=word("verdict", pattern.verdict),
        evidence=tuple(one for one in evidence if one)[:1],
        said=tuple(item.text for item in pattern.for_),
        for_you=word("strength", pattern.strength_for_you),
        strength_rank=STRENGTHS.index(pattern.strength_for_you),
        in_studies=pattern.strength_in_studies,
        next_test=pattern.next_test,
        corrections=pattern.corrections if allowed else (),
    )


def _evidence(rows: tuple[Measure, ...]) -> Evidence | None:
    shown = both_or_sides(rows)
    if not shown:
        return None
    measure = shown[0]
    title = measure_title(measure.id)
    words = measure_words(measure.id)
    key = f"headline-{measure.id}"
    figure = landing_figure(shown, title, key=key)
    return Evidence(
        measure=measure.id,
        title=title,
        plain=words.plain if words else "",
        numbers=tuple(_number(row, word("side", row.side)) for row in shown),
        band=reference_text(measure.id, measure.unit, measure.reference),
        band_source=_short(measure.reference.source) if measure.reference else "",
        chart=figure or strip_chart(shown, title, key=key, labelled=True),
        to_scale=figure is not None,
    )


def _short(source: str) -> str:
    """Whose band it is without the citation in brackets, which stands on page two."""
    return source.split(" (")[0]


def _number(row: Measure, label: str, plain: str = "") -> Number:
    symbol = display_unit(row.id, row.unit).symbol
    return Number(row.id, label, value_text(row), interval_text(row), symbol, row.side, plain)


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
    asked = [one.ask for one in pattern_text(pattern.id).question if pattern.missing[0].endswith(one.ask)]
    return page("ask_yourself").format(text=asked[0] if asked else pattern.missing[0])


def _sign_group(action: str) -> SignGroup:
    chosen = next(one for one in ACTIONS if one == action)
    texts = tuple(sign.text for sign in signs() if sign.then == chosen)
    return SignGroup(chosen, action_title(chosen), texts)


def _glance(analysis: Analysis) -> tuple[Number, ...]:
    rows = session_rows(analysis.measures)
    words = glance()
    shown = []
    for measure in words["measures"]:
        both = next((r for r in rows.get(measure, ()) if r.side == "both" and r.value is not None), None)
        if both is not None:
            shown.append(_number(both, words["words"][measure], words["plain"][measure]))
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
