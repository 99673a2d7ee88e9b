"""The stick figure in motion, from the side and from behind; the picture moves by itself, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from backstride.model.common import SIDES, Side
from backstride.report.stick import STEPS, STRIDES, StickFigure
from backstride.report.svg import element, picture
from backstride.report.words import page

View = Literal["side", "rear"]
SLOWER: Final = 4  # times; at full speed nobody sees where the foot lands
# Layout in millimetres of the runner, so that the figure needs no scale of its own.
MARGIN, GROUND, FOOT_BAR, HEAD = 130, 40, 150, 95
LIMBS: Final = {
    "leg": ("hip", "knee", "ankle"),
    "foot": ("ankle", "heel", "toe", "ankle"),
    "arm": ("shoulder", "elbow", "wrist"),
}
AXIS: Final[dict[View, int]] = {"side": 0, "rear": 2}
KEYS: Final = ("figure_contact", "figure_middle", "figure_toe_off", "figure_air")


@dataclass(frozen=True)
class Box:
    """The part of the runner's plane that a view shows, mm."""

    low: int
    high: int
    top: int

    @property
    def width(self) -> int:
        """Across."""
        return self.high - self.low

    @property
    def height(self) -> int:
        """Up."""
        return self.top + GROUND


def moving_figure(figure: StickFigure, view: View) -> Markup:
    """Two strides over and over, four times slower, a bar under each foot while it is on the ground."""
    box = _box(figure, view)
    return picture(
        box.width,
        box.height,
        page(f"figure_{view}"),
        page("figure_moves"),
        element("line", x1=0, x2=box.width, y1=box.top, y2=box.top, class_="zero"),
        *(part for side in SIDES for part in _bars(figure, side, view, box)),
        *(_line(figure, names, kind, view, box) for names, kind in _lines(figure, view)),
        *_head(figure, view, box),
        key=f"moving-{view}",
    )


def still_figure(figure: StickFigure) -> Markup:
    """Four moments of the first foot's stride side by side, for print and for who wants no motion."""
    box = _box(figure, "side")
    drawn = []
    for place, (key, frame) in enumerate(zip(KEYS, _moments(figure), strict=True)):
        lines = [
            element("polyline", points=_frame(figure, names, frame, "side", box), class_=kind, fill="none")
            for names, kind in _lines(figure, "side")
        ]
        label = element("text", page(key), x=box.width / 2, y=box.top + GROUND + 60, class_="moment middle")
        drawn.append(element("g", *lines, label, transform=f"translate({place * box.width} 0)"))
    width = box.width * len(KEYS)
    ground = element("line", x1=0, x2=width, y1=box.top, y2=box.top, class_="zero")
    return picture(
        width, box.height + 60, page("figure_side"), page("figure_still"), ground, *drawn, key="still-side"
    )


def _moments(figure: StickFigure) -> tuple[int, int, int, int]:
    """Frames of contact, the middle of it, toe-off, and the middle of the air after it."""
    own = next((c for c in figure.contacts if c[0] == figure.first and c[1] < 0.01), None)
    toe_off = (own[2] if own else 0.175) * STRIDES * STEPS  # 0.175 of two strides: a usual contact
    return 0, round(toe_off / 2), round(toe_off), round((toe_off + STEPS) / 2)


def _lines(figure: StickFigure, view: View) -> list[tuple[tuple[str, ...], str]]:
    """Polylines as point names with their class, the far side first."""
    there = figure.points
    pelvis = ("asis_left", "asis_right") if view == "side" else ("psis_left", "psis_right")
    bones = [pelvis, ("hip_left", "hip_right"), ("pelvis", "neck"), ("shoulder_left", "shoulder_right")]
    lines: list[tuple[tuple[str, ...], str]] = [(names, "bone") for names in bones]
    for side in SIDES:
        lines += [(tuple(f"{n}_{side}" for n in names), f"curve {side}") for names in LIMBS.values()]
    return [(names, kind) for names, kind in lines if all(name in there for name in names)]


def _line(figure: StickFigure, names: Sequence[str], kind: str, view: View, box: Box) -> Markup:
    frames = [_frame(figure, names, n, view, box) for n in range(STRIDES * STEPS + 1)]
    moves = _animate("points", frames, figure)
    return element("polyline", moves, points=frames[0], class_=kind, fill="none")


def _frame(figure: StickFigure, names: Sequence[str], frame: int, view: View, box: Box) -> str:
    places = (figure.points[name][frame] for name in names)
    return " ".join(f"{p[AXIS[view]] - box.low},{box.top - p[1]}" for p in places)


def _head(figure: StickFigure, view: View, box: Box) -> list[Markup]:
    places = figure.points.get("head")
    if places is None:
        return []
    across = [str(p[AXIS[view]] - box.low) for p in places]
    up = [str(box.top - p[1] + HEAD) for p in places]
    moves = _animate("cx", across, figure), _animate("cy", up, figure)
    return [element("circle", *moves, cx=across[0], cy=up[0], r=HEAD, class_="bone", fill="none")]


def _bars(figure: StickFigure, side: Side, view: View, box: Box) -> list[Markup]:
    """A bar on the ground where the foot is, shown while it stands."""
    toes, heels = figure.points[f"toe_{side}"], figure.points[f"heel_{side}"]
    bars = []
    for start, stop in [(c[1], c[2]) for c in figure.contacts if c[0] == side]:
        middle = min(round((start + stop) / 2 * STRIDES * STEPS), STRIDES * STEPS)
        x = (toes[middle][AXIS[view]] + heels[middle][AXIS[view]]) / 2 - box.low
        times, shown = zip(*_steps(start, stop), strict=True)
        blinks = _animate("opacity", shown, figure, calcMode="discrete", keyTimes=";".join(times))
        bar = element(
            "line",
            blinks,
            x1=x - FOOT_BAR,
            x2=x + FOOT_BAR,
            y1=box.top,
            y2=box.top,
            opacity=shown[0],
            class_=f"foot-bar {side}",
        )
        bars.append(bar)
    return bars


def _steps(start: float, stop: float) -> list[tuple[str, str]]:
    """Times and opacities: hidden, shown from start to stop, hidden."""
    steps = [(0.0, "0"), (start, "1"), (stop, "0")]
    if start <= 0:
        steps = steps[1:]
    return [(f"{time:g}", shown) for time, shown in steps if time < 1]


def _animate(what: str, values: Sequence[str], figure: StickFigure, **more: str) -> Markup:
    return element(
        "animate",
        attributeName=what,
        dur=f"{duration_s(figure):.2f}s",
        repeatCount="indefinite",
        values=";".join(values),
        **more,
    )


def duration_s(figure: StickFigure) -> float:
    """How long the two strides take on the page."""
    return figure.stride_s * STRIDES * SLOWER


def _box(figure: StickFigure, view: View) -> Box:
    axis = AXIS[view]
    across = [place[axis] for places in figure.points.values() for place in places]
    high = max(place[1] for places in figure.points.values() for place in places)
    return Box(min(across) - MARGIN, max(across) + MARGIN, high + MARGIN)
