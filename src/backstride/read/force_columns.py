"""Force plates out of named columns: which column is which component of which plate."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from backstride.errors import UnreadableError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Plate
from backstride.read.marker_rules import side_of
from backstride.read.wrench import MIN_LOAD_N

_IMPOSSIBLE_N = 50_000.0
"""Ten times the greatest ground reaction of a heavy sprinter (5 times 100 kg); forces in mN exceed it too."""

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # ground_force_vx, R_ground_force_px, 1_ground_torque_y, ground_force1_vz, ground_force_r_vx
        r"(?P<plate>.*?)_?ground_?(?P<kind>force|torque|moment)_?(?P<more>.*?)_?(?P<what>[vpmt]?)(?P<axis>[xyz])",
        # FP1_vx, plate2_px, forceplate_1_fz, grf_r_vy
        r"(?P<plate>(?:fp|plate|force_?plate|grf|grfs)_?\w*?)_(?P<what>v|f|p|m|t|cop)_?(?P<axis>[xyz])",
        # F1X, COP1Y, M1Z
        r"(?P<what>f|cop|p|m|t)_?(?P<plate>\d+)_?(?P<axis>[xyz])",
        # Fx1, COPx_1, Fz, Force_X, Moment_Z_2
        r"(?P<what>force|moment|f|cop|p|m|t)_?(?P<axis>[xyz])_?(?P<plate>\d*)",
    )
)
_WHAT = {"v": "force", "f": "force", "force": "force", "p": "point", "cop": "point"}


@dataclass
class _Found:
    """Column numbers of one plate's components, in the order x, y, z."""

    force: dict[str, int] = field(default_factory=dict)
    point: dict[str, int] = field(default_factory=dict)
    moment: dict[str, int] = field(default_factory=dict)


def plates_from_columns(labels: tuple[str, ...], values: FloatArray) -> tuple[Plate, ...]:
    """Plates from columns ``labels`` of ``values`` (n, k) in N, m and N m, in the columns' own axes.

    A plate needs all three force components. The moment is taken as acting at the point of application,
    as OpenSim has it. A word for a side in the name sets ``foot``. Nothing recognised gives no plates.
    """
    plates = []
    for key, found in _sort(labels).items():
        if len(found.force) == 3:
            force = np.nan_to_num(_pick(values, found.force))
            point = _pick(values, found.point)
            moment = _pick(values, found.moment)
            check_forces(force)
            plates.append(_plate(key or "plate", force, point, moment))
    return tuple(plates)


def check_forces(force: FloatArray) -> None:
    """Raises UnreadableError for forces no runner makes: a flipped digit, not a stride."""
    largest = float(np.abs(force).max(initial=0.0))
    if largest > _IMPOSSIBLE_N:
        raise UnreadableError(
            f"a force of {largest:.3g} N cannot be", fix="Export the forces again, in newtons"
        )


def vertical_of(force: FloatArray) -> tuple[int, float]:
    """The axis a force (n, 3) mostly acts along, and its sign there: body weight outweighs the rest."""
    total = force.sum(axis=0)
    axis = int(np.argmax(np.abs(total)))
    return axis, -1.0 if total[axis] < 0 else 1.0


def _sort(labels: tuple[str, ...]) -> dict[str, _Found]:
    plates: dict[str, _Found] = {}
    for number, label in enumerate(labels):
        match = next((m for p in _PATTERNS if (m := p.fullmatch(label.strip()))), None)
        if match is None:
            continue
        parts = match.groupdict()
        key = " ".join(filter(None, (parts["plate"].strip("_ "), (parts.get("more") or "").strip("_ "))))
        kind = (parts.get("kind") or "force").lower()
        what = "moment" if kind != "force" else _WHAT.get((parts["what"] or "").lower(), "moment")
        slot = getattr(plates.setdefault(key, _Found()), what)
        slot.setdefault(parts["axis"].lower(), number)
    return plates


def _pick(values: FloatArray, columns: dict[str, int]) -> FloatArray:
    if len(columns) < 3:
        return np.full((len(values), 3), np.nan)
    return values[:, [columns[axis] for axis in "xyz"]]


def _plate(name: str, force: FloatArray, point: FloatArray, moment: FloatArray) -> Plate:
    axis, sign = vertical_of(force)
    unloaded = (
        (np.abs(force[:, axis]) < MIN_LOAD_N) | (point == 0).all(axis=1) | ~np.isfinite(point).all(axis=1)
    )
    free = np.where(unloaded, np.nan, sign * moment[:, axis])
    return Plate(
        name=name,
        force_n=force,
        centre_of_pressure_m=np.where(unloaded[:, None], np.nan, point),
        free_moment_nm=free,
        foot=side_of(name),
    )
