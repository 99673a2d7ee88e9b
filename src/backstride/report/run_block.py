"""What a page says of a watch's run: the picture over its distance, the ground, where the pain starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from backstride.model.analysis import Analysis
from backstride.model.common import WITHOUT_SIGHT
from backstride.model.run_trace import OnsetPlace, RunTrace
from backstride.report.cards.card import ONSET, RUN, Piece, told_key
from backstride.report.context import Background
from backstride.report.numbers import DisplayUnit, display_unit, pace_text
from backstride.report.run_chart import run_chart, shape, short_of
from backstride.report.run_lanes import (
    clock_text,
    km_text,
    lanes,
    length_m,
    piece_m,
    plain,
    run_text,
    slope_of,
    stretches,
)
from backstride.report.slope_bars import slope_bars
from backstride.report.words import glance, measure_title, measure_words, word


@dataclass(frozen=True)
class RunBlock:
    """One run. onset: its sentences, each with the card that its numbers open; legend: what the marks mean.

    paper: the picture as it is printed, empty where that is the one on the screen. printed: whether paper
    holds a picture at all, where no body is drawn in its place. shape: height over width of that picture.
    """

    totals: tuple[Piece, ...]
    onset: tuple[Piece, ...]
    chart: Markup
    paper: Markup
    slopes: Markup
    legend: str
    printed: bool
    shape: float


def run_block(
    background: Background, page: str, *, printed: bool = True, short: bool = False
) -> RunBlock | None:
    """The block of the run that is shown; None where no watch was read.

    page: tells the pictures of two pages in one file apart. short: paper has room for a few lanes only.
    """
    trace = shown_trace(background)
    if trace is None:
        return None
    found = lanes(trace)
    few = short_of(found) if short else found
    own = printed and len(few) < len(found)
    return RunBlock(
        totals=_totals(trace),
        onset=_onset(trace.onset),
        chart=run_chart(trace, found, key=f"run-{page}"),
        paper=run_chart(trace, few, key=f"run-{page}-paper") if own else Markup(),
        slopes=slope_bars(trace.slopes, key=f"slopes-{page}"),
        legend=_legend(trace),
        printed=printed,
        shape=shape(trace, few),
    )


def shown_trace(background: Background) -> RunTrace | None:
    """The trace that is drawn: the first in which the pain started, else the first; one needs a length."""
    found = [one.trace for one in background.recordings if one.trace and one.trace.distance_m]
    ached = (one for one in found if one.onset and one.onset.in_run)
    return next(ached, next(iter(found), None))


def seen(analysis: Analysis) -> bool:
    """Whether a recording shows a body; True too where none could be used."""
    kinds = [one.kind for one in analysis.recordings if one.quality.verdict != "refused"]
    return not kinds or any(kind not in WITHOUT_SIGHT for kind in kinds)


def not_seen(analysis: Analysis) -> str:
    """What a session without a picture can't tell and what to record next; empty where a body was seen."""
    if seen(analysis):
        return ""
    kinds = {one.kind for one in analysis.recordings if one.quality.verdict != "refused"}
    return run_text("not_seen" if "watch" in kinds else "sensor_not_seen")


def _totals(trace: RunTrace) -> tuple[Piece, ...]:
    said = [run_text("totals", km=km_text(length_m(trace)))]
    walked = sum((until - since) * piece_m(trace) for yes, since, until in stretches(trace.walked) if yes)
    if walked:
        said.append(run_text("walked_part", km=km_text(walked)))
    if trace.pauses_m:
        count = len(trace.pauses_m)
        said.append(run_text("paused" if count > 1 else "paused_once", count=count))
    return tuple(Piece(text, RUN) for text in said)


def _onset(onset: OnsetPlace | None) -> tuple[Piece, ...]:
    if onset is None:
        return ()
    km = km_text(onset.distance_m)
    if not onset.in_run:
        return (Piece(run_text("onset_after", km=km), told_key("onset_km")),)
    pieces = [Piece(run_text("onset", km=km), ONSET)]
    if onset.time_s is not None:
        pieces.append(Piece(run_text("onset_time", clock=clock_text(onset.time_s)), ONSET))
    kind = slope_of(onset.slope_percent)
    if kind is not None and onset.slope_percent is not None:
        ran = run_text("onset_slope", slope=word("run_ran", kind), percent=plain(onset.slope_percent, 0))
        pieces.append(Piece(ran, ONSET))
    changes = [Piece(change_text(change), ONSET) for change in onset.changes]
    why = [Piece(run_text("onset_not_why"), "")] if changes or kind else []
    return (*pieces, *changes, *why)


def change_text(change: tuple[str, float, float]) -> str:
    """One value there and before; the speed as pace."""
    measure, before, there = change
    if measure == "speed":
        return run_text(
            "onset_change", title="Pace", there=pace_text(there), unit="min per km", before=pace_text(before)
        )
    unit = unit_of(measure)
    text = run_text(
        "onset_change",
        title=glance()["words"].get(measure, measure_title(measure)),
        there=unit.number(there),
        unit=unit.symbol,
        before=unit.number(before),
    )
    return text.replace("  ", " ")  # of a measure without a unit


def unit_of(measure: str) -> DisplayUnit:
    """The unit in which a measure is shown; none where this version does not know it."""
    known = measure_words(measure)
    return display_unit(measure, known.unit if known else "1")


def _legend(trace: RunTrace) -> str:
    marks = (
        ("legend_onset", trace.onset is not None and trace.onset.in_run),
        ("legend_walked", any(trace.walked)),
        ("legend_pause", bool(trace.pauses_m)),
        ("legend_ground", _hilly(trace.slope_percent)),
    )
    return " ".join(run_text(key) for key, there in marks if there)


def _hilly(percents: Sequence[float | None]) -> bool:
    return any(slope_of(percent) not in (None, "flat") for percent in percents)
