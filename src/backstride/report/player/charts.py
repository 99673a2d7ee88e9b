"""Angles over the time of a clip as small charts, and the strip of contacts that is dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from markupsafe import Markup

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.report.numbers import MINUS
from backstride.report.player.data import PlayerData
from backstride.report.player.links import anchor
from backstride.report.player.words import Angle, angles, say
from backstride.report.svg import Scale, element, line_path, picture, spread_labels, ticks

MOST: Final = 4  # more do not stand beside a picture
# Layout in the chart's own pixels; chosen by eye at 360 px and 1100 px.
WIDTH, HEIGHT = 320.0, 96.0
LEFT, RIGHT, TOP, BOTTOM = 30.0, 286.0, 8.0, 84.0
LABEL_GAP = 12.0
ROOM = 0.06  # of the span, left free above and below
# The strip is stretched to the page's width: only its height, and its width as the share 1, mean anything.
STRIP_WIDTH, STRIP_HEIGHT = 1000.0, 30.0
ROWS: Final = {"left": 8.0, "right": 22.0}
TICK = 6.5  # up and down from the middle of a row, at a foot strike


@dataclass(frozen=True)
class Chart:
    """One chart: its title, the curves in it, the drawing, and where time begins and ends across it."""

    title: str
    angles: tuple[Angle, ...]
    drawing: Markup
    begin: float = LEFT / WIDTH
    end: float = RIGHT / WIDTH


def charts(data: PlayerData) -> tuple[Chart, ...]:
    """The first charts in the page's order; a curve without any value is left out."""
    there = tuple(name for name, values in data.curves.items() if any(v is not None for v in values))
    together = [tuple(of) for _, of in groupby(angles(there), key=lambda one: one.id)]
    return tuple(Chart(of[0].title, of, _drawing(data, of)) for of in together[:MOST])


def strip(data: PlayerData) -> Markup:
    """Each contact as a bar from strike to toe-off with an upright mark at the strike, a row a foot."""
    x = time_scale(data, 0, STRIP_WIDTH)
    drawn = []
    for one in data.contacts:
        # cut at the ends of the clip
        start, stop = (min(max(x(time), 0), STRIP_WIDTH) for time in (one.foot_strike_s, one.toe_off_s))
        y = ROWS[one.side]
        drawn.append(element("line", x1=start, x2=stop, y1=y, y2=y, class_=f"stands {one.side}"))
        if x(one.foot_strike_s) >= 0:
            drawn.append(
                element("line", x1=start, x2=start, y1=y - TICK, y2=y + TICK, class_=f"strikes {one.side}")
            )
    return element(
        "svg",
        *drawn,
        element("line", x1=0, x2=0, y1=0, y2=STRIP_HEIGHT, class_="player-cursor"),
        viewBox=f"0 0 {STRIP_WIDTH:g} {STRIP_HEIGHT:g}",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )


def contacts_said(data: PlayerData) -> str:
    """The strip in words."""
    counts = {side: sum(one.side == side for one in data.contacts) for side in SIDES}
    return say("contacts_says").format(**counts)


def time_scale(data: PlayerData, start: float, end: float) -> Scale:
    """From the run's clock to a place across; a clip of one frame lasts a second."""
    first_s, last_s = data.run_time_s[0], data.run_time_s[-1]
    return Scale(first_s, last_s if last_s > first_s else first_s + 1.0, start, end)


def _drawing(data: PlayerData, of: Sequence[Angle]) -> Markup:
    values = {one: _values(data, one) for one in of}
    x, y = time_scale(data, LEFT, RIGHT), _value_scale(list(values.values()))
    marks = [
        element(
            "line",
            x1=x(one.foot_strike_s),
            x2=x(one.foot_strike_s),
            y1=BOTTOM,
            y2=BOTTOM + 6,
            class_=f"toe-off {one.side}",
        )
        for one in data.contacts
        if LEFT <= x(one.foot_strike_s) <= RIGHT
    ]
    return picture(
        WIDTH,
        HEIGHT,
        of[0].title,
        " ".join(_described(one, line) for one, line in values.items()),
        *_grid(y),
        *marks,
        *(_line(one, line, data, x, y) for one, line in values.items()),
        *_ends(values, y),
        element("line", x1=LEFT, x2=LEFT, y1=TOP, y2=BOTTOM, class_="player-cursor"),
        key=f"{anchor(data.recording)}-{of[0].id}",
    )


def _values(data: PlayerData, one: Angle) -> FloatArray:
    name = f"{one.id}_{one.side}" if one.side else one.id
    return np.array([np.nan if value is None else value for value in data.curves[name]])


def _value_scale(lines: Sequence[FloatArray]) -> Scale:
    low, high = (float(end(np.concatenate(lines))) for end in (np.nanmin, np.nanmax))
    room = max((high - low) * ROOM, 1.0)
    return Scale(low - room, high + room, BOTTOM, TOP)


def _described(one: Angle, line: FloatArray) -> str:
    return say("chart_says").format(
        side=say(one.side).capitalize() if one.side else one.title,
        low=_whole(float(np.nanmin(line))),
        high=_whole(float(np.nanmax(line))),
    )


def _whole(value: float) -> str:
    return f"{value:.0f}".replace("-", MINUS)


def _grid(y: Scale) -> list[Markup]:
    parts = []
    for value in ticks(y.low, y.high, 3):
        at = y(value)
        parts.append(element("line", x1=LEFT, x2=RIGHT, y1=at, y2=at, class_="grid"))
        parts.append(element("text", f"{_whole(value)}°", x=LEFT - 4, y=at + 3, class_="end"))
    return parts


def _line(one: Angle, line: FloatArray, data: PlayerData, x: Scale, y: Scale) -> Markup:
    across = np.array([x(time) for time in data.run_time_s])
    return element("path", d=line_path(across, y.each(line)), class_=f"curve {one.side or 'both'}")


def _ends(values: dict[Angle, FloatArray], y: Scale) -> list[Markup]:
    """Each side's name at its line's end."""
    sided = [(one.side, y(float(line[np.isfinite(line)][-1]))) for one, line in values.items() if one.side]
    places = spread_labels([at for _, at in sided], LABEL_GAP)
    return [
        element("text", say(side), x=RIGHT + 4, y=at + 3, class_=f"end-label {side}")
        for (side, _), at in zip(sided, places, strict=True)
    ]
