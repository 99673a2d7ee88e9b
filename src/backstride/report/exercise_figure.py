"""Figures of exercises and tests at home: a person in two poses, drawn from joint angles."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from markupsafe import Markup

from backstride.report.body_pose import Point, joints, radius
from backstride.report.body_shape import outlines
from backstride.report.exercise_poses import Arrow, FigureRow, Panel, Prop, Spot, figure_row
from backstride.report.svg import element, picture

# Layout in the picture's own pixels; chosen by eye at 60 mm and 320 px wide.
WIDTH, HEIGHT = 320.0, 200.0
MARGIN, CAPTION, TALLEST_PX = 6.0, 22.0, 240.0
LINE: Final = 0.02  # half the room that a line takes, share of height
ARROW_HEAD, ARROW_SPREAD_DEG = 8.0, 32.0

SpotPixels = Callable[[Spot], Point]
"""From a place or a joint to the picture's pixels."""


def exercise_figure(figure_id: str, key: str, captions: tuple[str, str] | None = None) -> Markup:
    """The figure for a page that has ``exercise.css``; ``key`` keeps ids apart on one page.

    captions: short words under the two poses in place of the usual ones; empty ones leave the number alone.
    Raises BackstrideError where there is no such figure.
    """
    row = figure_row(figure_id)
    words = captions or tuple(panel.caption for panel in row.panel)
    place = _Places(row)
    parts = [part for n, panel in enumerate(row.panel) for part in _panel(place, n, panel, words[n])]
    return picture(WIDTH, HEIGHT, row.title, row.desc, *parts, key=key)


class _Places:
    """Where the two panels of a figure lie: one scale for both, and the same place stands still."""

    def __init__(self, row: FigureRow) -> None:
        boxes = [_bounds(panel) for panel in row.panel]
        self.left, self.low = min(b[0] for b in boxes), min(b[1] for b in boxes)
        self.right, self.high = max(b[2] for b in boxes), max(b[3] for b in boxes)
        self.beside = row.layout == "beside"
        self.cell = (WIDTH / 2, HEIGHT) if self.beside else (WIDTH, HEIGHT / 2)
        self.bottom = CAPTION if self.beside else MARGIN
        free = self.cell[0] - 2 * MARGIN, self.cell[1] - self.bottom - MARGIN
        fits = free[0] / (self.right - self.left), free[1] / (self.high - self.low)
        self.scale = min(*fits, TALLEST_PX)

    def corner(self, n: int) -> Point:
        """The upper left corner of panel ``n``."""
        return (self.cell[0] * n, 0.0) if self.beside else (0.0, self.cell[1] * n)

    def at(self, n: int, place: Point) -> Point:
        """Pixels of a place of the body in panel ``n``."""
        across, down = self.corner(n)
        middle = across + self.cell[0] / 2
        bottom = down + self.cell[1] - self.bottom
        x = middle + (place[0] - (self.left + self.right) / 2) * self.scale
        return x, bottom - (place[1] - self.low) * self.scale


def _bounds(panel: Panel) -> tuple[float, float, float, float]:
    """Left, low, right, high of everything in a panel, shares of height."""
    body = joints(panel.pose)
    spots = [(x, y, radius(name)) for name, (x, y) in body.items()]
    ends = [(one.start, one.stop) for one in panel.arrows] + [(one.start, one.stop) for one in panel.props]
    spots += [(*_spot(end, body), LINE) for pair in ends for end in pair]
    left, right = min(x - r for x, _, r in spots), max(x + r for x, _, r in spots)
    low, high = min(y - r for _, y, r in spots), max(y + r for _, y, r in spots)
    return left, min(low, 0.0) if panel.ground else low, right, high


def _spot(spot: Spot, body: Mapping[str, Point]) -> Point:
    return body[spot] if isinstance(spot, str) else spot


def _panel(place: _Places, n: int, panel: Panel, words: str) -> Iterator[Markup]:
    """Things behind, the body, guides and arrows before it, the words below."""
    body = joints(panel.pose)

    def to_px(spot: Spot) -> Point:
        return place.at(n, _spot(spot, body))

    yield from (_box(prop, to_px) for prop in panel.props if prop.kind == "box")
    if panel.ground:
        yield _ground(place, n)
    for kind, path in outlines(panel.pose, to_px, place.scale):
        yield element("path", d=path, class_=f"ex-{kind}")
    yield from _before(panel, to_px)
    yield from _words(place, n, words)


def _ground(place: _Places, n: int) -> Markup:
    across, _ = place.corner(n)
    y = place.at(n, (0.0, 0.0))[1]
    left, right = across + MARGIN, across + place.cell[0] - MARGIN
    return element("line", x1=left, y1=y, x2=right, y2=y, class_="ex-ground")


def _words(place: _Places, n: int, words: str) -> Iterator[Markup]:
    across, down = place.corner(n)
    x, y = across + MARGIN + 2, down + (place.cell[1] - MARGIN if place.beside else CAPTION - MARGIN)
    yield element("text", str(n + 1), x=x, y=y, class_="ex-number")
    if words:
        yield element("text", words, x=x + 14, y=y, class_="ex-caption")


def _box(prop: Prop, to_px: SpotPixels) -> Markup:
    (x1, y1), (x2, y2) = to_px(prop.start), to_px(prop.stop)
    left, top, wide, high = min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
    return element("rect", x=left, y=top, width=wide, height=high, rx=2.0, class_="ex-prop")


def _before(panel: Panel, to_px: SpotPixels) -> Iterator[Markup]:
    """What lies before the body; lines keep clear of what they cross by a halo."""
    bowls = [_bowl(to_px(prop.start), to_px(prop.stop)) for prop in panel.props if prop.kind == "bowl"]
    yield from (element("path", d=path, class_="ex-bowl") for path in bowls)
    lines = {
        kind: "".join(
            f"M{_at(to_px(prop.start))}L{_at(to_px(prop.stop))}" for prop in panel.props if prop.kind == kind
        )
        for kind in ("strap", "line")
    }
    lines["arrow"] = "".join(_arrow(arrow, to_px) for arrow in panel.arrows)
    for kind, path in lines.items():
        if path:
            yield element("path", d=path, class_="ex-halo")
            yield element("path", d=path, class_=f"ex-{kind}")


def _bowl(start: Point, stop: Point) -> str:
    """Path of half a disc that hangs from its rim."""
    half = math.dist(start, stop) / 2
    return f"M{_at(start)}A{half:.1f} {half:.1f} 0 0 0 {_at(stop)}Z"


def _arrow(arrow: Arrow, to_px: SpotPixels) -> str:
    """Path of a line or a bow with an open head."""
    start, stop = to_px(arrow.start), to_px(arrow.stop)
    across, down = stop[0] - start[0], stop[1] - start[1]
    # bowed to the left of the way as it is seen, y down
    bow = (start[0] + stop[0]) / 2 + 2 * arrow.bend * down, (start[1] + stop[1]) / 2 - 2 * arrow.bend * across
    shaft = f"M{_at(start)}Q{_at(bow)} {_at(stop)}" if arrow.bend else f"M{_at(start)}L{_at(stop)}"
    return f"{shaft}{_head(bow, stop)}{_head(bow, start) if arrow.both else ''}"


def _head(before: Point, tip: Point) -> str:
    back = math.atan2(before[1] - tip[1], before[0] - tip[0])
    spread = math.radians(ARROW_SPREAD_DEG)
    ends = [
        (tip[0] + ARROW_HEAD * math.cos(back + turn), tip[1] + ARROW_HEAD * math.sin(back + turn))
        for turn in (-spread, spread)
    ]
    return f"M{_at(ends[0])}L{_at(tip)} {_at(ends[1])}"


def _at(place: Point) -> str:
    return f"{place[0]:.1f} {place[1]:.1f}"
