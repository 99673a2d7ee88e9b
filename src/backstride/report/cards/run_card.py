"""The cards of a watch's run: its values piece by piece, its ground, how it was where the pain starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backstride.model.analysis import Analysis
from backstride.model.run_trace import OnsetPlace, RunTrace
from backstride.report.cards.card import ONSET, RUN, SLOPES, Card, Line, Table, column, line, say
from backstride.report.context import Background
from backstride.report.numbers import EN_DASH, pace_text
from backstride.report.run_block import shown_trace, unit_of
from backstride.report.run_lanes import (
    SPEED,
    Lane,
    clock_text,
    km_text,
    lanes,
    length_m,
    piece_m,
    plain,
    slope_limits,
)
from backstride.report.run_lanes import column as numbers
from backstride.report.slope_bars import in_order
from backstride.report.words import measure_title, word

ROW_STEPS_M: Final = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
MOST_ROWS: Final = 25  # a table that is read, not searched


def run_cards(analysis: Analysis, background: Background) -> Iterator[Card]:
    """Every card of the run that is shown; none without a watch."""
    trace = shown_trace(background)
    if trace is None:
        return
    files = ", ".join(path for one in analysis.recordings if one.id == trace.recording for path in one.paths)
    yield Card(RUN, say("run", "title"), tuple(_run_lines(trace, files)), run_table(trace))
    if any(one.distance_m > 0 for one in trace.slopes):
        low, high = slope_limits()
        formula = say("run_slopes", "formula", up=f"{low:g}", steep=f"{high:g}")
        lines = _lines("run_slopes", formula, say("run_slopes", "source", files=files))
        yield Card(SLOPES, say("run_slopes", "title"), lines, slope_table(trace))
    if trace.onset and trace.onset.in_run:
        lines = _lines("run_onset", say("run_onset", "formula"), say("run_onset", "source", files=files))
        yield Card(ONSET, say("run_onset", "title"), lines, _onset_table(trace.onset))


def run_table(trace: RunTrace) -> Table:
    """The lanes as means over stretches of one length, 25 at most."""
    found, step = lanes(trace), _row_m(trace)
    has_slope = any(percent is not None for percent in trace.slope_percent)
    heads = [column("km"), column("time"), *(head for lane in found for head in _heads(lane))]
    rows = []
    places = numbers(trace.distance_m)
    for since in range(0, int(length_m(trace)) + 1, step):
        chosen = ((places >= since) & (places < since + step)).nonzero()[0].tolist()
        if not chosen:
            continue
        until = min(since + step, length_m(trace))
        cells = [cell for lane in found for cell in _cells(lane, lane.mean(chosen))]
        slope = [_percent(trace, chosen)] if has_slope else []
        time = clock_text(trace.time_s[chosen[0]])
        rows.append((f"{km_text(since)}–{km_text(until)}", time, *cells, *slope))
    return Table((*heads, *([column("slope")] if has_slope else [])), tuple(rows))


def slope_table(trace: RunTrace) -> Table:
    """How far and how long on each kind of ground."""
    shares = in_order(trace.slopes)
    whole = sum(one.distance_m for one in shares)
    rows = tuple(
        (
            word("run_ground", one.slope),
            km_text(one.distance_m),
            clock_text(one.time_s),
            f"{100 * one.distance_m / whole:.0f}",
            pace_text(one.distance_m / one.time_s) if one.time_s > 0 else EN_DASH,
        )
        for one in shares
    )
    return Table(tuple(map(column, ("ground", "km", "long", "share", "pace"))), rows)


def _onset_table(onset: OnsetPlace) -> Table:
    rows = []
    for measure, before, there in onset.changes:
        unit = unit_of(measure)
        values = (unit.with_symbol(unit.number(value)) for value in (before, there))
        rows.append((measure_title(measure), *values))
    if onset.slope_percent is not None:
        rows.append((column("slope"), EN_DASH, plain(onset.slope_percent, 1)))
    if onset.time_s is not None:
        rows.append((column("time"), EN_DASH, clock_text(onset.time_s)))
    return Table(tuple(map(column, ("measure", "before", "there"))), tuple(rows))


def _run_lines(trace: RunTrace, files: str) -> Iterator[Line]:
    yield line("what", say("run", "what"))
    yield line("formula", say("run", "formula", count=len(trace.distance_m), metres=f"{piece_m(trace):.0f}"))
    yield line(
        "source", say("run", "source", files=files, device=f" ({trace.device})" if trace.device else "")
    )
    yield line("error", say("run", "error"))
    yield line("strides", say("run", "strides"))


def _lines(part: str, formula: str, source: str) -> tuple[Line, ...]:
    return (
        line("what", say(part, "what")),
        line("formula", formula),
        line("source", source),
        line("strides", say("run", "strides")),
    )


def _heads(lane: Lane) -> tuple[str, ...]:
    own = f"{lane.title} ({lane.unit})"
    return (own, f"{column('speed')} (m/s)") if lane.id == SPEED else (own,)


def _cells(lane: Lane, value: float) -> tuple[str, ...]:
    text = lane.text(value)
    if lane.id != SPEED:
        return (text,)
    return (text, EN_DASH if text == EN_DASH else plain(value, lane.decimals))


def _percent(trace: RunTrace, chosen: list[int]) -> str:
    known = [percent for n in chosen if (percent := trace.slope_percent[n]) is not None]
    return plain(sum(known) / len(known), 1) if known else EN_DASH


def _row_m(trace: RunTrace) -> int:
    """The length of the stretch behind a row: no shorter than a piece, and no more rows than are read."""
    least = max(piece_m(trace), length_m(trace) / MOST_ROWS)
    return next((step for step in ROW_STEPS_M if step >= least), ROW_STEPS_M[-1])
