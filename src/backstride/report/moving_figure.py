"""The stick figure in motion, from the side and from behind; the picture moves by itself, no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from backstride.model.common import SIDES, Side
from backstride.report.figure_lines import (
    AXIS,
    GROUND,
    HEAD,
    BodyLine,
    Box,
    View,
    at,
    body_lines,
    box,
    frame_at,
    points_text,
)
from backstride.report.stick import STEPS, STRIDES, StickFigure
from backstride.report.svg import element, picture
from backstride.report.words import page

SLOWER: Final = 4  # times; at full speed nobody sees where the foot lands
FOOT_BAR: Final = 150  # mm to both sides of the middle of the foot
KEYS: Final = ("figure_contact", "figure_middle", "figure_toe_off", "figure_air")
USUAL_TOE_OFF: Final = 0.175  # of two strides, where the figure's own contact is not known


def moving_figure(figure: StickFigure, view: View) -> Markup:
    """Two strides over and over, four times slower, a bar under each foot while it is on the ground."""
    around = box(figure, view)
    moves = element(
        "g",
        element("line", x1=0, x2=around.width, y1=around.top, y2=around.top, class_="zero"),
        *(part for side in SIDES for part in _bars(figure, side, view, around)),
        *(_line(figure, one, view, around) for one in body_lines(figure, view)),
        *_head(figure, view, around),
        id=f"runner-{view}",
    )
    return picture(
        around.width,
        around.height,
        page(f"figure_{view}"),
        page("figure_moves"),
        moves,
        key=f"moving-{view}",
    )


def again(figure: StickFigure, view: View) -> Markup:
    """The same moving figure a second time on the page, beside the curves that follow it."""
    around = box(figure, view)
    return element(
        "svg",
        element("use", href=f"#runner-{view}"),
        viewBox=f"0 0 {around.width} {around.height}",
        aria_hidden="true",
        focusable="false",
    )


def still_figure(figure: StickFigure) -> Markup:
    """Four moments of the first foot's stride side by side, for who wants no motion."""
    around = box(figure, "side")
    drawn = []
    for place, (key, frame) in enumerate(zip(KEYS, _moments(figure), strict=True)):
        lines = standing(figure, frame, "side", around)
        label = element(
            "text", page(key), x=around.width / 2, y=around.top + GROUND + 60, class_="moment middle"
        )
        drawn.append(element("g", *lines, label, transform=f"translate({place * around.width} 0)"))
    width = around.width * len(KEYS)
    ground = element("line", x1=0, x2=width, y1=around.top, y2=around.top, class_="zero")
    return picture(
        width, around.height + 60, page("figure_side"), page("figure_still"), ground, *drawn, key="still-side"
    )


def standing(figure: StickFigure, frame: int, view: View, around: Box) -> list[Markup]:
    """Every line of the figure in one frame, and its head."""
    lines = [
        element(
            "polyline",
            points=points_text(figure, one.names, frame, view, around),
            class_=one.kind,
            fill="none",
        )
        for one in body_lines(figure, view)
    ]
    if "head" in figure.points:
        x, y = at(figure, "head", frame, view, around)
        lines.append(element("circle", cx=x, cy=y, r=HEAD, class_="bone", fill="none"))
    return lines


def toe_off_share(figure: StickFigure) -> float:
    """When the first foot leaves the ground, as a share of the two strides."""
    own = next((c for c in figure.contacts if c[0] == figure.first and c[1] < 0.01), None)
    return own[2] if own else USUAL_TOE_OFF


def duration_s(figure: StickFigure) -> float:
    """How long the two strides take on the page."""
    return figure.stride_s * STRIDES * SLOWER


def _moments(figure: StickFigure) -> tuple[int, int, int, int]:
    """Frames of contact, the middle of it, toe-off, and the middle of the air after it."""
    toe_off = toe_off_share(figure) * STRIDES * STEPS
    return 0, round(toe_off / 2), round(toe_off), round((toe_off + STEPS) / 2)


def _line(figure: StickFigure, one: BodyLine, view: View, around: Box) -> Markup:
    frames = [points_text(figure, one.names, n, view, around) for n in range(STRIDES * STEPS + 1)]
    moves = _animate("points", frames, figure)
    return element("polyline", moves, points=frames[0], class_=one.kind, fill="none")


def _head(figure: StickFigure, view: View, around: Box) -> list[Markup]:
    if "head" not in figure.points:
        return []
    places = [at(figure, "head", frame, view, around) for frame in range(STRIDES * STEPS + 1)]
    across, up = [str(x) for x, _ in places], [str(y) for _, y in places]
    moves = _animate("cx", across, figure), _animate("cy", up, figure)
    return [element("circle", *moves, cx=across[0], cy=up[0], r=HEAD, class_="bone", fill="none")]


def _bars(figure: StickFigure, side: Side, view: View, around: Box) -> list[Markup]:
    """A bar on the ground where the foot is, shown while it stands."""
    toes, heels = figure.points[f"toe_{side}"], figure.points[f"heel_{side}"]
    bars = []
    for start, stop in [(c[1], c[2]) for c in figure.contacts if c[0] == side]:
        middle = frame_at((start + stop) / 2)
        x = (toes[middle][AXIS[view]] + heels[middle][AXIS[view]]) / 2 - around.low
        times, shown = zip(*_steps(start, stop), strict=True)
        blinks = _animate("opacity", shown, figure, calcMode="discrete", keyTimes=";".join(times))
        bar = element(
            "line",
            blinks,
            x1=x - FOOT_BAR,
            x2=x + FOOT_BAR,
            y1=around.top,
            y2=around.top,
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
