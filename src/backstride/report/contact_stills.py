"""Two still pictures of what is looked at first: where the foot lands, and how the pelvis lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from backstride.measures.definitions import definition
from backstride.report.figure_lines import View, at, box, frame_at
from backstride.report.moving_figure import standing, toe_off_share
from backstride.report.stick import StickFigure
from backstride.report.svg import element, picture
from backstride.report.words import page

DROP: Final = "pelvic_drop_peak"  # the measure whose smallest real change is shaded
# Layout in millimetres of the runner, as the figure's; chosen by eye at 360 px, 1100 px and A4.
GAP_BELOW, TAIL, TEXT_BELOW, BESIDE, ABOVE = 75, 30, 175, 40, 330
PELVIS_LONG, PELVIS_WIDE, PELVIS_HIGH = 330, 360, 300

Point = tuple[float, float]


@dataclass(frozen=True)
class Window:
    """The part of a view that a picture shows, mm."""

    left: float
    top: float
    width: float
    height: float


def landing_still(figure: StickFigure) -> Markup:
    """The first foot's contact from the side: its shin, and how far it is ahead of the balance point."""
    around, side = box(figure, "side"), figure.first
    body = at(figure, "balance" if "balance" in figure.points else f"hip_{side}", 0, "side", around)
    knee, ankle = (at(figure, f"{name}_{side}", 0, "side", around) for name in ("knee", "ankle"))
    low = around.top + GAP_BELOW
    marks = (
        _line(body, (body[0], low + TAIL), "plumb"),
        _line(ankle, (ankle[0], low + TAIL), "plumb"),
        _line((body[0], low), (ankle[0], low), f"gap-line {side}"),
        _line(knee, ankle, f"shin {side}"),
        element("circle", cx=body[0], cy=body[1], r=28, class_="body"),
        _text("still_shin", max(knee[0], ankle[0]) + BESIDE, (knee[1] + ankle[1]) / 2, "landing"),
        _text("still_gap", (body[0] + ankle[0]) / 2, around.top + TEXT_BELOW, "landing middle"),
        _line((0, around.top), (around.width, around.top), "zero"),
    )
    top = body[1] - ABOVE
    window = Window(0, top, around.width, around.top + TEXT_BELOW + TAIL - top)
    return _drawn(figure, 0, "side", window, marks, "still_landing")


def pelvis_still(figure: StickFigure) -> Markup:
    """The first foot's mid-stance from behind: the pelvis line within the smallest change that is real."""
    around, frame = box(figure, "rear"), frame_at(toe_off_share(figure) / 2)
    left, right = (at(figure, name, frame, "rear", around) for name in _pelvis_ends(figure))
    middle = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    slope = math.atan2(right[1] - left[1], right[0] - left[0])
    change = math.radians(definition(DROP).detectable_change or 0.0)
    turns = [(way * PELVIS_LONG, slope + turn) for way in (-1, 1) for turn in (-change, change)]
    marks = (
        element(
            "path",
            d=_wings(middle, [_away(middle, angle, length) for length, angle in turns]),
            class_="shade",
        ),
        _line(_away(middle, slope, -PELVIS_LONG), _away(middle, slope, PELVIS_LONG), "pelvis-mark"),
        _text("still_pelvis_line", middle[0] + BESIDE, middle[1] - PELVIS_HIGH / 4, "pelvis"),
    )
    window = Window(middle[0] - PELVIS_WIDE, middle[1] - PELVIS_HIGH, 2 * PELVIS_WIDE, 2 * PELVIS_HIGH)
    return _drawn(figure, frame, "rear", window, marks, "still_pelvis")


def _drawn(
    figure: StickFigure, frame: int, view: View, window: Window, marks: tuple[Markup, ...], title: str
) -> Markup:
    body = element("g", *standing(figure, frame, view, box(figure, view)), class_="faded")
    moved = element("g", body, *marks, transform=f"translate({-window.left:.0f} {-window.top:.0f})")
    says, key = page(f"{title}_says"), title.replace("_", "-")
    return picture(window.width, window.height, page(title), says, moved, key=key)


def _pelvis_ends(figure: StickFigure) -> tuple[str, str]:
    """The pair of points that shows the slope of the pelvis best."""
    pairs = ((f"{name}_left", f"{name}_right") for name in ("psis", "asis"))
    return next((pair for pair in pairs if set(pair) <= set(figure.points)), ("hip_left", "hip_right"))


def _away(start: Point, angle: float, length: float) -> Point:
    return start[0] + length * math.cos(angle), start[1] + length * math.sin(angle)


def _wings(middle: Point, ends: list[Point]) -> str:
    """Two thin triangles that meet in the middle."""
    a, b, c, d = (f"{x:.0f} {y:.0f}" for x, y in ends)
    start = f"M{middle[0]:.0f} {middle[1]:.0f}"
    return f"{start}L{a}L{b}Z{start}L{c}L{d}Z"


def _line(start: Point, stop: Point, kind: str) -> Markup:
    return element("line", x1=start[0], y1=start[1], x2=stop[0], y2=stop[1], class_=kind)


def _text(key: str, x: float, y: float, kind: str) -> Markup:
    return element("text", page(key), x=x, y=y, class_=kind)
