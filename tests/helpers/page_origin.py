"""All that one report may show: what was measured, recorded and told, beside the kept texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from backstride.knowledge.loader import load, names
from backstride.measures.asymmetry import asymmetries
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.common import SIDES
from backstride.model.measure import Measure
from backstride.report.context import Background, with_strides
from backstride.report.json_file import fingerprint
from backstride.report.numbers import display_unit
from helpers.card_numbers import card_lines, card_texts
from helpers.load_numbers import load_lines_of, load_texts_of, load_values_of, usual_run_of
from helpers.numbers import Origin, kept_texts, numbers
from helpers.plan_numbers import home_test_texts, plan_texts
from helpers.wording import strings

ROWS = range(0, 101, 10)  # percent of the stride, a row each in the table behind a curve


def origin_of(analysis: Analysis, curves: pa.Table, background: Background, told: Answers | None) -> Origin:
    """Everything that a report of this analysis may show."""
    texts = (
        *kept_texts(),
        *_words_of(analysis, background),
        *_curve_words(analysis, curves),
        *strings(told.raw if told else {}),
        *plan_texts(analysis),
        *home_test_texts(told),
    )
    values = {
        *(text for row in analysis.measures for text in _shown(row)),
        *_side_differences(analysis.measures),
        *_drifts(background),
        *_recording_values(analysis, background),
        *_answer_values(told),
        *(f"{usual:.3g}" for usual in _limits()),
        *_light_values(analysis),
        *load_values_of(analysis),
    }
    alone = frozenset(number for value in values for number in numbers(value))
    whole = with_strides(background, analysis.measures)
    lines = frozenset([*_curve_cells(curves), *card_lines(analysis, whole), *load_lines_of(analysis)])
    return Origin(
        (
            *texts,
            *card_texts(analysis, whole),
            *load_texts_of(analysis, _load_marks(analysis)),
            *usual_run_of(analysis, told),
        ),
        lines,
        alone,
    )


def _words_of(analysis: Analysis, background: Background) -> Iterator[str]:
    """Texts that came with the recording or were made from it: names, notes, refusals, whose bands."""
    yield from (analysis.software.version, f"SHA-256 {fingerprint(analysis)}")
    for one in analysis.recordings:
        yield from (one.id, *one.paths, *one.quality.reasons)
    for row in analysis.measures:
        yield from (row.refused or "", row.recording)
        if row.reference:
            yield from (row.reference.source, row.reference.source.split(" (")[0])
    # a unit is "1" where there is none: that is no text
    yield from (text for text in strings(_plain(asdict(background))) if re.search("[A-Za-z]", text))


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _plain(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(value) for value in part]
    return part.model_dump() if hasattr(part, "model_dump") else part


def _amounts(row: Measure) -> list[float]:
    band = (row.reference.low, row.reference.high) if row.reference else ()
    found = (row.value, *(row.interval or ()), *band, row.detectable_change)
    return [value for value in found if value is not None]


def _shown(row: Measure) -> Iterator[str]:
    """A row's numbers in the unit people see; its strides."""
    unit = display_unit(row.id, row.unit)
    for value in _amounts(row):
        yield unit.number(value)
    yield str(row.n_strides)


def _side_differences(rows: Iterable[Measure]) -> Iterator[str]:
    """Side differences in the unit people see; how many there are."""
    found = asymmetries(list(rows))
    yield str(len(found))
    for one in found:
        yield from _in_units(one.id, one.unit, (one.difference, *one.interval))


def _drifts(background: Background) -> Iterator[str]:
    """Fresh against tired: differences, how many there are, and why there are none."""
    rows = [row for one in background.recordings for row in one.drift if row.side == "both"]
    yield str(len(rows))
    for row in rows:
        change = row.detectable_change or 0.0
        yield from _in_units(row.id, row.unit, (row.difference, *row.interval, change, row.fresh, row.tired))


def _in_units(measure: str, unit: str, values: Iterable[float]) -> Iterator[str]:
    """Without their sign: the words say which way."""
    shown = display_unit(measure, unit)
    yield from (shown.number(value).lstrip("−-") for value in values)


def _limits() -> Iterator[float]:
    for pattern in map(load, names("patterns")):
        yield from (row["usual"] for row in pattern.get("evidence", ()) if "usual" in row)


def _recording_values(analysis: Analysis, background: Background) -> Iterator[str]:
    """Rates, lengths, counts, speeds with their pace, the runner's own figures."""
    used = [one.duration_s for one in analysis.recordings if one.quality.verdict != "refused"]
    yield from (str(len(analysis.contacts)), f"{sum(used):.0f}")
    for one in analysis.recordings:
        yield from (f"{one.rate_hz:g}", f"{one.duration_s:.1f}")
    speeds = [row.value for row in analysis.measures if row.id == "speed" and row.value]
    for speed in speeds:
        minutes, seconds = divmod(round(1000 / speed), 60)
        yield from (f"{speed:.1f}", f"{3.6 * speed:.1f}", f"{minutes}:{seconds:02d}")
    yield from (f"{one.speed_mps:.2f}" for one in background.recordings if one.speed_mps)
    yield from (f"{value:g}" for value in analysis.runner.model_dump().values() if isinstance(value, float))


def _curve_cells(curves: pa.Table) -> Iterator[str]:
    """Every line of the tables behind the curves: the percent; mean and spread there."""
    decimals = {row["id"]: row["decimals"] + 1 for row in load("report.toml")["curve"]}
    frame = curves.to_pandas().dropna(subset="value")
    yield from (f"{percent} %" for percent in ROWS)
    for (_, name, _, percent), values in frame.groupby(["recording", "curve", "side", "percent"])["value"]:
        if percent in ROWS and name in decimals:
            digits, spread = decimals[name], values.std(ddof=1)
            cell = f"{values.mean():.{digits}f}" + (f" ± {spread:.{digits}f}" if len(values) > 1 else "")
            yield cell.replace("-", "−")


def _curve_words(analysis: Analysis, curves: pa.Table) -> Iterator[str]:
    """What a curve's picture tells those who do not see it: its ends, its strides, where toe-off falls."""
    decimals = {row["id"]: row["decimals"] for row in load("report.toml")["curve"]}
    recordings = [one.id for one in analysis.recordings]
    marks = {(one, side): list(_toe_off(analysis, one, side)) for one in recordings for side in SIDES}
    yield from (text for found in marks.values() for text in found)
    toe_off = {key: text for key, found in marks.items() for text in found if text.startswith(",")}
    frame = curves.to_pandas().dropna(subset="value")
    for (recording, name, side), rows in frame.groupby(["recording", "curve", "side"]):
        means, strides = rows.groupby("percent")["value"].mean(), rows["stride"].nunique()
        low, high = (f"{end:.{decimals.get(name, 0)}f}" for end in (means.min(), means.max()))
        mark = toe_off.get((recording, side), "")
        yield f"from {low} to {high} {rows['unit'].iloc[0]}, mean of {strides} strides{mark}"
        yield f"{side} {strides}"


def _load_marks(analysis: Analysis) -> dict[str, str]:
    """What the pictures of the loads say of each side's toe-off."""
    recording = analysis.loads.recording if analysis.loads else ""
    return {side: next(_toe_off(analysis, recording, side), "") for side in SIDES}


def _toe_off(analysis: Analysis, recording: str, side: str) -> Iterator[str]:
    own = [c for c in analysis.contacts if c.side == side and c.recording == recording]
    mine = sorted((c.foot_strike_s, c.toe_off_s) for c in own)
    if len(mine) > 1:
        stride = np.median(np.diff([strike for strike, _ in mine]))
        at = 100 * np.median([off - strike for strike, off in mine]) / stride
        yield from (f", toe-off at {at:.0f} %", f"{side} {at:.0f} %")


def _answer_values(told: Answers | None) -> Iterator[str]:
    """Numbers as given, and the scores of the two published scales."""
    intake = dict((told.raw if told else {}).get("intake", {}))
    ticked, named = intake.pop("roland_morris", None), intake.pop("psfs", None)
    if ticked is not None:
        scale = load("answers/roland_morris.toml")
        yield from (f"{len(ticked)}", f"{len(scale['items'])}", f"{scale['important_change']:g}")
    if named:
        scores = [one["score"] for one in named]
        yield from (*(f"{score:g}" for score in scores), f"{sum(scores) / len(scores):.3g}")
    yield from (f"{value:g}" for value in intake.values() if isinstance(value, int | float))


def _light_values(analysis: Analysis) -> Iterator[str]:
    light = analysis.safety.run_tomorrow
    if light and light.max_km is not None:
        yield f"{light.max_km:g}"
