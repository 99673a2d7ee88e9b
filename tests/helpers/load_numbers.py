"""Where the numbers of the back's loads on a page come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backstride.knowledge.loader import load
from backstride.measures.definitions import definitions, trial_error
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.loads import LoadChange, LoadCurve, LumbarLoads, WhatIf
from backstride.report.numbers import display_unit

WORDS = "back_load.toml"
PRESSED = "l5s1_compression"
TABLE = range(0, 101, 10)


def load_lines_of(analysis: Analysis) -> Iterator[str]:
    """Whole lines: cells of the tables behind the curves, peaks and axis of the runner's figure."""
    loads = analysis.loads
    if loads is None:
        return
    digits = {row["id"]: row["decimals"] + 1 for row in load(WORDS)["curve"]}
    for curve in loads.curves:
        yield from _cells(curve, digits[curve.id])
    for one in loads.what_if:
        yield from (_change(row) for row in one.changes)
        yield from (_now(row) for row in one.changes)


def load_texts_of(analysis: Analysis, marks: Mapping[str, str]) -> Iterator[str]:
    """Parts of sentences with their numbers filled in. marks: what is said of each side's toe-off."""
    for one in definitions():
        share = trial_error(one.id).common_share
        if share:
            yield f"{100 * share:.0f} % of the value more, squares added"
    for row in load(WORDS)["curve"]:
        if "error_sd" in row:
            yield f"{row['error_sd']:g} BW (standard deviation in a whole trial"
    loads = analysis.loads
    if loads is None:
        return
    yield from loads.notes
    yield from (f"{one.text} {_with_unit(one.value, one.unit)}" for one in loads.residual)
    if loads.standing_bw is not None:
        yield f"by the same model: {loads.standing_bw:.2f} BW"
        yield f"Quiet standing: {loads.standing_bw:.2f} body weights by the same model"
    yield from _counts(loads, marks)
    yield from (text for one in loads.what_if for text in _if_texts(one))


def _if_texts(one: WhatIf) -> Iterator[str]:
    yield from (one.how, one.refused or "")
    for row in one.trials:
        yield from (row.text, row.source)
    pressed = next((row for row in one.changes if row.id == PRESSED and row.side == "both"), None)
    if pressed is not None:
        low, high = (f"{round(abs(end))}" for end in pressed.interval_percent)
        amount = f"{round(abs(pressed.change_percent))}"
        yield from (f"by {amount} % ({a} to {b})" for a, b in ((low, high), (high, low)))
        yield f"of the peak: {_change(pressed)}"


def usual_run_of(analysis: Analysis, told: Answers | None) -> Iterator[str]:
    """The load of a kilometre times the kilometres that were told."""
    distance_km = told.intake.get("usual_run_km") if told else None
    for row in analysis.measures:
        if row.id == "lumbar_load_per_km" and row.value and row.interval and isinstance(distance_km, float):
            low, high = (f"{end * distance_km:.0f}" for end in row.interval)
            yield f"{row.value * distance_km:.0f} BW s above standing (95 % interval {low}–{high})"


def load_values_of(analysis: Analysis) -> Iterator[str]:
    """Peaks of the first half of each foot's stride, in percent of the mean of the two of now."""
    loads = analysis.loads
    now = _peaks(loads.curves) if loads else None
    if loads is None or now is None:
        return
    base = sum(now) / 2
    for pair in [now, *filter(None, (_peaks(one.curves) for one in loads.what_if))]:
        yield from (f"{100 * value / base:.0f}" for value in pair)


def _peaks(curves: tuple[LoadCurve, ...]) -> tuple[float, float] | None:
    mine = {one.side: [v for v in one.mean[:51] if v is not None] for one in curves if one.id == PRESSED}
    return (max(mine["left"]), max(mine["right"])) if {"left", "right"} <= mine.keys() else None


def _counts(loads: LumbarLoads, marks: Mapping[str, str]) -> Iterator[str]:
    """How many strides, and the ends of a curve as its picture tells them."""
    digits = {row["id"]: row["decimals"] for row in load(WORDS)["curve"]}
    for curve in loads.curves:
        known = [value for value in curve.mean if value is not None]
        low, high = (f"{end:.{digits[curve.id]}f}" for end in (min(known), max(known)))
        yield f"from {low} to {high} {curve.unit}, mean of {curve.n_strides} strides{marks[curve.side]}"
        yield f"{curve.side} {curve.n_strides}"


def _cells(curve: LoadCurve, digits: int) -> Iterator[str]:
    for percent in TABLE:
        mean, low, high = curve.mean[percent], curve.low[percent], curve.high[percent]
        if mean is not None and low is not None and high is not None:
            yield f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})".replace("-", "−")


def _change(row: LoadChange) -> str:
    ends = " to ".join(f"{round(end)}" for end in row.interval_percent)
    return f"{round(row.change_percent)} % ({ends})".replace("-", "−")


def _now(row: LoadChange) -> str:
    return _with_unit(row.now, row.unit, row.id)


def _with_unit(value: float, unit: str, measure: str = "") -> str:
    shown = display_unit(measure, unit)
    return shown.with_symbol(shown.number(value))
