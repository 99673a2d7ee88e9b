"""Which foot is on the plate, and is all of it there: read from the foot's points during the contact."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import xarray as xr

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side, other_side
from backstride.model.recording import Forces, Note
from backstride.motion.body import FOOT_MARKERS

FOOT_POINTS = (*FOOT_MARKERS, "ankle_lateral", "ankle_medial")
CLEAR_MARGIN_M = 0.05  # the swing foot passes at least this much above the stance foot at mid-stance
EDGE_MARGIN_M = 0.03  # marker offset from the sole's edge and corner error together

Span = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Feet:
    """The points of each foot as plain arrays (time, points, 3) m.

    Labelled look-ups for every contact took most of the time of a 30 s trial with plates.
    """

    time_s: FloatArray
    tracks: dict[Side, FloatArray]


def feet_of(points: xr.DataArray | None) -> Feet | None:
    """The foot points of both sides; None without any points."""
    if points is None:
        return None
    known = points.indexes["point"]
    names: dict[Side, list[str]] = {
        side: [f"{name}_{side}" for name in FOOT_POINTS if f"{name}_{side}" in known] for side in SIDES
    }
    tracks = {side: points.sel(point=found).to_numpy() for side, found in names.items() if found}
    return Feet(points.coords["time"].to_numpy(), tracks)


def sides_of(spans: list[Span], forces: Forces, feet: Feet | None) -> tuple[list[Side], tuple[Note, ...]]:
    """The side of each contact: the foot that is lower and nearer the centre of pressure at mid-stance.

    A contact whose feet cannot be told apart takes the side its neighbours leave free (running alternates).

    Raises:
        RefusedError: no foot points, or nothing to tell the sides by.
    """
    margins = np.array([_margin(span, forces, feet) for span in spans])
    clear = np.abs(margins) >= CLEAR_MARGIN_M
    if not clear.any():
        raise RefusedError(
            "the plates show contacts, but no foot marker tells left from right",
            fix="Give the marker file of the same trial, with a heel and a toe marker on each foot",
        )
    sides: list[Side | None] = [
        ("left" if margin < 0 else "right") if sure else None
        for margin, sure in zip(margins, clear, strict=True)
    ]
    filled = _alternate(sides)
    notes = _repeats(filled, spans)
    return filled, notes


def off_plate(span: Span, side: Side, forces: Forces, feet: Feet | None) -> bool:
    """True when part of the stance foot stands beyond every plate's edge, so that its force is incomplete."""
    if feet is None or any(plate.corners_m is None for plate in forces.plates):
        return False
    foot = _mid_stance(feet, side, span)
    foot = foot[np.isfinite(foot).all(axis=1)]
    if not foot.size:
        return False
    outside = np.min(
        [_outside_m(foot, plate.corners_m) for plate in forces.plates if plate.corners_m is not None], axis=0
    )
    return bool(outside.max() > EDGE_MARGIN_M)


def _margin(span: Span, forces: Forces, feet: Feet | None) -> float:
    """Left minus right score, m: negative means the left foot stands. NaN where a foot is unseen."""
    if feet is None:
        return 0.0
    pressure = _pressure(span, forces)
    scores = []
    for side in SIDES:
        foot = _mid_stance(feet, side, span)
        if not np.isfinite(foot).any():
            return 0.0
        away = np.hypot(*(np.nanmean(foot[:, [0, 2]], axis=0) - pressure)) if pressure is not None else 0.0
        scores.append(float(np.nanmin(foot[:, 1]) + away))
    return scores[0] - scores[1]


def _mid_stance(feet: Feet, side: Side, span: Span) -> FloatArray:
    """Mean place of each foot point over the middle half of the contact, (points, 3) m."""
    quarter = (span[1] - span[0]) / 4
    start, stop = np.searchsorted(feet.time_s, [span[0] + quarter, span[1] - quarter])
    if side not in feet.tracks or stop <= start:
        return np.full((1, 3), np.nan)
    values = feet.tracks[side][start:stop]
    seen = np.isfinite(values).all(axis=2, keepdims=True)
    total = np.where(seen, values, 0.0).sum(axis=0)
    count = seen.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _pressure(span: Span, forces: Forces) -> FloatArray | None:
    """Force-weighted horizontal centre of pressure over the contact, (2,) m."""
    rows = (forces.time_s >= span[0]) & (forces.time_s <= span[1])
    weighted, weight = np.zeros(2), 0.0
    for plate in forces.plates:
        place = plate.centre_of_pressure_m[rows][:, [0, 2]]
        load = plate.force_n[rows, 1]
        good = np.isfinite(place).all(axis=1) & (load > 0)
        weighted += (place[good] * load[good, None]).sum(axis=0)
        weight += float(load[good].sum())
    return weighted / weight if weight > 0 else None


def _alternate(sides: list[Side | None]) -> list[Side]:
    """Unknown sides filled outward from their known neighbours, left and right in turn."""
    filled = list(sides)
    for order in (range(1, len(filled)), range(len(filled) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for index in order:
            neighbour = filled[index + step]
            if filled[index] is None and neighbour is not None:
                filled[index] = other_side(neighbour)
    return [side for side in filled if side is not None]


def _repeats(sides: list[Side], spans: list[Span]) -> tuple[Note, ...]:
    """A note when one foot seems to land twice running without the other between."""
    gaps = [second[0] - first[1] for first, second in pairwise(spans)]
    usual = float(np.median(gaps)) if gaps else 0.0
    twice = sum(
        a == b and gap < 1.5 * usual + 0.05 for (a, b), gap in zip(pairwise(sides), gaps, strict=True)
    )
    if not twice:
        return ()
    text = f"{twice} times one foot follows itself on the plates; check the left and right labels."
    return (Note(level="warning", code="side_repeats", text=text),)


def _outside_m(foot: FloatArray, corners_m: FloatArray) -> FloatArray:
    """How far each foot point lies outside a plate's rectangle, (points,) m, 0 inside."""
    origin = corners_m[0, [0, 2]]
    edges = [corners_m[1, [0, 2]] - origin, corners_m[3, [0, 2]] - origin]
    beyond = np.zeros((len(foot), 2))
    for axis, edge in enumerate(edges):
        length = float(np.hypot(*edge))
        along = (foot[:, [0, 2]] - origin) @ edge / length
        beyond[:, axis] = np.maximum(np.maximum(-along, along - length), 0.0)
    return np.asarray(np.hypot(beyond[:, 0], beyond[:, 1]))
