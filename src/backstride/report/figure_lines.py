"""The stick figure as lines on paper: which points are joined, seen from which side, in which frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from backstride.model.common import SIDES
from backstride.report.stick import STEPS, STRIDES, StickFigure

View = Literal["side", "rear"]
# Layout in millimetres of the runner, so that the figure needs no scale of its own.
MARGIN, GROUND, HEAD = 130, 40, 95
LIMBS: Final = {
    "leg": ("hip", "knee", "ankle"),
    "foot": ("ankle", "heel", "toe", "ankle"),
    "arm": ("shoulder", "elbow", "wrist"),
}
AXIS: Final[dict[View, int]] = {"side": 0, "rear": 2}
BONES: Final = (("hip_left", "pelvis", "hip_right"), ("pelvis", "neck"), ("shoulder_left", "shoulder_right"))
# From the side the line from the back to the front of the pelvis shows its tilt, from behind its slope shows.
PELVIS: Final[dict[View, tuple[tuple[str, str], ...]]] = {
    "side": (("psis_left", "asis_left"), ("psis_right", "asis_right")),
    "rear": (("psis_left", "psis_right"), ("asis_left", "asis_right")),
}


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


@dataclass(frozen=True)
class BodyLine:
    """Points that are joined, and the class that colours the line."""

    names: tuple[str, ...]
    kind: str


def box(figure: StickFigure, view: View) -> Box:
    """Room for every point in every frame, the head included."""
    axis = AXIS[view]
    across = [place[axis] for places in figure.points.values() for place in places]
    high = max(place[1] for places in figure.points.values() for place in places)
    return Box(min(across) - MARGIN, max(across) + MARGIN, high + MARGIN)


def body_lines(figure: StickFigure, view: View) -> list[BodyLine]:
    """Every line whose points were all recorded, pelvis and trunk first."""
    return [one for one in _wanted(view) if set(one.names) <= set(figure.points)]


def frame_at(share: float) -> int:
    """The frame at this share, 0 to 1, of the two strides."""
    return min(round(share * STRIDES * STEPS), STRIDES * STEPS)


def at(figure: StickFigure, name: str, frame: int, view: View, around: Box) -> tuple[int, int]:
    """Where a point is drawn."""
    place = figure.points[name][frame]
    return place[AXIS[view]] - around.low, around.top - place[1]


def points_text(figure: StickFigure, names: Sequence[str], frame: int, view: View, around: Box) -> str:
    """The points of one line in one frame, as SVG writes them."""
    return " ".join(f"{x},{y}" for x, y in (at(figure, name, frame, view, around) for name in names))


def _wanted(view: View) -> Iterator[BodyLine]:
    yield from (BodyLine(names, "bone") for names in BONES)
    yield from (BodyLine(names, "bone pelvis-line") for names in PELVIS[view])
    for side in SIDES:
        limbs = (tuple(f"{name}_{side}" for name in names) for names in LIMBS.values())
        yield from (BodyLine(names, f"limb curve {side}") for names in limbs)
