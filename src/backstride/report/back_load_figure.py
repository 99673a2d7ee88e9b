"""How hard the low back is pressed over a stride, the left foot's step before the right's, now and "if"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.loads import LoadCurve
from backstride.report.back_load_words import say
from backstride.report.run_lanes import column
from backstride.report.svg import Scale, element, line_path, picture, ticks

# Layout in the picture's own pixels; chosen by eye at 360 px, 1200 px and A4.
WIDTH, HEIGHT = 340.0, 196.0
LEFT, RIGHT, TOP, BOTTOM = 50.0, 336.0, 32.0, 158.0
FOOT_Y, FOOT_TEXT_Y = 168.0, 186.0
HUNDRED: Final = 100.0
ROOM: Final = 1.12  # above the highest place for its number
STEP: Final = 50  # percent of a stride: a step is half of one
USUAL_TOE_OFF: Final = 35.0  # percent of the stride, where contacts are not known (RBDS at 3.5 m/s: 35)


@dataclass(frozen=True, eq=False)
class Steps:
    """Compression over the stride of each foot. baseline_bw: what counts as 100 %, body weights."""

    curves: Mapping[Side, LoadCurve]
    baseline_bw: float

    def values(self, side: Side) -> FloatArray:
        """(51,) percent of the baseline in the step of this foot, from its contact to the other's; NaN where
        unknown."""
        return step_bw(self.curves[side]) * HUNDRED / self.baseline_bw

    def peak(self, side: Side) -> float:
        """The largest of the mean step, percent of the baseline."""
        return float(np.nanmax(self.values(side)))


def step_bw(curve: LoadCurve) -> FloatArray:
    """(51,) body weights of the first half of the stride; NaN where unknown."""
    return column(curve.mean[: STEP + 1])


def back_load_figure(
    now: Steps, then: Steps | None, name: str, standing_bw: float | None, toe_offs: Mapping[Side, float]
) -> Markup:
    """The picture; ``then``: with one thing changed, ``name`` says what; toe_offs: percent of each stride."""
    x, y = Scale(0, 2 * STEP, LEFT, RIGHT), Scale(0, _top(now, then), BOTTOM, TOP)
    return picture(
        WIDTH,
        HEIGHT,
        say("runner", "title"),
        describe(now, then, name),
        *_axis(now, y, standing_bw),
        *(_line(then, side, x, y, "if") for side in SIDES if then),
        *(_line(now, side, x, y, f"curve {side}") for side in SIDES),
        *(_peak(now, side, x, y) for side in SIDES),
        *(part for side in SIDES for part in _foot(side, x, toe_offs.get(side, USUAL_TOE_OFF))),
        *(_legend(name) if then else ()),
        key="back-load",
    )


def describe(now: Steps, then: Steps | None, name: str) -> str:
    """The picture in words, for those who do not see it."""
    left, right = (f"{now.peak(side):.0f} %" for side in SIDES)
    said = [say("runner", "says", left=left, right=right)]
    if then:
        left, right = (f"{then.peak(side):.0f} %" for side in SIDES)
        said.append(say("runner", "says_if", name=name, left=left, right=right))
    return " ".join(said)


def _top(now: Steps, then: Steps | None) -> float:
    """Room above everything drawn, for its number."""
    return ROOM * max(steps.peak(side) for steps in (now, then) if steps for side in SIDES)


def _axis(now: Steps, y: Scale, standing_bw: float | None) -> list[Markup]:
    parts = [element("text", say("runner", "axis"), x=4.0, y=TOP - 20)]
    for value in ticks(0, y.high, 3):
        kind = "zero" if value == 0 else "grid"
        parts.append(element("line", x1=LEFT, x2=RIGHT, y1=y(value), y2=y(value), class_=kind))
        parts.append(element("text", f"{value:.0f} %", x=LEFT - 4, y=y(value) + 3.5, class_="tick end"))
    if standing_bw:
        at = y(standing_bw * HUNDRED / now.baseline_bw)
        parts.append(element("line", x1=LEFT, x2=RIGHT, y1=at, y2=at, class_="plumb"))
        parts.append(element("text", say("runner", "standing"), x=LEFT - 4, y=at + 3.5, class_="tick end"))
    return parts


def _across(side: Side, x: Scale) -> FloatArray:
    """Pixels of the percents of a step: the left foot's stands first."""
    start = 0 if side == "left" else STEP
    return x.each(start + np.arange(STEP + 1, dtype=float))


def _line(steps: Steps, side: Side, x: Scale, y: Scale, kind: str) -> Markup:
    return element("path", d=line_path(_across(side, x), y.each(steps.values(side))), class_=kind)


def _peak(now: Steps, side: Side, x: Scale, y: Scale) -> Markup:
    """Side and number above the highest place of its step."""
    values = now.values(side)
    place = int(np.nanargmax(values))
    at = min(max(float(_across(side, x)[place]), LEFT + 30), RIGHT - 32)
    text = f"{side.capitalize()} {values[place]:.0f} %"
    return element("text", text, x=at, y=y(values[place]) - 6, class_=f"end-label middle {side}")


def _foot(side: Side, x: Scale, toe_off: float) -> list[Markup]:
    """A bar while this foot is down, and the words under it."""
    start = 0.0 if side == "left" else float(STEP)
    from_, to = x(start), x(start + min(toe_off, STEP))
    bar = element("line", x1=from_, x2=to, y1=FOOT_Y, y2=FOOT_Y, class_=f"foot-bar {side}")
    words = say("runner", f"{side}_down")
    return [bar, element("text", words, x=(from_ + to) / 2, y=FOOT_TEXT_Y, class_="tick middle")]


def _legend(name: str) -> list[Markup]:
    """What the dotted line is."""
    y = TOP - 8
    return [
        element("line", x1=LEFT, x2=LEFT + 26, y1=y - 3.5, y2=y - 3.5, class_="if"),
        element("text", name, x=LEFT + 31, y=y, class_="if-label"),
    ]
