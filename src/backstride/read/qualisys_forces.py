"""Force files of Qualisys Track Manager: one plate to a file, in world or in plate coordinates."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backstride.errors import UnreadableError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Forces, Note, Plate
from backstride.read.baseline import find_baseline
from backstride.read.clock import read_clock
from backstride.read.force_columns import check_forces, vertical_of
from backstride.read.marker_rules import side_of
from backstride.read.qualisys_header import MM, Header
from backstride.read.raw import RawRecording
from backstride.read.text_table import read_table
from backstride.read.wrench import MIN_LOAD_N, PlateAxes, axes_from_corners

_CORNERS = ("POSX_POSY", "NEGX_POSY", "NEGX_NEGY", "POSX_NEGY")
_CHANNELS = tuple(f"{what}_{axis}" for what in ("force", "moment", "cop") for axis in "xyz")
_SAME_POINT_M = 0.01
"""A centre of pressure computed from the moments about the right point meets the file's own within its
rounding and the plate's cover; about a wrong point it misses by decimetres."""

_MOMENT_UNITS = (1.0, MM)  # exports have N m or N mm; which of them, the centre of pressure proves


def read_qualisys_forces(path: Path, header: Header) -> RawRecording:
    """One plate of a force file, acting on the runner, its zero taken from the unloaded phases.

    Raises UnreadableError without three force columns, or for data in plate axes without the corners.
    """
    columns = _columns(header, path.name)
    table = read_table(path, header.layout, max(columns.values()) + 1)
    time_s = table[:, columns["time"]].copy() if "time" in columns else np.full(len(table), np.nan)
    clock = read_clock(time_s, header.number("FREQUENCY"), path.name)
    force, moment, point = (
        clock.spread(_triple(table, columns, what)) for what in ("force", "moment", "cop")
    )
    try:
        check_forces(np.nan_to_num(force))
    except UnreadableError as error:
        raise error.at(path.name) from None
    corners = _corners(header)
    plate_axes = axes_from_corners(corners) if corners is not None else None
    point = point * MM
    if "local" in header.text("DESCRIPTION").lower():
        force, moment, point = _into_world(force, moment, point, plate_axes, path.name)
    name = header.text("FORCE_PLATE_NAME") or "plate"
    plate, notes = _plate(name, clock.rate_hz, force, moment, point, corners)
    return RawRecording(
        name=path.name,
        rate_hz=clock.rate_hz,
        time_s=clock.time_s,
        labels=(),
        positions_m=np.empty((clock.count, 0, 3)),
        forces=Forces(clock.time_s, clock.rate_hz, (plate,)),
        notes=clock.notes + notes,
    )


def _columns(header: Header, where: str) -> dict[str, int]:
    """Column numbers by name; unnamed tables have nine channels, with or without sample and time before."""
    names = header.columns
    if not names:
        before = header.layout.columns - len(_CHANNELS)
        names = [*("sample", "time")[: max(before, 0)], *_CHANNELS] if before in (0, 2) else []
    found = {name: number for number, name in enumerate(names)}
    if not {"force_x", "force_y", "force_z"} <= set(found):
        raise UnreadableError(
            "the table has no columns Force_X, Force_Y, Force_Z", where=where, fix="Export the forces again"
        )
    return found


def _triple(table: FloatArray, columns: dict[str, int], what: str) -> FloatArray:
    numbers = [columns[f"{what}_{axis}"] for axis in "xyz" if f"{what}_{axis}" in columns]
    return table[:, numbers] if len(numbers) == 3 else np.full((len(table), 3), np.nan)


def _corners(header: Header) -> FloatArray | None:
    values = [header.number(f"FORCE_PLATE_CORNER_{corner}_{axis}") for corner in _CORNERS for axis in "XYZ"]
    known = [value for value in values if value is not None]
    return np.array(known).reshape(4, 3) * MM if len(known) == len(values) else None


def _into_world(
    force: FloatArray, moment: FloatArray, point: FloatArray, axes: PlateAxes | None, where: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Data in plate axes (the file says local) turned by the corners into laboratory axes."""
    if axes is None:
        raise UnreadableError(
            "the forces are in plate coordinates and the corners are not given",
            where=where,
            fix="Export forces in world (lab) coordinates",
        )
    turn = axes.rotation.T
    return force @ turn, moment @ turn, point @ turn + axes.centre


def _plate(
    name: str,
    rate_hz: float,
    force: FloatArray,
    moment: FloatArray,
    point: FloatArray,
    corners: FloatArray | None,
) -> tuple[Plate, tuple[Note, ...]]:
    """One plate acting on the runner: sign from its strongest load, zero from its unloaded phases."""
    upright = _upright(force, corners)
    vertical = np.nan_to_num(force[:, upright])
    strongest = vertical[np.argmax(np.abs(vertical - np.median(vertical)))]
    sign = -1.0 if strongest < 0 else 1.0
    channels = sign * np.nan_to_num(np.hstack([force, moment]))
    baseline = find_baseline(channels[:, upright], channels, rate_hz)
    channels = channels - baseline.values
    reaction, turning = channels[:, :3], channels[:, 3:]
    place = np.where(reaction[:, upright, None] >= MIN_LOAD_N, point, np.nan)
    free = _free_moment(reaction, turning, place, corners, upright)
    plate = Plate(name, reaction, place, free, corners, foot=side_of(name))
    never_free = baseline.verdict == "never_unloaded"
    return plate, _notes(name, sign < 0, never_free, unproved=not np.isfinite(free).any())


def _notes(name: str, turned: bool, never_free: bool, *, unproved: bool) -> tuple[Note, ...]:
    notes = []
    if turned:
        text = (
            f"Plate {name}: the file stores the force on the plate; it was turned round to act on the runner."
        )
        notes.append(Note(level="info", code="force_turned_round", text=text))
    if never_free:
        text = f"Plate {name} is never free of load: its zero cannot be checked, forces are as stored."
        notes.append(Note(level="warning", code="plate_never_unloads", text=text))
    if unproved:
        text = f"Plate {name}: its moments do not fit its centre of pressure, so there is no free moment."
        notes.append(Note(level="info", code="no_free_moment", text=text))
    return tuple(notes)


def _upright(force: FloatArray, corners: FloatArray | None) -> int:
    """The vertical axis: the one in which the plate is flat, else the one that carries most load."""
    if corners is not None and (np.ptp(corners, axis=0) > 0).any():
        return int(np.argmin(np.ptp(corners, axis=0)))
    return vertical_of(np.nan_to_num(force))[0]


def _free_moment(
    force: FloatArray, moment: FloatArray, place: FloatArray, corners: FloatArray | None, upright: int
) -> FloatArray:
    """The vertical moment (n,) at the centre of pressure, where the file's moments prove what they are about.

    Exports differ in the point and the unit of their moments. The pair that gives back the file's own centre
    of pressure is the right one; where none does, NaN. About a point, a force F at an arm r leaves
    ``M - r x F``; its horizontal parts vanish at the centre of pressure (the plate's surface).
    """
    origins = [np.zeros(3)] + ([] if corners is None else [corners.mean(axis=0)])
    flat = [axis for axis in range(3) if axis != upright]
    seen = np.isfinite(place).all(axis=1)
    for origin in origins if seen.any() else []:
        for unit in _MOMENT_UNITS:
            left = unit * moment[seen] - np.cross(place[seen] - origin, force[seen])
            miss_m = np.abs(left[:, flat]).max(axis=1) / force[seen, upright]
            if np.median(miss_m) <= _SAME_POINT_M:
                free = np.full(len(force), np.nan)
                free[seen] = left[:, upright]
                return free
    return np.full(len(force), np.nan)
