"""The stride curves as pictures with the table behind each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from markupsafe import Markup

from backstride.model.analysis import Analysis
from backstride.report.curve_chart import ToeOffs, curve_chart
from backstride.report.curve_stats import CurveStats, SideCurve, curve_stats, main_recording, toe_offs
from backstride.report.numbers import EN_DASH, MINUS
from backstride.report.words import CurveWords, curve_words

TABLE_STEP: Final = 10  # percent of the stride between the rows of the table behind a picture


@dataclass(frozen=True)
class CurveView:
    """One picture, what it is called, and its numbers; ``toe_offs`` in words."""

    curve: str
    recording: str
    title: str
    positive: str
    unit: str
    strides: str
    toe_offs: str
    chart: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def curve_views(
    analysis: Analysis,
    curves: pa.Table,
    *,
    sweep_s: float | None = None,
    only: Collection[str] | None = None,
) -> tuple[CurveView, ...]:
    """Every known curve of the main recording, in the report's order, or those of ``only`` alone.

    sweep_s: as for ``curve_chart``.
    """
    recording = main_recording(curves)
    if recording is None:
        return ()
    found = curve_stats(curves, recording, only)
    marks = toe_offs(analysis, recording)
    return tuple(
        _view(words, found[words.id], marks, sweep_s, recording)
        for words in curve_words()
        if words.id in found
    )


def _view(
    words: CurveWords,
    stats: CurveStats,
    marks: ToeOffs,
    sweep_s: float | None,
    recording: str,
) -> CurveView:
    unit = "°" if stats.unit == "deg" else stats.unit
    return CurveView(
        curve=words.id,
        recording=recording,
        title=words.title,
        positive=words.positive,
        unit=unit,
        strides=", ".join(f"{one.side} {one.n_strides}" for one in stats.sides),
        toe_offs=", ".join(f"{side} {percent:.0f} %" for side, percent in marks.items()),
        chart=curve_chart(stats, words, marks, sweep_s=sweep_s),
        header=tuple(f"{one.side.capitalize()} ({unit})" for one in stats.sides),
        rows=_table(stats, words.decimals + 1),
    )


def _table(stats: CurveStats, decimals: int) -> tuple[tuple[str, ...], ...]:
    percents = range(0, 101, TABLE_STEP)
    return tuple((f"{p} %", *(_cell(one, p, decimals) for one in stats.sides)) for p in percents)


def _cell(one: SideCurve, percent: int, decimals: int) -> str:
    place = int(np.argmin(np.abs(one.percent - percent)))
    mean, sd = one.mean[place], one.sd[place]
    if not np.isfinite(mean) or abs(one.percent[place] - percent) > TABLE_STEP / 2:
        return EN_DASH
    text = f"{mean:.{decimals}f}" + (f" ± {sd:.{decimals}f}" if np.isfinite(sd) else "")
    return text.replace("-", MINUS)
