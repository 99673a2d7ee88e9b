"""The forces that belong to a recording's markers: one clock, one set of axes, under the feet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side, other_side
from backstride.model.recording import Forces, Note, Plate
from backstride.read.axes_evidence import force_up
from backstride.read.raw import RawRecording
from backstride.read.rotate import flip, flipped, points_down, rotate_forces

_UPRIGHT_SHARE = 0.8
"""Share of the summed ground reaction that must lie along up: braking and push-off cancel over a step, so
the real recordings have 0.98 and more; forces written in other axes than the markers have next to none."""

_LOADED_N = 200.0
"""The check under the feet looks at firm loading only, where the centre of pressure is exact."""

_UNDER_FOOT_M = 0.35
"""Farthest a centre of pressure lies from the nearest foot marker (a sole is 0.3 m long); the median over the
real recordings is below 0.1. Forces of another trial, or turned about the vertical, lie metres off."""

_MOST_SAMPLES = 2000


def join_forces(
    body: RawRecording, raws: Sequence[RawRecording], points: xr.DataArray, matrix: FloatArray
) -> tuple[Forces | None, tuple[Note, ...]]:
    """All plates in ISB axes, acting on the runner, with notes on what does not fit.

    Force files given beside the markers are taken before the forces of the marker file itself. Forces that
    do not point up, or do not lie under the feet, are left out with a fault. Raises RefusedError where forces
    and markers share no time, or two force files have different clocks.
    """
    beside = [raw for raw in raws if raw is not body and raw.forces is not None and raw.forces.plates]
    chosen = beside or [body]
    clocks = [(raw.name, raw.forces) for raw in chosen if raw.forces is not None and raw.forces.plates]
    if not clocks:
        return None, ()
    for name, forces in clocks:
        _check_overlap(body, name, forces)
    turned, notes = _turned(_one_clock(clocks), matrix)
    if turned is None:
        return None, notes
    misplaced = _misplaced(turned, points)
    if misplaced is not None:
        return None, (*notes, misplaced)
    return turned, notes + _instead(body, beside) + _wrong_feet(turned, points)


def _check_overlap(body: RawRecording, name: str, forces: Forces) -> None:
    first, last = body.time_s[0], body.time_s[-1]
    if forces.time_s[0] > last or forces.time_s[-1] < first:
        raise RefusedError(
            f"the forces run from {forces.time_s[0]:.2f} to {forces.time_s[-1]:.2f} s but the markers of "
            f"{body.name} from {first:.2f} to {last:.2f} s: they share no time",
            where=name,
            fix="Give the force file of the same trial",
        )


def _one_clock(clocks: list[tuple[str, Forces]]) -> Forces:
    """The plates of several files of equal clocks (Qualisys writes one file per plate)."""
    first = clocks[0][1]
    for name, forces in clocks[1:]:
        if len(forces.time_s) != len(first.time_s) or abs(forces.time_s - first.time_s).max() > 0:
            raise RefusedError(
                "its forces do not share the clock of the other force file",
                where=name,
                fix="Export both together",
            )
    return replace(first, plates=tuple(plate for _, forces in clocks for plate in forces.plates))


def _turned(forces: Forces, matrix: FloatArray) -> tuple[Forces | None, tuple[Note, ...]]:
    turned = rotate_forces(forces, matrix)
    total = force_up(_all_upward(turned))
    if total is None:
        return turned, ()
    if abs(total[1]) < _UPRIGHT_SHARE * np.linalg.norm(total):
        text = "The forces do not point up: they are written in other axes than the markers, and left out."
        return None, (Note(level="fault", code="forces_in_other_axes", text=text),)
    bearing = [plate for plate in turned.plates if _bears(plate)] or turned.plates
    if all(points_down(plate) for plate in bearing):
        text = "The forces act on the plate (downward); their reaction on the runner is used."
        return flipped(turned), (Note(level="info", code="forces_flipped", text=text),)
    return turned, ()


def _bears(plate: Plate) -> bool:
    return float(np.abs(np.nan_to_num(plate.force_n[:, 1])).max(initial=0.0)) > _LOADED_N


def _all_upward(forces: Forces) -> Forces:
    """Each plate by itself pushing up: two of opposite signs would cancel. Which is wrong, the run tells."""
    plates = tuple(flip(plate) if points_down(plate) else plate for plate in forces.plates)
    return replace(forces, plates=plates)


def _instead(body: RawRecording, beside: list[RawRecording]) -> tuple[Note, ...]:
    if not beside or body.forces is None or not body.forces.plates:
        return ()
    text = f"The forces of {beside[0].name} are used instead of those in {body.name}."
    return (Note(level="info", code="other_forces", text=text),)


def _misplaced(forces: Forces, points: xr.DataArray) -> Note | None:
    """A fault when the centres of pressure lie off both feet."""
    away = [_distances(plate, forces, points) for plate in forces.plates]
    nearest = [np.fmin(sides["left"], sides["right"]) for sides in away]
    seen = np.concatenate(nearest)
    seen = seen[np.isfinite(seen)]
    if not len(seen) or np.median(seen) <= _UNDER_FOOT_M:
        return None
    text = (
        f"The forces lie {np.median(seen):.1f} m from the nearest foot: they belong to another trial "
        "or to other axes, and are left out."
    )
    return Note(level="fault", code="forces_off_feet", text=text)


def _wrong_feet(forces: Forces, points: xr.DataArray) -> tuple[Note, ...]:
    """A warning for each plate whose name says one foot while the other stands on it."""
    notes = []
    for plate in forces.plates:
        if plate.foot is None:
            continue
        away = _distances(plate, forces, points)
        own, other = away[plate.foot], away[other_side(plate.foot)]
        seen = np.isfinite(own) & np.isfinite(other)
        if seen.any() and np.median(own[seen]) > np.median(other[seen]):
            text = f"Plate {plate.name} is named for the {plate.foot} foot, but the other foot stands on it."
            notes.append(Note(level="fault", code="plate_foot_disagrees", text=text))
    return tuple(notes)


def _distances(plate: Plate, forces: Forces, points: xr.DataArray) -> dict[Side, FloatArray]:
    """Horizontal distance (k,) from the centre of pressure to each foot's nearest marker, at firm loading."""
    firm = np.flatnonzero(
        (plate.force_n[:, 1] > _LOADED_N) & np.isfinite(plate.centre_of_pressure_m).all(axis=1)
    )
    firm = firm[:: max(1, len(firm) // _MOST_SAMPLES)]
    time_s, place = forces.time_s[firm], plate.centre_of_pressure_m[firm]
    return {side: _to_foot(place, _foot_at(time_s, points, side)) for side in SIDES}


def _to_foot(place: FloatArray, foot: list[FloatArray]) -> FloatArray:
    nearest = np.full(len(place), np.nan)
    for marker in foot:
        nearest = np.fmin(nearest, np.hypot(place[:, 0] - marker[:, 0], place[:, 2] - marker[:, 2]))
    return nearest


def _foot_at(time_s: FloatArray, points: xr.DataArray, side: Side) -> list[FloatArray]:
    """Each foot marker (k, 3) at the nearest frame; NaN outside the recording."""
    names = [str(name) for name in points["point"].to_numpy()]
    wanted = [
        n for n, name in enumerate(names) if name.startswith(("heel", "mt", "toe")) and name.endswith(side)
    ]
    own_s = points["time"].to_numpy()
    step = float(own_s[1] - own_s[0]) if len(own_s) > 1 else 1.0
    frame = np.rint((time_s - own_s[0]) / step).astype(np.int64)
    inside = (frame >= 0) & (frame < len(own_s))
    values = points.to_numpy()
    kept = np.clip(frame, 0, len(own_s) - 1)
    return [np.where(inside[:, None], values[kept, number], np.nan) for number in wanted]
