"""Two strides of the runner as a stick figure: a few points at equal steps of the stride, in place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Stride
from backstride.model.motion import Motion

STEPS: Final = 20  # pictures a stride; the browser draws straight lines between them
STRIDES: Final = 2

# Each point of the figure and the points of the recording that can stand for it, best first.
MIDDLE: Final = {"pelvis": ("pelvis_centre",), "neck": ("c7", "clavicle")}
HEAD: Final = (
    ("head_front", "head_back"),
    ("head_top",),
)  # single markers or pairs; their middle is the head
TOP_TO_MIDDLE_M: Final = 0.1  # a head is some 20 cm high
PER_SIDE: Final = {
    "hip": ("hip_centre", "trochanter"),
    "knee": ("knee_centre", "knee_lateral"),
    "ankle": ("ankle_centre", "ankle_lateral"),
    "heel": ("heel", "heel_lateral"),
    "toe": ("toe", "mt2", "mt5", "mt1"),
    "asis": ("asis",),
    "psis": ("psis",),
    "shoulder": ("shoulder_centre", "acromion"),
    "elbow": ("elbow_centre", "elbow_lateral"),
    "wrist": ("wrist_centre", "wrist_lateral"),
}
NEEDED: Final = tuple(f"{name}_{side}" for name in ("hip", "knee", "ankle", "heel", "toe") for side in SIDES)

Millimetres = tuple[int, int, int]
"""One place: forward, up, to the right."""


@dataclass(frozen=True)
class StickFigure:
    """Places of the figure's points over two strides, the first frame again at the end.

    first: the foot whose strike starts it. points: name -> one place per frame, mm, the ground at 0 and the
    body's travel taken out. contacts: (side, start, stop) as shares 0..1 of the two strides. stride_s: their
    mean. begin_s: when the first frame was, on the recording's clock. Beside the body's points there are
    "head", the middle of its markers, and "balance", the centre of mass.
    """

    first: Side
    stride_s: float
    points: dict[str, tuple[Millimetres, ...]]
    contacts: tuple[tuple[Side, float, float], ...]
    begin_s: float = 0.0


def stick_figure(motion: Motion) -> StickFigure | None:
    """The two strides nearest the middle of the recording with nothing needed missing; None without."""
    for first, second in _pairs_from_the_middle(motion):
        times_s = np.concatenate([_phases(first), _phases(second)[1:]])
        points = _points(motion, times_s)
        if set(NEEDED) <= set(points) and "pelvis" in points:
            return _figure(motion, first, second, times_s, points)
    return None


def _pairs_from_the_middle(motion: Motion) -> list[tuple[Stride, Stride]]:
    """Strides of one foot that follow each other, those nearest the middle first."""
    middle_s = (motion.time_s[0] + motion.time_s[-1]) / 2
    found = []
    for side in SIDES:
        own = [stride for stride in motion.strides if stride.side == side]
        found += [
            pair for pair in pairwise(own) if abs(pair[0].next_foot_strike_s - pair[1].foot_strike_s) < 1e-6
        ]
    return sorted(found, key=lambda pair: abs(pair[1].foot_strike_s - middle_s))


def _phases(stride: Stride) -> FloatArray:
    return np.linspace(stride.foot_strike_s, stride.next_foot_strike_s, STEPS + 1)


def _points(motion: Motion, times_s: FloatArray) -> dict[str, FloatArray]:
    """(frames, 3) m of every point of the figure that is there at all of these times."""
    wanted = dict(MIDDLE) | {
        f"{name}_{side}": tuple(f"{stand_in}_{side}" for stand_in in stand_ins)
        for name, stand_ins in PER_SIDE.items()
        for side in SIDES
    }
    there = set(motion.points.coords["point"].to_numpy().tolist())
    found = {}
    for name, stand_ins in wanted.items():
        for stand_in in stand_ins:
            if stand_in in there:
                places = _at(motion, stand_in, times_s)
                if np.isfinite(places).all():
                    found[name] = places
                    break
    balance = _sampled(np.asarray(motion.centre_of_mass.values, dtype=float), motion.time_s, times_s)
    drawn = {"head": _head(motion, there, times_s), "balance": balance}
    return found | {name: places for name, places in drawn.items() if np.isfinite(places).all()}


def _head(motion: Motion, there: set[str], times_s: FloatArray) -> FloatArray:
    """(frames, 3) m, the middle of the head; NaN without a marker on it."""
    for group in HEAD:
        names = [f"{name}{side}" for name in group for side in ("", "_left", "_right")]
        places = [_at(motion, name, times_s) for name in names if name in there]
        if places:
            below = TOP_TO_MIDDLE_M if group == ("head_top",) else 0.0
            return np.asarray(np.mean(places, axis=0) - [0.0, below, 0.0])
    return np.full((times_s.size, 3), np.nan)


def _at(motion: Motion, point: str, times_s: FloatArray) -> FloatArray:
    return _sampled(np.asarray(motion.points.sel(point=point).values, dtype=float), motion.time_s, times_s)


def _sampled(values: FloatArray, time_s: FloatArray, times_s: FloatArray) -> FloatArray:
    return np.stack([np.interp(times_s, time_s, values[:, axis]) for axis in range(3)], axis=1)


def _figure(
    motion: Motion, first: Stride, second: Stride, times_s: FloatArray, points: dict[str, FloatArray]
) -> StickFigure:
    """In place: the straight line of the pelvis' travel is taken out, the lowest point is on the ground."""
    pelvis = points["pelvis"]
    travel = np.zeros_like(pelvis)
    for axis in (0, 2):
        slope, start = np.polyfit(times_s, pelvis[:, axis], 1)
        travel[:, axis] = slope * times_s + start
    travel[:, 1] = min(float(places[:, 1].min()) for places in points.values())
    begin, end = first.foot_strike_s, second.next_foot_strike_s
    return StickFigure(
        first=first.side,
        stride_s=round((end - begin) / STRIDES, 4),
        points={name: _millimetres(places - travel) for name, places in points.items()},
        contacts=tuple(
            (c.side, _share(c.foot_strike_s, begin, end), _share(c.toe_off_s, begin, end))
            for c in motion.contacts
            if c.toe_off_s > begin and c.foot_strike_s < end
        ),
        begin_s=round(begin, 4),
    )


def _share(time_s: float, begin_s: float, end_s: float) -> float:
    return round(float(np.clip((time_s - begin_s) / (end_s - begin_s), 0, 1)), 4)


def _millimetres(places_m: FloatArray) -> tuple[Millimetres, ...]:
    rounded = np.round(places_m * 1000).astype(int)
    return tuple((int(x), int(y), int(z)) for x, y, z in rounded)
