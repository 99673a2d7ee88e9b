"""How far was run uphill, on the flat and downhill: a bar each, with its word and its distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from backstride.model.run_trace import Slope, SlopeShare
from backstride.report.run_lanes import km_text, run_text
from backstride.report.svg import element, picture
from backstride.report.words import word

# Layout in the picture's own pixels; chosen by eye at 360 px, 1280 px and A4.
WIDTH, LEFT, RIGHT = 300.0, 101.0, 250.0
ROW, BAR = 22.0, 13.0
ORDER: Final[tuple[Slope, ...]] = ("steep_up", "up", "flat", "down", "steep_down")


def in_order(shares: Sequence[SlopeShare]) -> tuple[SlopeShare, ...]:
    """From the steepest climb to the steepest descent; what was not run is left out."""
    run = [one for one in shares if one.distance_m > 0]
    return tuple(sorted(run, key=lambda one: ORDER.index(one.slope)))


def slope_bars(shares: Sequence[SlopeShare], *, key: str) -> Markup:
    """One bar for each kind of ground; empty where no height is known."""
    rows = in_order(shares)
    if not rows:
        return Markup()
    longest = max(one.distance_m for one in rows)
    parts = [part for n, one in enumerate(rows) for part in _row(one, n * ROW, longest)]
    return picture(WIDTH, ROW * len(rows), run_text("slopes_title"), describe(rows), *parts, key=key)


def describe(rows: Sequence[SlopeShare]) -> str:
    """The picture in words."""
    said = (f"{word('run_ground', one.slope)}: {km_text(one.distance_m)} km" for one in rows)
    return f"{'; '.join(said)}."


def _row(one: SlopeShare, top: float, longest: float) -> list[Markup]:
    width = max(1.5, (RIGHT - LEFT) * one.distance_m / longest)
    middle = top + ROW / 2
    return [
        element("text", word("run_ground", one.slope), x=LEFT - 6, y=middle + 4, class_="lane end"),
        element("rect", x=LEFT, y=middle - BAR / 2, width=width, height=BAR, class_=f"ground {one.slope}"),
        element("text", f"{km_text(one.distance_m)} km", x=LEFT + width + 5, y=middle + 4, class_="lane"),
    ]
