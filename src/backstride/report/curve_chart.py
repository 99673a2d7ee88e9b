"""One stride curve as a picture: both sides, their own spread, toe-off marks, labels at the line's end."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from markupsafe import Markup

from backstride.model.common import Side
from backstride.report.curve_stats import CurveStats, SideCurve
from backstride.report.numbers import MINUS
from backstride.report.svg import Scale, band_path, element, line_path, picture, spread_labels, ticks
from backstride.report.words import CurveWords

# Layout in the picture's own pixels; chosen by eye at 360 px, 1200 px and A4.
WIDTH, HEIGHT = 300.0, 162.0
LEFT, RIGHT, TOP, BOTTOM = 36.0, 258.0, 16.0, 144.0
LABEL_GAP = 13.0
PERCENTS: Final = (0, 25, 50, 75, 100)

ToeOffs = dict[Side, float]


def curve_chart(
    stats: CurveStats, words: CurveWords, toe_offs: ToeOffs, *, sweep_s: float | None = None
) -> Markup:
    """The picture of one curve on its fixed axis, widened when the data go beyond it.

    sweep_s: how long a line takes to go through the stride, in step with the moving figure; none without.
    """
    low, high = _widened(stats, words)
    x = Scale(0, 100, LEFT, RIGHT)
    y = Scale(low, high, BOTTOM, TOP)
    return picture(
        WIDTH,
        HEIGHT,
        words.title,
        describe(stats, words, toe_offs),
        *_axes(x, y, words.decimals, "°" if stats.unit == "deg" else ""),
        *(_band(one, x, y) for one in stats.sides),
        *_toe_off_marks(x, toe_offs),
        *(_line(one, x, y) for one in stats.sides),
        *_end_labels(stats.sides, y),
        *(_sweep(x, sweep_s) if sweep_s else ()),
        key=f"curve-{stats.curve}",
    )


def describe(stats: CurveStats, words: CurveWords, toe_offs: ToeOffs) -> str:
    """The picture in a sentence per side, for those who do not see it."""
    said = []
    for one in stats.sides:
        low, high = np.nanmin(one.mean), np.nanmax(one.mean)
        span = f"from {low:.{words.decimals}f} to {high:.{words.decimals}f} {stats.unit}"
        toe_off = f", toe-off at {toe_offs[one.side]:.0f} %" if one.side in toe_offs else ""
        said.append(f"{one.side.capitalize()}: {span}, mean of {one.n_strides} strides{toe_off}.")
    return " ".join(said)


def _widened(stats: CurveStats, words: CurveWords) -> tuple[float, float]:
    lowest = min(float(np.nanmin(np.fmin(one.mean, one.low))) for one in stats.sides)
    highest = max(float(np.nanmax(np.fmax(one.mean, one.high))) for one in stats.sides)
    return (
        min(words.low, words.grow * math.floor(lowest / words.grow)),
        max(words.high, words.grow * math.ceil(highest / words.grow)),
    )


def _axes(x: Scale, y: Scale, decimals: int, symbol: str) -> list[Markup]:
    parts = []
    for value in ticks(y.low, y.high, 4):
        kind = "zero" if value == 0 else "grid"
        parts.append(element("line", x1=LEFT, x2=RIGHT, y1=y(value), y2=y(value), class_=kind))
        text = f"{value:.{decimals}f}".replace("-", MINUS) + symbol
        parts.append(element("text", text, x=LEFT - 4, y=y(value) + 3.5, class_="tick end"))
    for percent in PERCENTS:
        parts.append(element("line", x1=x(percent), x2=x(percent), y1=BOTTOM, y2=BOTTOM + 3, class_="grid"))
        parts.append(
            element(
                "text",
                "100 %" if percent == 100 else f"{percent}",
                x=x(percent),
                y=BOTTOM + 14,
                class_="tick middle",
            )
        )
    return parts


def _band(one: SideCurve, x: Scale, y: Scale) -> Markup:
    pixels = x.each(one.percent)
    return element("path", d=band_path(pixels, y.each(one.low), y.each(one.high)), class_="band")


def _line(one: SideCurve, x: Scale, y: Scale) -> Markup:
    return element("path", d=line_path(x.each(one.percent), y.each(one.mean)), class_=f"curve {one.side}")


def _toe_off_marks(x: Scale, toe_offs: ToeOffs) -> list[Markup]:
    parts = []
    first = min(toe_offs, key=lambda side: toe_offs[side], default=None)
    for side, percent in toe_offs.items():
        at = x(percent)
        parts.append(element("line", x1=at, x2=at, y1=TOP, y2=BOTTOM, class_=f"toe-off {side}"))
        text = "toe-off R" if side == "right" else "toe-off L"
        before = (
            len(toe_offs) > 1 and side == first
        )  # the earlier label stands before its line, the later after
        place, kind = (at - 2, "mark end") if before else (at + 2, "mark")
        parts.append(element("text", text, x=place, y=TOP - 5, class_=f"{kind} {side}"))
    return parts


def _sweep(x: Scale, seconds: float) -> list[Markup]:
    ends = f"{x(0):g};{x(100):g}"
    timing = {"dur": f"{seconds:.2f}s", "repeatCount": "indefinite", "values": ends}
    moves = [element("animate", attributeName=end, **timing) for end in ("x1", "x2")]
    return [element("line", *moves, x1=x(0), x2=x(0), y1=TOP, y2=BOTTOM, class_="cursor")]


def _end_labels(sides: tuple[SideCurve, ...], y: Scale) -> list[Markup]:
    placed = spread_labels([y(float(one.mean[np.isfinite(one.mean)][-1])) for one in sides], LABEL_GAP)
    return [
        element("text", one.side.capitalize(), x=RIGHT + 5, y=at + 3.5, class_=f"end-label {one.side}")
        for one, at in zip(sides, placed, strict=True)
    ]
