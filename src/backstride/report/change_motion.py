"""One stride of the same foot before and after, ready to be moved by one slider: bodies and clips as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from backstride.model.analysis import Analysis
from backstride.model.common import SIDES, Frozen, Side
from backstride.report.context import Background
from backstride.report.figure_lines import AXIS, body_lines, box
from backstride.report.figure_lines import View as FigureView
from backstride.report.player.data import PlayerData
from backstride.report.player.files import clip_name
from backstride.report.player.skeleton import skeleton_lines
from backstride.report.stick import STEPS, STRIDES, StickFigure

LONGEST_S: Final = 1.5  # a slower stride of a runner is two with a landing missed (judged)
Point = tuple[float, float]
Kind = Literal["figure", "clip"]


class MovingLine(Frozen):
    """Points that are joined. side: whose limb, None for the trunk."""

    points: tuple[str, ...]
    side: Side | None


class MovingStride(Frozen):
    """From one landing of a foot to its next. begin, end: as shares of the frames; toe_off: share 0 to 1 of
    the stride, None where it was not seen. seconds: how long it took."""

    begin: float
    end: float
    toe_off: float | None
    seconds: float


class Moving(Frozen):
    """One body that moves.

    width, height: of the picture, which the points lie in. time_s: of each frame from the first on, seconds
    of the clip. strides: of each foot, the one nearest the middle. clip: file beside the result, None for a
    figure. even: whether both sides of a pair have one scale, so that one may lie over the other; then
    ``centre`` is where the body stands in the picture.
    """

    kind: Kind
    view: str
    width: float
    height: float
    points: dict[str, tuple[Point | None, ...]]
    lines: tuple[MovingLine, ...]
    time_s: tuple[float, ...]
    strides: dict[Side, MovingStride]
    clip: str | None = None
    even: bool = False
    centre: float = 0.0


@dataclass(frozen=True)
class Pair:
    """The same view before and after."""

    view: str
    before: Moving
    after: Moving


def moving(analysis: Analysis, background: Background, players: Sequence[PlayerData]) -> tuple[Moving, ...]:
    """Every body of a result that has a whole stride: its clips, else its figure from the side and behind."""
    clips = tuple(_clip(one, analysis) for one in players)
    figure = background.figure
    figures = tuple(_figure(figure, view) for view in _VIEWS) if figure is not None else ()
    return tuple(one for one in (*clips, *figures) if one.strides)


def pairs(before: Sequence[Moving], after: Sequence[Moving]) -> tuple[Pair, ...]:
    """Bodies of one kind seen from one place, each once, that have a stride of the same foot."""
    return tuple(_paired(before, after))


def as_json(one: Moving) -> dict[str, Any]:
    """For the page's script."""
    return one.model_dump(mode="json")


_VIEWS: Final[tuple[FigureView, ...]] = ("side", "rear")


def _paired(before: Sequence[Moving], after: Sequence[Moving]) -> Iterator[Pair]:
    for one in before:
        for other in after:
            if (one.kind, one.view) == (other.kind, other.view) and one.strides.keys() & other.strides.keys():
                yield Pair(one.view, one, other)
                break


def _figure(figure: StickFigure, view: FigureView) -> Moving:
    around, axis = box(figure, view), AXIS[view]
    names = {name for line in body_lines(figure, view) for name in line.names}
    frames = STEPS * STRIDES + 1
    return Moving(
        kind="figure",
        view=view,
        width=around.width,
        height=around.height,
        points={
            name: tuple((float(place[axis] - around.low), float(around.top - place[1])) for place in places)
            for name, places in figure.points.items()
            if name in names or name == "head"
        },
        lines=tuple(MovingLine(points=one.names, side=_side(one.kind)) for one in body_lines(figure, view)),
        time_s=tuple(figure.stride_s * STRIDES * n / (frames - 1) for n in range(frames)),
        strides=_figure_strides(figure),
        even=True,
        centre=float(-around.low),
    )


def _figure_strides(figure: StickFigure) -> dict[Side, MovingStride]:
    """The first whole stride of each foot in the two that the figure shows."""
    found: dict[Side, MovingStride] = {}
    whole = 1 / STRIDES
    for side, start, stop in figure.contacts:
        begins = (side == figure.first and start < _FIRST) or start > _FIRST
        if side not in found and begins and start + whole <= 1 + _FIRST:
            found[side] = MovingStride(
                begin=start,
                end=min(1.0, start + whole),
                toe_off=min(1.0, (stop - start) / whole),
                seconds=figure.stride_s,
            )
    return found


_FIRST: Final = 0.01  # of the two strides: a contact that begins so early begins with the picture


def _clip(data: PlayerData, analysis: Analysis) -> Moving:
    times = data.run_time_s
    summary = next((one for one in analysis.recordings if one.id == data.recording), None)
    return Moving(
        kind="clip",
        view=summary.view if summary else "none",
        width=data.width_px,
        height=data.height_px,
        points=dict(data.points),
        lines=tuple(
            MovingLine(points=one.points, side=one.side)
            for one in skeleton_lines()
            if set(one.points) <= set(data.points)
        ),
        time_s=tuple(time - data.time_s[0] for time in data.time_s),
        strides=_clip_strides(data, times),
        clip=clip_name(data.recording) if data.video is not None else None,
    )


def _clip_strides(data: PlayerData, times: Sequence[float]) -> dict[Side, MovingStride]:
    """Of each foot, the whole stride nearest the middle of the clip."""
    middle, found = (times[0] + times[-1]) / 2, {}
    for side in SIDES:
        own = sorted((one for one in data.contacts if one.side == side), key=lambda one: one.foot_strike_s)
        whole = [
            (one, following)
            for one, following in pairwise(own)
            if times[0] <= one.foot_strike_s and following.foot_strike_s <= times[-1]
            if following.foot_strike_s - one.foot_strike_s <= LONGEST_S
        ]
        if whole:
            one, following = min(whole, key=lambda two: abs(two[1].foot_strike_s - middle))
            length = following.foot_strike_s - one.foot_strike_s
            toe_off = (one.toe_off_s - one.foot_strike_s) / length
            found[side] = MovingStride(
                begin=_share(times, one.foot_strike_s),
                end=_share(times, following.foot_strike_s),
                toe_off=toe_off if 0 < toe_off < 1 else None,
                seconds=length,
            )
    return found


def _share(times: Sequence[float], at: float) -> float:
    """Where a moment lies among the frames, 0 for the first and 1 for the last."""
    import numpy as np

    return float(np.interp(at, times, np.linspace(0.0, 1.0, len(times))))


def _side(kind: str) -> Side | None:
    return next((side for side in SIDES if kind.endswith(side)), None)
