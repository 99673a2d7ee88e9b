"""One stride curve as a picture: both sides, their own spread, toe-off marks, labels at the line's end."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from markupsafe import Markup

from backstride.model.common import FloatArray, Side
from backstride.report.curve_stats import CurveStats, SideCurve
from backstride.report.svg import Scale, band_path, element, line_path, picture, spread_labels, ticks

# Layout in the picture's own pixels; chosen by eye at 360 px, 1200 px and A4.
WIDTH, HEIGHT = 300.0, 172.0
LEFT, RIGHT, TOP, BOTTOM = 30.0, 262.0, 16.0, 154.0
LABEL_GAP = 13.0
PERCENTS: Final = (0, 25, 50, 75, 100)
# Axes grow in whole steps of this many degrees, so that they stay comparable between reports.
GROW_STEP = 10.0

ToeOffs = dict[Side, float]


def curve_chart(stats: CurveStats, title: str, low: float, high: float, toe_offs: ToeOffs) -> Markup:
    """The picture of one curve. low, high: the fixed axis, widened when the data go beyond it."""
    low, high = _widened(stats, low, high)
    x = Scale(0, 100, LEFT, RIGHT)
    y = Scale(low, high, BOTTOM, TOP)
    return picture(
        WIDTH,
        HEIGHT,
        title,
        describe(stats, toe_offs),
        *_axes(x, y, "°" if stats.unit == "deg" else stats.unit),
        *(_band(one, x, y) for one in stats.sides),
        *_toe_off_marks(x, toe_offs),
        *(_line(one, x, y) for one in stats.sides),
        *_end_labels(stats.sides, y),
        key=f"curve-{stats.curve}",
    )


def describe(stats: CurveStats, toe_offs: ToeOffs) -> str:
    """The picture in a sentence per side, for those who do not see it."""
    said = []
    for one in stats.sides:
        if not np.isfinite(one.mean).any():
            continue
        low, high = np.nanmin(one.mean), np.nanmax(one.mean)
        text = f"from {low:.0f} to {high:.0f} {stats.unit}, mean of {one.n_strides} strides"
        toe_off = f", toe-off at {toe_offs[one.side]:.0f} %" if one.side in toe_offs else ""
        said.append(f"{one.side.capitalize()}: {text}{toe_off}.")
    return " ".join(said)


def _widened(stats: CurveStats, low: float, high: float) -> tuple[float, float]:
    lowest = min(float(np.nanmin(one.mean - np.nan_to_num(one.sd))) for one in stats.sides)
    highest = max(float(np.nanmax(one.mean + np.nan_to_num(one.sd))) for one in stats.sides)
    return (
        min(low, GROW_STEP * math.floor(lowest / GROW_STEP)),
        max(high, GROW_STEP * math.ceil(highest / GROW_STEP)),
    )


def _axes(x: Scale, y: Scale, symbol: str) -> list[Markup]:
    parts = []
    for value in ticks(y.low, y.high, 4):
        kind = "zero" if value == 0 else "grid"
        parts.append(element("line", x1=LEFT, x2=RIGHT, y1=y(value), y2=y(value), class_=kind))
        text = f"{value:.0f}".replace("-", "−") + symbol
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
    pixels = _map(x, one.percent)
    return element(
        "path", d=band_path(pixels, _map(y, one.mean - one.sd), _map(y, one.mean + one.sd)), class_="band"
    )


def _line(one: SideCurve, x: Scale, y: Scale) -> Markup:
    return element("path", d=line_path(_map(x, one.percent), _map(y, one.mean)), class_=f"curve {one.side}")


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


def _end_labels(sides: tuple[SideCurve, ...], y: Scale) -> list[Markup]:
    ends = [(one.side, _last(one)) for one in sides]
    there = [(side, value) for side, value in ends if value is not None]
    placed = spread_labels([y(value) for _, value in there], LABEL_GAP)
    return [
        element("text", side.capitalize(), x=RIGHT + 5, y=at + 3.5, class_=f"end-label {side}")
        for (side, _), at in zip(there, placed, strict=True)
    ]


def _last(one: SideCurve) -> float | None:
    seen = one.mean[np.isfinite(one.mean)]
    return float(seen[-1]) if seen.size else None


def _map(scale: Scale, values: FloatArray) -> FloatArray:
    return scale.start + (values - scale.low) / (scale.high - scale.low) * (scale.end - scale.start)
