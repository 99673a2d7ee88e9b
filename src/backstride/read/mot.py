"""MOT and STO, the column files of OpenSim: forces and any other columns; reader and writer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backstride.errors import UnreadableError, WrongKindError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Forces, Note, Plate
from backstride.read.clock import read_clock
from backstride.read.force_columns import plates_from_columns
from backstride.read.raw import RawRecording
from backstride.read.text_table import cells, find_layout, head_lines, read_table

_WRITE_ROWS = 10_000  # rows formatted at a time: bounded memory whatever the length
_PAIR = re.compile(r"\s*([A-Za-z ]+?)\s*(?:=|\s)\s*(\S.*?)\s*$")


@dataclass(frozen=True, eq=False)
class Columns:
    """Any column file: values (n, k) as the file has them, time in s, header pairs with lower-case keys."""

    time_s: FloatArray
    labels: tuple[str, ...]
    values: FloatArray
    header: dict[str, str]

    @property
    def in_degrees(self) -> bool:
        """Whether the header says that angles are in degrees."""
        return self.header.get("indegrees", "no").lower() == "yes"


def read_columns(path: Path) -> Columns:
    """Any MOT or STO: header variants (``nColumns=19``, ``datacolumns 19``), blank lines, padded cells.

    Raises UnreadableError when the header does not end, a column has no name, or text stands in the table.
    """
    lines = head_lines(path)
    end = next((n for n, line in enumerate(lines) if line.strip().lower() == "endheader"), None)
    if end is None:
        raise UnreadableError(
            "this is no MOT file: the line endheader is missing", where=path.name, fix="Export it again"
        )
    at = next((n for n in range(end + 1, len(lines)) if lines[n].strip()), None)
    if at is None:
        raise UnreadableError("nothing follows the header", where=path.name, fix="Export the file again")
    names = [cell for cell in cells(lines[at]) if cell]
    if names[0].lower() != "time":
        raise UnreadableError(
            "the first column is not time", where=path.name, fix="Export it with a time column"
        )
    layout = find_layout(lines, at + 1, path.name)
    if layout.columns < len(names):
        what = f"the header names {len(names)} columns but the table has {layout.columns}"
        raise UnreadableError(what, where=path.name, fix="The file is damaged: export it again")
    table = read_table(path, layout, len(names))
    return Columns(table[:, 0], tuple(names[1:]), table[:, 1:], _header(lines[:end]))


def read_mot(path: Path) -> RawRecording:
    """Ground reaction forces of a MOT or STO, acting on the runner, in N and m, in the file's own axes.

    Raises WrongKindError where the columns are no forces (joint angles, say), and read_columns' errors.
    """
    columns = read_columns(path)
    clock = read_clock(columns.time_s.copy(), None, path.name)
    try:
        plates = plates_from_columns(columns.labels, clock.spread(columns.values))
    except UnreadableError as error:
        raise error.at(path.name) from None
    if not plates:
        raise WrongKindError(
            f"the columns hold no ground reaction forces ({', '.join(columns.labels[:3])} ...)",
            where=path.name,
            fix="Give the file with columns such as ground_force_vx, together with its markers",
        )
    return RawRecording(
        name=path.name,
        rate_hz=clock.rate_hz,
        time_s=clock.time_s,
        labels=(),
        positions_m=np.empty((clock.count, 0, 3)),
        forces=Forces(clock.time_s, clock.rate_hz, plates),
        notes=clock.notes + _row_notes(columns),
    )


def looks_like_mot(lines: list[str]) -> bool:
    """Whether a file's first lines are a MOT or STO header."""
    return any(line.strip().lower() == "endheader" for line in lines)


def _header(lines: list[str]) -> dict[str, str]:
    pairs = (_PAIR.match(line) for line in lines)
    return {match[1].strip().lower(): match[2] for match in pairs if match}


def _row_notes(columns: Columns) -> tuple[Note, ...]:
    stated = columns.header.get("datarows") or columns.header.get("nrows") or ""
    found = len(columns.time_s)
    if not stated.isdigit() or int(stated) == found:
        return ()
    text = f"The header says {stated} rows but the table has {found}; the table is used."
    return (Note(level="warning", code="count_disagrees", text=text),)


def write_mot(forces: Forces, path: Path) -> None:
    """Write forces as an OpenSim MOT: N, m, N m in ISB axes, acting on the runner.

    A plate whose foot is known is named for it (``R_ground_force_vx``), another by its number. OpenSim takes
    no empty cells: an unloaded plate has zeros for its centre of pressure and moment, as usual there.
    """
    labels = ["time"]
    for number, plate in enumerate(forces.plates):
        labels += _written_labels(plate, number, forces.plates)
    header = [
        path.name,
        "version=1",
        f"nRows={len(forces.time_s)}",
        f"nColumns={len(labels)}",
        "inDegrees=yes",
    ]
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("\n".join([*header, "endheader", "\t".join(labels)]) + "\n")
        for first in range(0, len(forces.time_s), _WRITE_ROWS):
            rows = slice(first, first + _WRITE_ROWS)
            parts = [forces.time_s[rows, None], *(_written_values(plate, rows) for plate in forces.plates)]
            np.savetxt(stream, np.hstack(parts), fmt="%.9f", delimiter="\t")


def _written_labels(plate: Plate, number: int, plates: tuple[Plate, ...]) -> list[str]:
    alone = sum(other.foot == plate.foot for other in plates) == 1
    before = f"{plate.foot[0].upper()}_" if plate.foot and alone else f"{number + 1}_"
    kinds = ("ground_force_v", "ground_force_p", "ground_torque_")
    return [f"{before}{kind}{axis}" for kind in kinds for axis in "xyz"]


def _written_values(plate: Plate, rows: slice) -> FloatArray:
    force = plate.force_n[rows]
    torque = np.zeros_like(force)
    torque[:, 1] = plate.free_moment_nm[rows]
    return np.nan_to_num(np.hstack([force, plate.centre_of_pressure_m[rows], torque]))
