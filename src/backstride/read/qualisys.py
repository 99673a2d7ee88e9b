"""TSV of Qualisys Track Manager: marker files; force files go on to their own reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backstride.errors import UnreadableError
from backstride.read.clock import read_clock
from backstride.read.qualisys_forces import read_qualisys_forces
from backstride.read.qualisys_header import MM, Header, header_values, read_header
from backstride.read.raw import RawRecording
from backstride.read.text_table import read_table
from backstride.read.trc import clean_positions, distinct

_BEFORE_MARKERS = ("frame", "time", "camera time")


def looks_like_qualisys(lines: list[str]) -> bool:
    """Whether a file's first lines are those of a Qualisys TSV."""
    keys = set(header_values(lines))
    return bool(keys & {"MARKER_NAMES", "NO_OF_MARKERS", "NO_OF_FRAMES"}) or looks_like_qualisys_forces(lines)


def looks_like_qualisys_forces(lines: list[str]) -> bool:
    """Whether a Qualisys TSV is a force file: a plate in its header, no marker names."""
    keys = set(header_values(lines))
    return "MARKER_NAMES" not in keys and any(key.startswith("FORCE_PLATE") for key in keys)


def read_qualisys(path: Path) -> RawRecording:
    """A marker file (mm) or a force file of one plate, in m and N in laboratory axes.

    Raises UnreadableError for text among the numbers, a header without marker or plate, or time that
    cannot be used.
    """
    header = read_header(path)
    if "MARKER_NAMES" in header.values:
        return _read_markers(path, header)
    if any(key.startswith("FORCE_PLATE") for key in header.values):
        return read_qualisys_forces(path, header)
    raise UnreadableError(
        "the header names neither markers nor a force plate", where=path.name, fix="Export it again"
    )


def _read_markers(path: Path, header: Header) -> RawRecording:
    labels, notes = distinct([name for name in header.values["MARKER_NAMES"] if name])
    if not labels:
        raise UnreadableError(
            "the header names no markers", where=path.name, fix="Export the labelled markers"
        )
    before = _columns_before(header, len(labels), path.name)
    table = read_table(path, header.layout, before + 3 * len(labels))
    time_s = table[:, 1].copy() if before >= 2 else np.full(len(table), np.nan)
    clock = read_clock(time_s, header.number("FREQUENCY"), path.name)
    positions = clean_positions(table[:, before:].reshape(len(table), len(labels), 3), MM, path.name)
    return RawRecording(
        name=path.name,
        rate_hz=clock.rate_hz,
        time_s=clock.time_s,
        labels=labels,
        positions_m=clock.spread(positions),
        events=header.events,
        notes=notes + clock.notes,
    )


def _columns_before(header: Header, markers: int, where: str) -> int:
    """How many columns stand before the first marker: frame, time, camera time, or none of them."""
    if header.columns:
        return sum(column in _BEFORE_MARKERS for column in header.columns)
    before = header.layout.columns - 3 * markers
    if 0 <= before <= len(_BEFORE_MARKERS) and before != 1:
        return before
    raise UnreadableError(
        f"the header names {markers} markers but the table has {header.layout.columns} columns",
        where=where,
        fix="Export it again with all coordinates",
    )
