"""TRC, the marker table of OpenSim and Motion Analysis: reader and writer."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from backstride.errors import UnreadableError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note, Recording
from backstride.read.clock import read_clock
from backstride.read.raw import RawRecording
from backstride.read.text_table import cells, find_layout, head_lines, is_number, printable, read_table

UNIT_M = {"mm": 0.001, "cm": 0.01, "dm": 0.1, "m": 1.0, "meters": 1.0, "metres": 1.0, "millimeters": 0.001}
"""Length units met in TRC and TSV headers, in metres."""

LAB_LIMIT_M = 900.0
"""No laboratory is that wide: what lies beyond is a code for missing (999999 mm, 9999999, 1e30)."""

_TIME_COLUMNS = 2
_HEADER_KEYS = (
    "DataRate",
    "CameraRate",
    "NumFrames",
    "NumMarkers",
    "Units",
    "OrigDataRate",
    "OrigDataStartFrame",
    "OrigNumFrames",
)
_BLOCK_ROWS = 4096  # rows cleaned at a time: 3 MB at 32 markers stay in the processor's cache
_WRITE_ROWS = 10_000  # rows formatted at a time: bounded memory whatever the length


def read_trc(path: Path) -> RawRecording:
    """Markers of a TRC file in m, in the file's own axes and on its own clock.

    Headers may have stray tabs and padded units; labels and the table are trusted before the counts in
    the header. Empty cells, exact (0, 0, 0) and codes beyond any laboratory are missing. Raises
    UnreadableError for text among the numbers, unknown units, no rows, or time that cannot be used.
    """
    lines = head_lines(path)
    at = _label_line(lines, path.name)
    header = _header(lines[:at])
    labels, notes = _labels(lines[at], lines[at + 1] if at + 1 < len(lines) else "")
    if not labels:
        raise UnreadableError("the header names no markers", where=path.name, fix="Export the markers again")
    scale = _scale(header.get("Units", ""), path.name)
    layout = find_layout(lines, at + 1, path.name)
    table = read_table(path, layout, _TIME_COLUMNS + 3 * len(labels))
    clock = read_clock(table[:, 1].copy(), data_rate_hz(header), path.name)
    positions = clean_positions(
        table[:, _TIME_COLUMNS:].reshape(len(table), len(labels), 3), scale, path.name
    )
    notes += _count_notes(header, len(table), len(labels), layout.columns)
    return RawRecording(
        name=path.name,
        rate_hz=clock.rate_hz,
        time_s=clock.time_s,
        labels=labels,
        positions_m=clock.spread(positions),
        notes=notes + clock.notes,
    )


def looks_like_trc(lines: list[str]) -> bool:
    """Whether a file's first lines are a TRC header."""
    return any(_is_label_line(line) for line in lines[:20]) or lines[0].startswith("PathFileType")


def clean_positions(positions: FloatArray, scale: float, where: str) -> FloatArray:
    """Positions (n, m, 3) scaled to m in place, missing ones NaN in all three axes.

    Missing is any empty coordinate, an exact (0, 0, 0) (a marker never stands in the origin to the last
    digit), and anything beyond ``LAB_LIMIT_M``. Raises UnreadableError when most lie beyond: a wrong unit.
    """
    beyond = seen = 0
    for first in range(0, len(positions), _BLOCK_ROWS):
        xyz = positions[first : first + _BLOCK_ROWS]
        xyz *= scale
        far = (np.abs(xyz) > LAB_LIMIT_M).any(axis=2)
        gone = np.isnan(xyz).any(axis=2) | (xyz == 0).all(axis=2)
        xyz[gone | far] = np.nan
        beyond += int(np.count_nonzero(far & ~gone))
        seen += int(np.count_nonzero(~gone))
    if beyond > seen / 2:
        what = f"most markers lie more than {LAB_LIMIT_M:.0f} m away: the file's length unit is wrong"
        raise UnreadableError(what, where=where, fix="Correct the unit in its header")
    return positions


def _is_label_line(line: str) -> bool:
    row = [cell.lower() for cell in cells(line)[:2]]
    return len(row) == 2 and row[0].startswith("frame") and row[1].startswith("time")


def _label_line(lines: list[str], where: str) -> int:
    for number, line in enumerate(lines):
        if _is_label_line(line):
            return number
    raise UnreadableError(
        "this is no TRC file: the line that begins with Frame# and Time is missing",
        where=where,
        fix="Export it again",
    )


def _header(lines: list[str]) -> dict[str, str]:
    """The pairs of the line of names and the line of values; both may hold stray tabs."""
    for above, below in pairwise(lines):
        names, values = cells(above), cells(below)
        if "DataRate" in names:
            filled = [n for n in names if n], [v for v in values if v]
            if len(filled[0]) == len(filled[1]):
                names, values = filled
            return dict(zip(names, values, strict=False))
    return {}


def _labels(line: str, below: str) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """Marker labels: the cells after Time, empty ones skipped; doubled and unnamed ones told apart."""
    row = cells(line)[_TIME_COLUMNS:]
    names = [cell for cell in row if cell]
    axes = sum(cell[:1] in "Xx" for cell in cells(below) if cell and not is_number(cell))
    if axes > len(names) and "\t" in line:
        names = [*row[::3], *[""] * axes][:axes]
        names = [name or f"unnamed {number + 1}" for number, name in enumerate(names)]
    return distinct(names)


def distinct(names: list[str]) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """Labels made distinct: the second ``LKNE`` becomes ``LKNE (2)``, with a note."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    doubled = sorted(name for name, count in seen.items() if count > 1)
    if not doubled:
        return tuple(out), ()
    text = f"Labels that stand more than once: {', '.join(doubled)}; only the first of each is used."
    return tuple(out), (Note(level="warning", code="doubled_labels", text=text),)


def _scale(unit: str, where: str) -> float:
    if unit.lower() in UNIT_M:
        return UNIT_M[unit.lower()]
    what = f"the length unit {printable(unit)} is unknown" if unit else "the header gives no length unit"
    raise UnreadableError(what, where=where, fix="Put mm or m under Units in the header")


def data_rate_hz(header: dict[str, str]) -> float | None:
    """The rate that a TRC states; None where it states none that can be."""
    try:
        rate = float(header.get("DataRate", "").replace(",", "."))
    except ValueError:
        return None
    return rate if np.isfinite(rate) and rate > 0 else None


def _count_notes(header: dict[str, str], rows: int, markers: int, columns: int) -> tuple[Note, ...]:
    stated = {"NumFrames": rows, "NumMarkers": markers}
    notes = []
    for key, found in stated.items():
        value = header.get(key, "")
        if value.isdigit() and int(value) != found:
            text = f"The header says {key} {value} but the table has {found}; the table is used."
            notes.append(Note(level="warning", code="count_disagrees", text=text))
    extra = columns - (_TIME_COLUMNS + 3 * markers)
    if extra >= 3:
        text = f"The table has {extra} columns more than the header names; they are left out."
        notes.append(Note(level="warning", code="unnamed_columns", text=text))
    return tuple(notes)


def write_trc(recording: Recording, path: Path) -> None:
    """Write a recording's points as TRC: ISB axes (X forward, Y up, Z right), mm, missing cells empty.

    Frames are counted without limit and written in blocks, so an hour at 150 Hz is one file.
    """
    points = recording.points
    labels = [str(name) for name in points["point"].to_numpy()]
    values, time_s = points.to_numpy(), points["time"].to_numpy()
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_written_header(path.name, recording.rate_hz, len(time_s), labels))
        for first in range(0, len(time_s), _WRITE_ROWS):
            rows = slice(first, first + _WRITE_ROWS)
            stream.writelines(_written_rows(first, time_s[rows], values[rows]))


def _written_header(name: str, rate_hz: float, frames: int, labels: list[str]) -> str:
    rate = f"{rate_hz:.9g}"
    stated = [rate, rate, str(frames), str(len(labels)), "mm", rate, "1", str(frames)]
    under = [f"{axis}{number + 1}" for number in range(len(labels)) for axis in "XYZ"]
    rows = [
        ["PathFileType", "4", "(X/Y/Z)", name],
        list(_HEADER_KEYS),
        stated,
        ["Frame#", "Time", *(cell for label in labels for cell in (label, "", ""))],
        ["", "", *under],
        [""],
    ]
    return "".join("\t".join(row) + "\n" for row in rows)


def _written_rows(first: int, time_s: FloatArray, values: FloatArray) -> list[str]:
    flat = values.reshape(len(values), -1) * 1000.0
    row = "\t".join(["%d", "%.9f", *["%.6f"] * flat.shape[1]]) + "\n"
    numbered = enumerate(zip(time_s.tolist(), flat.tolist(), strict=True), start=first + 1)
    return [(row % (number, time, *place)).replace("nan", "") for number, (time, place) in numbered]
