"""Which points a list of numbers or a label stands for: the known sets of keypoints and their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from backstride.errors import RefusedError
from backstride.knowledge import loader
from backstride.model.common import SIDES

FOLDER: Final = "keypoint_sets"
LABELS: Final = f"{FOLDER}/labels.toml"


@dataclass(frozen=True)
class PointSet:
    """One set: what it is called, how many points a person has, and anatomical names of the first of them."""

    title: str
    count: int
    names: tuple[str, ...]


@cache
def point_sets() -> dict[int, PointSet]:
    """Every known set by its number of points; no two have the same."""
    files = [loader.load(name) for name in loader.names(FOLDER) if name != LABELS]
    return {data["count"]: PointSet(data["title"], data["count"], tuple(data["names"])) for data in files}


def set_of(count: int, where: str) -> PointSet:
    """The set of so many points. Raises RefusedError where none is known."""
    known = point_sets()
    if count in known:
        return known[count]
    titles = ", ".join(one.title for _, one in sorted(known.items()))
    raise RefusedError(
        f"{count} points a person fit no known set of keypoints", where=where, fix=f"Known are {titles}"
    )


def name_of(label: str) -> str | None:
    """The anatomical name a label stands for, None where it is unknown.

    >>> name_of("RBigToe"), name_of("left_foot_index"), name_of("Hip"), name_of("LAnkleJoint")
    ('toe_right', 'toe_left', 'pelvis_centre', None)
    """
    return _labels().get(_bare(label))


@cache
def _labels() -> dict[str, str]:
    data = loader.load(LABELS)
    found = {_bare(label): name for label, name in data["middle"].items()}
    for label, name in data["sided"].items():
        for side in SIDES:
            for form in (f"{side[0]}{label}", f"{side}{label}", f"{label}{side}", f"{name}{side}"):
                found[_bare(form)] = f"{name}_{side}"
    own = {name for one in point_sets().values() for name in one.names}
    return {_bare(name): name for name in own} | found


def _bare(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())
