"""What a figure of an exercise shows: typed rows of ``knowledge/care/figures.toml``."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from backstride.errors import BackstrideError
from backstride.knowledge.loader import load
from backstride.model.common import Frozen
from backstride.report.body_pose import FIGURES, Point, Pose

Spot = Point | str
"""A place, or the joint that is there."""


class Arrow(Frozen):
    """A movement. bend: how far the arrow bows out to its left, as a share of its length; both: two heads."""

    start: Spot
    stop: Spot
    bend: float = 0.0
    both: bool = False


class Prop(Frozen):
    """A thing or a guide line.

    A ``box`` goes from corner to corner, a ``bowl`` from rim to rim, a ``strap`` or a dashed ``line`` from
    end to end. Places are shares of height, or names of joints.
    """

    kind: Literal["box", "bowl", "strap", "line"]
    start: Spot
    stop: Spot


class Panel(Frozen):
    """One pose with its things and arrows. ground: whether the ground is seen."""

    caption: str
    pose: Pose
    arrows: tuple[Arrow, ...] = ()
    props: tuple[Prop, ...] = ()
    ground: bool = True


class FigureRow(Frozen):
    """One figure as the data hold it. layout: its panels beside each other, or one above the other."""

    id: str
    title: str
    desc: str
    layout: Literal["beside", "stacked"] = "beside"
    panel: tuple[Panel, ...] = Field(min_length=2, max_length=2)


@cache
def figure_rows() -> dict[str, FigureRow]:
    """Every figure of the data by its id."""
    rows = (FigureRow.model_validate(row) for row in load(FIGURES)["figure"])
    return {row.id: row for row in rows}


def figure_row(figure_id: str) -> FigureRow:
    """The data of one figure: its title and, in words, what it shows.

    Raises BackstrideError where there is no such figure.
    """
    rows = figure_rows()
    if figure_id not in rows:
        fix = f"Choose from: {', '.join(rows)}"
        raise BackstrideError(f"no figure is called {figure_id!r}", where=FIGURES, fix=fix)
    return rows[figure_id]
