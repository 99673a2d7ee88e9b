"""The synthetic body: lengths, masses and mass centres for one height, mass and sex."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.synth.spec import Spec

#: De Leva's segment for each of ours. The trunk's line runs between mid-shoulder and mid-hip, through the
#: body: from the skin over C7 it would lie behind the hips.
DE_LEVA = {
    "head": "head",
    "trunk": "trunk_from_shoulders",
    "upper_arm": "upper_arm",
    "forearm": "forearm",
    "hand": "hand",
    "thigh": "thigh",
    "shank": "shank",
    "foot": "foot",
}


@dataclass(frozen=True)
class Sole:
    """The convex sole in the foot's own plane, metres from the point of the sole below the ankle."""

    heel_edge_m: float
    heel_radius_m: float
    ball_m: float
    forefoot_radius_m: float
    heel_back_m: float
    toe_tip_m: float


@dataclass(frozen=True, eq=False)
class Body:
    """Lengths in m, ``share`` of body mass and ``centre`` as fraction from the first end, per segment."""

    height_m: float
    mass_kg: float
    length: dict[str, float]
    place: dict[str, FloatArray]
    sole: Sole
    share: dict[str, float]
    centre: dict[str, float]

    def __getitem__(self, name: str) -> float:
        return self.length[name]


def build_body(spec: Spec) -> Body:
    """The body of a spec (proportions: ``knowledge/synth/body.toml``; masses: de Leva 1996)."""
    shape = load("synth/body.toml")
    table = load("segments_deleva.toml")
    h = spec.height_m
    rows = {ours: table[theirs] for ours, theirs in DE_LEVA.items()}
    mass = {name: row["mass"][spec.sex] for name, row in rows.items()}
    whole = sum(m * (1 if name in ("head", "trunk") else 2) for name, m in mass.items())
    return Body(
        height_m=h,
        mass_kg=spec.mass_kg,
        length={name: value * h for name, value in shape["lengths"].items()},
        place={name: np.array(value) * h for name, value in shape["places"].items()},
        sole=Sole(**{f"{name}_m": value * h for name, value in shape["sole"].items()}),
        share={name: m / whole for name, m in mass.items()},
        centre={name: row["centre"][spec.sex] / 100 for name, row in rows.items()},
    )
