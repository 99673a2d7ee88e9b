"""The runner's figure with parts turned and feet moved, legs following, centre of mass in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.loads.what_if.balance import Limb, pelvis_shift
from backstride.loads.what_if.leg import Bent, Leg, bend, flexion, reach_m
from backstride.loads.what_if.segments import PartName, part_of
from backstride.loads.what_if.turns import turned
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Sex, Side
from backstride.motion.body import KNEE_ON_SHANK
from backstride.motion.centre_of_mass import centre_of_mass

#: All that rides on the spine above L5/S1.
ABOVE: Final[frozenset[PartName]] = frozenset({"upper", "arm_left", "arm_right"})


@dataclass(frozen=True, eq=False)
class Figure:
    """places: point -> (n, 3) m. axes: segment -> (n, 3, 3), columns X, Y, Z in the lab."""

    places: dict[str, FloatArray]
    axes: dict[str, FloatArray]


@dataclass(frozen=True, eq=False)
class Turn:
    """Some parts turned by (n, 3, 3) about a place (n, 3) m, or about a point wherever it has got to."""

    parts: frozenset[PartName]
    rotation: FloatArray
    about: FloatArray | str


class Poser:
    """A figure posed several times, each time starting from the last: its turns and its feet stay, where the
    centre of mass goes is asked for."""

    def __init__(
        self, own: Figure, turns: Iterable[Turn], feet_m: Mapping[Side, FloatArray], sex: Sex | None
    ) -> None:
        self.own, self._sex = own, sex
        self._upright = with_turns(own, turns)
        self._limbs = {side: _limb(own, self._upright, side, feet_m[side]) for side in SIDES}
        self._reach_m = {side: reaches_m(own, side) for side in SIDES}
        before, turned_m = (centre_of_mass(one.places, sex).place_m for one in (own, self._upright))
        self._gone_m = turned_m - before
        self._shift_m = np.zeros_like(self._gone_m)

    def apart_m(self, side: Side) -> FloatArray:
        """(n,) distance of hip and ankle as last posed."""
        limb = self._limbs[side]
        return np.asarray(np.linalg.norm(limb.hip_m + self._shift_m - limb.leg.ankle_m - limb.foot_m, axis=1))

    def balance(self, moved_m: FloatArray) -> FloatArray:
        """Move the centre of mass by (n, 3) m from where it was; by how much the worse leg is then too short,
        (n,) m, below 0 where both reach."""
        self._shift_m = pelvis_shift(self._limbs, moved_m - self._gone_m, self._sex, self._shift_m)
        short = [self.apart_m(side) - self._reach_m[side] for side in SIDES]
        return np.asarray(np.fmax(*short))

    def figure(self) -> Figure:
        """The whole figure as last posed."""
        lifted = ABOVE | {"pelvis"}
        places = {
            name: place + self._shift_m if part_of(name) in lifted else place
            for name, place in self._upright.places.items()
        }
        figure = Figure(places, dict(self._upright.axes))
        for side, limb in self._limbs.items():
            ankle_m = limb.leg.ankle_m + limb.foot_m
            bent = bend(limb.leg, places[f"hip_centre_{side}"], ankle_m)
            figure = _with_leg(figure, side, limb.leg, bent, ankle_m)
        return figure


def with_turns(figure: Figure, turns: Iterable[Turn]) -> Figure:
    """The figure with some parts turned; legs and whatever is not named stay."""
    places, axes = dict(figure.places), dict(figure.axes)
    for turn in turns:
        about = places[turn.about] if isinstance(turn.about, str) else turn.about
        for name in places:
            if part_of(name) in turn.parts:
                places[name] = turned(turn.rotation, places[name], about)
        axes |= {name: turn.rotation @ axes[name] for name in axes if part_of_axes(name) in turn.parts}
    return Figure(places, axes)


def part_of_axes(segment: str) -> PartName:
    """The part whose axes these are.

    >>> part_of_axes("trunk"), part_of_axes("shank_left"), part_of_axes("forearm_right")
    ('upper', 'shank_left', 'arm_right')
    """
    base, _, side = segment.rpartition("_")
    if segment == "pelvis":
        return "pelvis"
    if base in ("upper_arm", "forearm", "hand"):
        return "arm_left" if side == "left" else "arm_right"
    point = {"thigh": "thigh_1", "shank": "shank_1", "foot": "heel"}.get(base)
    return part_of(f"{point}_{side}") if point else "upper"


def leg_of(figure: Figure, side: Side) -> Leg:
    """A leg of the figure; it bends about the thigh's own side axis."""
    return Leg(
        hip_m=figure.places[f"hip_centre_{side}"],
        knee_m=figure.places[f"{KNEE_ON_SHANK}_{side}"],
        ankle_m=figure.places[f"ankle_centre_{side}"],
        axis=figure.axes[f"thigh_{side}"][:, :, 2],
    )


def reaches_m(own: Figure, side: Side) -> FloatArray:
    """How far hip and ankle may be apart, (n,) m: the leg as straight as this runner ever has it."""
    leg = leg_of(own, side)
    return reach_m(leg, float(np.nanmin(flexion(leg))))


def _limb(own: Figure, upright: Figure, side: Side, foot_m: FloatArray) -> Limb:
    return Limb(
        leg=leg_of(own, side),
        knee_m=own.places[f"knee_centre_{side}"],
        hip_m=upright.places[f"hip_centre_{side}"],
        foot_m=foot_m,
    )


def _with_leg(figure: Figure, side: Side, leg: Leg, bent: Bent, ankle_m: FloatArray) -> Figure:
    """The figure with one leg's points and axes where its bones went; the foot goes along, unturned."""
    hip_m = figure.places[f"hip_centre_{side}"]
    moved = {
        f"thigh_{side}": (bent.thigh, leg.hip_m, hip_m),
        f"shank_{side}": (bent.shank, leg.ankle_m, ankle_m),
        f"foot_{side}": (np.broadcast_to(np.eye(3), bent.thigh.shape), leg.ankle_m, ankle_m),
    }
    places, axes = dict(figure.places), dict(figure.axes)
    for name in places:
        if (part := part_of(name)) in moved:
            rotation, before, after = moved[part]
            places[name] = after + np.einsum("nij,nj->ni", rotation, places[name] - before)
    for segment in axes:
        if (part := part_of_axes(segment)) in moved:
            axes[segment] = moved[part][0] @ axes[segment]
    return replace(figure, places=places, axes=axes)
