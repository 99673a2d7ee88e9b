"""Where the foot lands, drawn to the measured angle: the line from the balance point to each ankle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from backstride.model.measure import Measure
from backstride.report.strip_chart import describe, marker
from backstride.report.svg import element, picture, spread_labels

MEASURE: Final = "leg_angle_at_strike"
# Layout in the picture's own pixels; chosen by eye at 360 px, 1200 px and A4.
WIDTH, HEIGHT = 210.0, 122.0
BODY_X, BODY_Y, GROUND_Y = 50.0, 18.0, 104.0
LABEL_GAP, LABEL_SPACE = 13.0, 14.0


def landing_figure(rows: Sequence[Measure], title: str, *, key: str) -> Markup | None:
    """The picture, angles true to scale; None for any other measure. rows: measured sides, one measure."""
    if not rows or rows[0].id != MEASURE:
        return None
    return picture(
        WIDTH,
        HEIGHT,
        title,
        f"A side view at foot contact, running to the right. {describe(rows)}",
        *_usual(rows[0]),
        element("line", x1=6.0, x2=WIDTH - 6, y1=GROUND_Y, y2=GROUND_Y, class_="zero"),
        element("line", x1=BODY_X, x2=BODY_X, y1=BODY_Y, y2=GROUND_Y, class_="plumb"),
        *(part for row in rows for part in _leg(row)),
        element("circle", cx=BODY_X, cy=BODY_Y, r=6.0, class_="body"),
        element("text", "balance point", x=BODY_X + 11, y=BODY_Y + 3, class_="tick"),
        *_labels(rows),
        element("text", "running this way →", x=WIDTH - 6, y=GROUND_Y + 14, class_="tick end"),
        key=key,
    )


def _landing_x(angle_deg: float) -> float:
    """Where a line of this angle from vertical, from the balance point, meets the ground."""
    return BODY_X + (GROUND_Y - BODY_Y) * math.tan(math.radians(angle_deg))


def _usual(row: Measure) -> list[Markup]:
    if row.reference is None:
        return []
    near, far = _landing_x(row.reference.low), _landing_x(row.reference.high)
    wedge = f"M{BODY_X} {BODY_Y}L{near:.1f} {GROUND_Y}L{far:.1f} {GROUND_Y}Z"
    usual = element("text", "usual", x=(near + far) / 2, y=GROUND_Y + 14, class_="tick middle")
    return [element("path", d=wedge, class_="reference"), usual]


def _leg(row: Measure) -> list[Markup]:
    if row.value is None:
        return []
    x = _landing_x(row.value)
    line = element("line", x1=BODY_X, y1=BODY_Y, x2=x, y2=GROUND_Y, class_=f"curve {row.side}")
    return [line, marker(row.side, x, GROUND_Y)]


def _labels(rows: Sequence[Measure]) -> list[Markup]:
    """Side and angle beside the ankles, the foot further ahead on top."""
    there = sorted(
        ((row.side, row.value) for row in rows if row.value is not None), key=lambda pair: -pair[1]
    )
    x = max(_landing_x(value) for _, value in there) + LABEL_SPACE
    heights = spread_labels([GROUND_Y - 14.0] * len(there), LABEL_GAP)
    return [
        element("text", f"{side.capitalize()} {value:.1f}°", x=x, y=y, class_=f"end-label {side}")
        for (side, value), y in zip(there, heights, strict=True)
    ]
