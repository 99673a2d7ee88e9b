"""TSV of Qualisys Track Manager: marker files, and force files of one plate each."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backstride.errors import UnreadableError
from backstride.model.common import FloatArray
from backstride.model.recording import Forces, Note, Plate
from backstride.read.baseline import find_baseline
from backstride.read.clock import Clock, read_clock
from backstride.read.raw import RawRecording
from backstride.read.text_table import Layout, cells, find_layout, head_lines, is_number, read_table
from backstride.read.trc import clean_positions, distinct
from backstride.read.wrench import MIN_LOAD_N

_MM = 0.001  # Qualisys writes lengths in mm, forces in N, moments in N m (Track Manager, export to TSV)
_CORNERS = ("POSX_POSY", "NEGX_POSY", "NEGX_NEGY", "POSX_NEGY")
_SAME_POINT_M = 0.01
"""A centre of pressure computed from the moments about the right origin meets the file's own within its
rounding and the plate's cover; a wrong origin misses it by decimetres."""


def looks_like_qualisys(lines: list[str]) -> bool:
    """Whether a file's first lines are those of a Qualisys TSV."""
    keys = {cells(line)[0] for line in lines if line.strip() and cells(line)}
    return bool(
        keys & {"NO_OF_FRAMES", "NO_OF_MARKERS", "MARKER_NAMES", "FORCE_PLATE_NAME", "FORCE_PLATE_TYPE"}
    )


def looks_like_qualisys_forces(lines: list[str]) -> bool:
    """Whether a Qualisys TSV is a force file: a plate in its header, no marker names."""
    header = _header(lines)
    return "MARKER_NAMES" not in header and any(key.startswith("FORCE_PLATE") for key in header)


def read_qualisys(path: Path) -> RawRecording:
    """A marker file (mm) or a force file of one plate, in m and N in laboratory axes.

    Forces are turned to act on the runner where the file has them acting on the plate, and their zero is
    taken from the unloaded phases. Raises UnreadableError for text among the numbers or a broken header.
    """
    lines = head_lines(path)
    header = _header(lines)
    if "MARKER_NAMES" in header:
        return _read_markers(path, lines, header)
    if any(key.startswith("FORCE_PLATE") for key in header):
        return _read_forces(path, lines, header)
    raise UnreadableError(
        "the header names neither markers nor a force plate", where=path.name, fix="Export it again"
    )


def _header(lines: list[str]) -> dict[str, list[str]]:
    """Keys in capitals with their cells, up to the first row of numbers."""
    header = {}
    for line in lines:
        row = cells(line)
        if row and row[0] and is_number(row[0]):
            break
        if row and row[0].replace("_", "").isupper():
            header[row[0]] = row[1:]
    return header


def _number(header: dict[str, list[str]], key: str) -> float | None:
    try:
        value = float(header[key][0].replace(",", "."))
    except (KeyError, IndexError, ValueError):
        return None
    return value if np.isfinite(value) else None


def _table(path: Path, lines: list[str], first_column: str) -> tuple[Layout, list[str]]:
    """The table's layout and its column names, empty where the export has no such line."""
    start = next((n + 1 for n, line in enumerate(lines) if cells(line)[:1] == [first_column]), 0)
    layout = find_layout(lines, start, path.name)
    named = start > 0
    return layout, cells(lines[start - 1]) if named else []


def _read_markers(path: Path, lines: list[str], header: dict[str, list[str]]) -> RawRecording:
    labels, notes = distinct([name for name in header["MARKER_NAMES"] if name])
    if not labels:
        raise UnreadableError(
            "the header names no markers", where=path.name, fix="Export the labelled markers"
        )
    layout, columns = _table(path, lines, "Frame")
    before = _columns_before(columns, layout, len(labels), path.name)
    table = read_table(path, layout, before + 3 * len(labels))
    stated = _number(header, "FREQUENCY")
    time_s = table[:, 1].copy() if before >= 2 else np.full(len(table), np.nan)
    clock = read_clock(time_s, stated, path.name)
    positions = clean_positions(table[:, before:].reshape(len(table), len(labels), 3), _MM)
    return RawRecording(
        name=path.name,
        rate_hz=clock.rate_hz,
        time_s=clock.time_s,
        labels=labels,
        positions_m=clock.spread(positions),
        notes=notes + clock.notes,
    )


def _columns_before(columns: list[str], layout: Layout, markers: int, where: str) -> int:
    """How many columns stand before the first marker: frame, time, camera time, or none of them."""
    known = {"frame", "time", "camera time"}
    if columns:
        return sum(column.lower() in known for column in columns)
    before = layout.columns - 3 * markers
    if before in (0, 2, 3):
        return before
    raise UnreadableError(
        f"the header names {markers} markers but the table has {layout.columns} columns",
        where=where,
        fix="Export it again with all coordinates",
    )


def _read_forces(path: Path, lines: list[str], header: dict[str, list[str]]) -> RawRecording:
    layout, columns = _table(path, lines, "SAMPLE")
    columns = columns or [
        "SAMPLE",
        "TIME",
        *(f"{what}_{axis}" for what in ("Force", "Moment", "COP") for axis in "XYZ"),
    ]
    wanted = {name.lower(): number for number, name in enumerate(columns)}
    if not {"force_x", "force_y", "force_z"} <= set(wanted):
        raise UnreadableError(
            "the table has no columns Force_X, Force_Y, Force_Z", where=path.name, fix="Export forces"
        )
    table = read_table(path, layout, len(columns))
    stated = _number(header, "FREQUENCY")
    time_s = table[:, wanted["time"]].copy() if "time" in wanted else np.full(len(table), np.nan)
    clock = read_clock(time_s, stated, path.name)
    parts = [_triple(table, wanted, what) for what in ("force", "moment", "cop")]
    plate, notes = _plate(header, clock, *(clock.spread(part) for part in parts))
    return RawRecording(
        name=path.name,
        rate_hz=clock.rate_hz,
        time_s=clock.time_s,
        labels=(),
        positions_m=np.empty((clock.count, 0, 3)),
        forces=Forces(clock.time_s, clock.rate_hz, (plate,)),
        notes=clock.notes + notes,
    )


def _triple(table: FloatArray, wanted: dict[str, int], what: str) -> FloatArray:
    columns = [wanted.get(f"{what}_{axis}") for axis in "xyz"]
    if any(column is None for column in columns):
        return np.full((len(table), 3), np.nan)
    return table[:, [column for column in columns if column is not None]]


def _plate(
    header: dict[str, list[str]], clock: Clock, force: FloatArray, moment: FloatArray, point: FloatArray
) -> tuple[Plate, tuple[Note, ...]]:
    """One plate acting on the runner: sign from its loaded phases, zero from its unloaded ones."""
    corners = _corners(header)
    vertical = force[:, 2]
    strongest = vertical[np.argmax(np.abs(vertical - np.median(vertical)))]
    sign = -1.0 if strongest < 0 else 1.0
    channels = sign * np.nan_to_num(np.hstack([force, moment]))
    baseline = find_baseline(channels[:, 2], channels, clock.rate_hz)
    channels = channels - baseline.values
    reaction, turning = channels[:, :3], channels[:, 3:]
    loaded = reaction[:, 2] >= MIN_LOAD_N
    place = np.where(loaded[:, None], point * _MM, np.nan)
    name = (header.get("FORCE_PLATE_NAME") or [""])[0] or "plate"
    free, notes = _free_moment(reaction, turning, place, corners)
    if sign < 0:
        text = f"Plate {name}: forces act on the plate (downward); their reaction on the runner is used."
        notes += (Note(level="info", code="forces_flipped", text=text),)
    return Plate(name, reaction, place, free, corners), notes


def _corners(header: dict[str, list[str]]) -> FloatArray | None:
    values = [_number(header, f"FORCE_PLATE_CORNER_{corner}_{axis}") for corner in _CORNERS for axis in "XYZ"]
    known = [value for value in values if value is not None]
    return np.array(known).reshape(4, 3) * _MM if len(known) == 12 else None


def _free_moment(
    force: FloatArray, moment: FloatArray, place: FloatArray, corners: FloatArray | None
) -> tuple[FloatArray, tuple[Note, ...]]:
    """The vertical moment at the centre of pressure, where the file's moments prove what they are about.

    Exports differ in the point their moments refer to. The origin (laboratory or plate centre) that gives
    back the file's own centre of pressure is the right one; if none does, there is no free moment.
    """
    origins = [np.zeros(3)] + ([] if corners is None else [corners.mean(axis=0)])
    seen = np.isfinite(place).all(axis=1) & (force[:, 2] > 0)
    for origin in origins if seen.any() else []:
        arm = place - origin
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.column_stack([-moment[:, 1], moment[:, 0]]) / force[:, 2:]
        miss = np.abs(found[seen] - arm[seen, :2]).max(axis=1)
        if np.median(miss) <= _SAME_POINT_M:
            return moment[:, 2] - (arm[:, 0] * force[:, 1] - arm[:, 1] * force[:, 0]), ()
    text = "The file's moments do not fit its centre of pressure; free moments are left out."
    notes = (Note(level="info", code="no_free_moment", text=text),) if seen.any() else ()
    return np.full(len(force), np.nan), notes
