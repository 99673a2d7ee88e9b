"""Every stride as a mark, in the order they were run: how steady a value was, and which stride stood out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from backstride.report.cards.card import say
from backstride.report.cards.strides import StrideValues
from backstride.report.numbers import DisplayUnit
from backstride.report.svg import Scale, element, picture
from backstride.report.words import word

# Layout in the picture's own pixels; chosen by eye at 360 px and 1100 px.
WIDTH, HEIGHT = 320.0, 74.0
LEFT, RIGHT, TOP, BOTTOM = 42.0, 314.0, 8.0, 66.0


def stride_strip(
    rows: Sequence[StrideValues], unit: DisplayUnit, title: str, *, key: str, of: str = "strip"
) -> Markup:
    """The strides of one measure, its sides in one picture. rows: at least one, each with a value.

    of: the sentence that tells what the marks are.
    """
    values = [value for row in rows for value in row.values]
    low, high = min(values), max(values)
    y = Scale(low, high if high > low else low + 1.0, BOTTOM, TOP)
    ends = [(high, TOP), (low, BOTTOM)] if high > low else [(low, BOTTOM)]
    return picture(
        WIDTH,
        HEIGHT,
        title,
        describe(rows, unit, of),
        *(element("line", x1=LEFT, x2=RIGHT, y1=at, y2=at, class_="grid") for _, at in ends),
        *(element("text", unit.number(v), x=LEFT - 5, y=at + 3.5, class_="tick end") for v, at in ends),
        *(_marks(row, y) for row in rows),
        key=key,
    )


def describe(rows: Sequence[StrideValues], unit: DisplayUnit, of: str = "strip") -> str:
    """The picture in a sentence per side."""
    return " ".join(
        say(
            "say",
            of,
            side=word("side", row.side),
            count=len(row.values),
            low=unit.number(min(row.values)),
            high=unit.number(max(row.values)),
        )
        for row in rows
    )


def _marks(row: StrideValues, y: Scale) -> Markup:
    """Points as strokes of no length: the line's end gives each its shape, and the page stays small."""
    across = np.linspace(LEFT + 4, RIGHT - 4, len(row.values))
    points = "".join(f"M{x:.1f} {y(value):.1f}h0" for x, value in zip(across, row.values, strict=True))
    return element("path", d=points, class_=f"stride {row.side}")
