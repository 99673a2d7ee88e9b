"""The clinician's curves of the loads: both sides with their 95 % interval, and the table behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from markupsafe import Markup

from backstride.model.analysis import Analysis
from backstride.model.common import SIDES, Side
from backstride.model.loads import PERCENTS, LoadCurve
from backstride.report.back_load_words import load_words
from backstride.report.cards.card import load_key
from backstride.report.curve_chart import ToeOffs, curve_chart
from backstride.report.curve_stats import CurveStats, SideCurve, toe_offs
from backstride.report.curve_view import TABLE_STEP
from backstride.report.numbers import EN_DASH, MINUS
from backstride.report.run_lanes import column
from backstride.report.words import CurveWords

PERCENT: Final = np.arange(PERCENTS, dtype=float)


@dataclass(frozen=True)
class LoadView:
    """One picture, what it is called, and its numbers; strides: how many of each side."""

    key: str
    curve: str
    title: str
    positive: str
    strides: str
    drawn: Callable[[], Markup]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def chart(self) -> Markup:
        """The picture, drawn when it is asked for: a card shows the numbers alone."""
        return self.drawn()


def load_views(analysis: Analysis) -> tuple[LoadView, ...]:
    """Every load that is known, in the report's order; none where the loads are not known or held back."""
    loads = analysis.loads
    if loads is None:
        return ()
    marks = toe_offs(analysis, loads.recording)
    known = {(one.id, one.side): one for one in loads.curves}
    found = ((words, [known[words.id, s] for s in SIDES if (words.id, s) in known]) for words in load_words())
    return tuple(_view(words, curves, marks) for words, curves in found if curves)


def _view(words: CurveWords, curves: list[LoadCurve], marks: ToeOffs) -> LoadView:
    unit = curves[0].unit
    sides = tuple(drawn_side(one, side) for one in curves for side in SIDES if one.side == side)
    return LoadView(
        key=load_key(words.id),
        curve=words.id,
        title=words.title,
        positive=f"{words.positive} ({unit})",
        strides=", ".join(f"{one.side} {one.n_strides}" for one in curves),
        drawn=partial(curve_chart, CurveStats(words.id, unit, sides), words, marks),
        header=tuple(f"{one.side.capitalize()} ({unit})" for one in curves),
        rows=_rows(curves, words.decimals + 1),
    )


def drawn_side(curve: LoadCurve, side: Side) -> SideCurve:
    """A load's curve as the charts draw one, its band the 95 % interval."""
    low, high = column(curve.low), column(curve.high)
    return SideCurve(side, PERCENT, column(curve.mean), (high - low) / 2, curve.n_strides, (low, high))


def _rows(curves: list[LoadCurve], decimals: int) -> tuple[tuple[str, ...], ...]:
    percents = range(0, PERCENTS, TABLE_STEP)
    return tuple((f"{p} %", *(_cell(one, p, decimals) for one in curves)) for p in percents)


def _cell(curve: LoadCurve, percent: int, decimals: int) -> str:
    mean, low, high = curve.mean[percent], curve.low[percent], curve.high[percent]
    if mean is None or low is None or high is None:
        return EN_DASH
    return f"{mean:.{decimals}f} ({low:.{decimals}f} to {high:.{decimals}f})".replace("-", MINUS)
