"""Values against their reference band: a dot with its interval per side on one short axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from backstride.model.common import MeasureSide
from backstride.model.measure import Measure
from backstride.report.numbers import display_unit, interval_text, reference_text, value_text
from backstride.report.svg import Scale, element, picture

# Layout in the picture's own pixels; chosen by eye at 360 px, 1200 px and A4.
WIDTH, EDGE = 200.0, 6.0
ROW, DOT = 13.0, 3.6
MARGIN = 0.12  # of the span, left free at both ends
SHAPES: Final[dict[MeasureSide, str]] = {"left": "circle", "right": "square", "both": "diamond"}


LABELS = 13.0  # room under the rows for the band's edges


def strip_chart(rows: Sequence[Measure], title: str, *, key: str, labelled: bool = False) -> Markup:
    """A row per side of one measure over the grey reference band, its edges in numbers when ``labelled``.

    rows: measured ones of one id.
    """
    scale = _scale(rows)
    height = ROW * len(rows) + 2
    parts = _band(rows, scale, height, labelled=labelled)
    for number, row in enumerate(rows):
        parts += _row(row, scale, ROW * (number + 0.5) + 1)
    room = LABELS if labelled and rows[0].reference else 0.0
    return picture(WIDTH, height + room, title, describe(rows), *parts, key=key)


def describe(rows: Sequence[Measure]) -> str:
    """The picture in words: each side's value and interval, then the band."""
    unit = display_unit(rows[0].id, rows[0].unit)
    said = [f"{row.side}: {unit.with_symbol(value_text(row))} ({interval_text(row)})" for row in rows]
    band = reference_text(rows[0].id, rows[0].unit, rows[0].reference)
    return "; ".join(said) + (f"; reference {band}." if band else "; no reference band.")


def _scale(rows: Sequence[Measure]) -> Scale:
    values = [row.value for row in rows if row.value is not None]
    values += [end for row in rows if row.interval for end in row.interval]
    values += [end for row in rows if row.reference for end in (row.reference.low, row.reference.high)]
    low, high = min(values), max(values)
    free = MARGIN * (high - low) or abs(low) * MARGIN or 1.0
    return Scale(low - free, high + free, EDGE, WIDTH - EDGE)


def _band(rows: Sequence[Measure], scale: Scale, height: float, *, labelled: bool) -> list[Markup]:
    reference = rows[0].reference
    if reference is None:
        return []
    left, right = scale(reference.low), scale(reference.high)
    parts = [element("rect", x=left, y=0.0, width=right - left, height=height, class_="reference")]
    if labelled:
        unit = display_unit(rows[0].id, rows[0].unit)
        for at, value in ((left, reference.low), (right, reference.high)):
            parts.append(
                element("text", unit.number(value), x=at, y=height + LABELS - 3, class_="tick middle")
            )
    return parts


def _row(row: Measure, scale: Scale, y: float) -> list[Markup]:
    if row.value is None:
        return []
    parts = [element("line", x1=EDGE, x2=WIDTH - EDGE, y1=y, y2=y, class_="grid")]
    if row.interval is not None:
        left, right = (scale(end) for end in row.interval)
        parts.append(element("line", x1=left, x2=right, y1=y, y2=y, class_=f"interval {row.side}"))
    parts.append(marker(row.side, scale(row.value), y))
    return parts


def marker(side: MeasureSide, x: float, y: float) -> Markup:
    """The side's own mark: circle left, square right, diamond both."""
    shape = SHAPES[side]
    if shape == "circle":
        return element("circle", cx=x, cy=y, r=DOT, class_=f"dot {side}")
    size = 2 * DOT * 0.9  # a square of the circle's weight to the eye
    turned = f"rotate(45 {x:.1f} {y:.1f})" if shape == "diamond" else None
    corner = {"x": x - size / 2, "y": y - size / 2, "width": size, "height": size}
    return element("rect", **corner, transform=turned, class_=f"dot {side}")
