"""Which markers move together as one segment, and how far they may stray before a label is doubted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

# Markers of one bony segment by the project's vocabulary. Left out on purpose: trochanter and patella,
# whose skin slides by centimetres, and the medial knee and ankle markers, worn for standing trials only.
_MEMBERS: Final = {
    "foot": r"heel|heel_top|heel_lateral|heel_medial|midfoot_medial|midfoot_lateral|mt1|mt2|mt5|toe",
    "shank": r"shank_\d+|tibial_tuberosity|fibula_head|ankle_lateral",
    "thigh": r"thigh_\d+|knee_lateral",
}
_PELVIS: Final = r"(asis|psis|iliac_crest)_(left|right)|sacrum"

# How far a marker must lie from where the others of its segment put it to be called misplaced. Measured
# on 30 running trials (24 treadmill, 6 of three other laboratories), each marker against a rigid fit of
# the others: worst clean frame 26 mm on feet, 56 mm on shanks and thighs, 51 mm on the pelvis, where
# skin slides over the iliac crests. Neighbouring foot markers sit 43 mm apart or more.
_STRAY_M: Final = {"foot": 0.035, "shank": 0.070, "thigh": 0.070, "pelvis": 0.075}

# How much closer or farther apart than in the mean shape two markers may be before a frame is looked at
# again. Feet of the 24 treadmill trials bend by 14 mm at most, pelvis pairs change by up to 40 mm. This
# only opens the question; what is changed is decided by rigid fits.
_GATE_M: Final = {"foot": 0.015, "shank": 0.030, "thigh": 0.030, "pelvis": 0.040}


@dataclass(frozen=True)
class Cluster:
    """Markers of one segment present in a recording: ``name`` is ``foot_left`` or ``pelvis``."""

    name: str
    markers: tuple[str, ...]

    @property
    def kind(self) -> str:
        """``foot``, ``shank``, ``thigh`` or ``pelvis``."""
        return self.name.split("_")[0]

    @property
    def stray_m(self) -> float:
        """Distance from its place beyond which a marker is misplaced."""
        return _STRAY_M[self.kind]

    @property
    def gate_m(self) -> float:
        """Change of a distance between two markers that opens the question."""
        return _GATE_M[self.kind]


@cache
def cluster_of(point: str) -> str | None:
    """The cluster a point belongs to.

    >>> cluster_of("heel_top_left"), cluster_of("asis_right"), cluster_of("c7")
    ('foot_left', 'pelvis', None)
    """
    if re.fullmatch(_PELVIS, point):
        return "pelvis"
    base, _, side = point.rpartition("_")
    if side not in ("left", "right"):
        return None
    return next((f"{kind}_{side}" for kind, members in _MEMBERS.items() if re.fullmatch(members, base)), None)


def clusters(points: Iterable[str]) -> tuple[Cluster, ...]:
    """The clusters of a recording, markers in a fixed order, from pelvis to foot."""
    found: dict[str, list[str]] = {}
    for point in sorted(points):
        name = cluster_of(point)
        if name is not None:
            found.setdefault(name, []).append(point)
    order = ("pelvis", "thigh", "shank", "foot")
    ranked = sorted(found, key=lambda name: (order.index(name.split("_")[0]), name))
    return tuple(Cluster(name, tuple(found[name])) for name in ranked)


# Which segments move so much with which that one tells where the other's markers are.
_ADJOINING: Final = {
    "foot": ("shank",),
    "shank": ("foot", "thigh"),
    "thigh": ("shank", "pelvis"),
    "pelvis": ("thigh",),
}
_TRUNK: Final = r"c7|t7|t10|sternum|clavicle|(acromion|clavicle)_(left|right)"


def neighbours(cluster: Cluster, points: Iterable[str]) -> tuple[str, ...]:
    """Points that move with a cluster: adjoining segments of its side, for the pelvis thighs and trunk."""
    side = cluster.name.partition("_")[2]
    names = {f"{kind}_{side}" if side and kind != "pelvis" else kind for kind in _ADJOINING[cluster.kind]}
    found = []
    for point in points:
        other = cluster_of(point) or ("trunk" if re.fullmatch(_TRUNK, point) else "")
        own_side = other in names or (cluster.kind == "pelvis" and other.startswith("thigh"))
        if own_side or (cluster.kind == "pelvis" and other == "trunk"):
            found.append(point)
    return tuple(found)
