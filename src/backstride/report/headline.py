"""What is headlined on page one: the pattern, the number behind it, its picture, how strong it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from backstride.model.measure import Measure
from backstride.model.pattern import Item, Pattern
from backstride.patterns.words import PatternText, pattern_text
from backstride.report.cards.card import measure_key, told_key
from backstride.report.landing_figure import landing_figure
from backstride.report.numbers import display_unit, interval_text, reference_text, value_text
from backstride.report.player.links import frame_link
from backstride.report.select import both_or_sides
from backstride.report.strip_chart import strip_chart
from backstride.report.words import measure_title, measure_words, word

if TYPE_CHECKING:
    from backstride.report.player.data import PlayerData

# Read at foot strike: a clip can show that very frame.
AT_LANDING: Final = (
    "leg_angle_at_strike",
    "knee_flexion_at_strike",
    "shank_angle_at_strike",
    "foot_strike_angle",
    "overstride",
)

Rows = Mapping[str, tuple[Measure, ...]]
"""The rows of the session by measure id."""


@dataclass(frozen=True)
class Number:
    """One value as a person reads it; ``key``: the card that it opens; ``measure``: its row on page two."""

    key: str
    measure: str
    label: str
    value: str
    interval: str
    symbol: str
    side: str
    plain: str = ""


@dataclass(frozen=True)
class Evidence:
    """One measure behind a headline: its values by side, its band, its picture, its moments in the clip."""

    measure: str
    title: str
    plain: str
    numbers: tuple[Number, ...]
    band: str
    band_source: str
    chart: Markup
    to_scale: bool
    moments: tuple[Markup, ...] = ()


@dataclass(frozen=True)
class Headline:
    """One pattern that is headlined; ``said``: the ledger's first line, ``said_key``: what it opens."""

    words: PatternText
    verdict: str
    verdict_word: str
    evidence: Evidence | None
    said: str
    said_key: str
    for_you: str
    in_studies: str


def headline(pattern: Pattern, rows: Rows, players: Sequence[PlayerData] = ()) -> Headline:
    """One pattern as page one shows it; players: the clips whose frames its numbers lead to."""
    measured = [item.measure for item in pattern.for_ if item.measure]
    shown = next((sides for name in measured if (sides := both_or_sides(rows.get(name, ())))), ())
    return Headline(
        words=pattern_text(pattern.id),
        verdict=pattern.verdict,
        verdict_word=word("verdict", pattern.verdict),
        evidence=_evidence(shown, f"headline-{pattern.id}", players) if shown else None,
        said=pattern.for_[0].text if pattern.for_ else "",
        said_key=item_key(pattern.for_[0]) if pattern.for_ else "",
        for_you=word("strength", pattern.strength_for_you),
        in_studies=pattern.strength_in_studies,
    )


def number(row: Measure, label: str, plain: str = "") -> Number:
    """A measured row as a person reads it."""
    symbol = display_unit(row.id, row.unit).symbol
    return Number(
        measure_key(row.id), row.id, label, value_text(row), interval_text(row), symbol, row.side, plain
    )


def item_key(item: Item) -> str:
    """The card that a line of a ledger opens: its measure's, else its answer's; empty without either."""
    if not item.measure:
        return ""
    return measure_key(item.measure) if measure_words(item.measure) else told_key(item.measure)


def _evidence(shown: tuple[Measure, ...], key: str, players: Sequence[PlayerData]) -> Evidence:
    measure = shown[0]
    title = measure_title(measure.id)
    words = measure_words(measure.id)
    figure = landing_figure(shown, title, key=key)
    return Evidence(
        measure=measure.id,
        title=title,
        plain=words.plain if words else "",
        numbers=tuple(number(row, word("side", row.side)) for row in shown),
        band=reference_text(measure.id, measure.unit, measure.reference),
        band_source=_whose(measure.reference.source) if measure.reference else "",
        chart=figure or strip_chart(shown, title, key=key, labelled=True),
        to_scale=figure is not None,
        moments=_moments(measure.id, players),
    )


def _moments(measure_id: str, players: Sequence[PlayerData]) -> tuple[Markup, ...]:
    """Links to frames that show what a measure of the landing is read from."""
    if measure_id not in AT_LANDING:
        return ()
    return tuple(frame_link(link.text, one.recording, link.time_s) for one in players for link in one.links)


def _whose(source: str) -> str:
    """Whose band it is, without the citation in brackets that stands on page two."""
    return source.split(" (")[0]
