"""Landmarks in a CSV table: one row a frame, columns x0, y0, z0, v0 or nose_x, nose_y and so on."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from backstride.errors import UnreadableError, WrongKindError
from backstride.model.arrays import FloatArray
from backstride.read.keypoints_raw import DEPTH, SURE, RawKeypoints, Seen, X, Y, without_missing
from backstride.read.keypoints_sets import PointSet, name_of, point_sets
from backstride.read.keypoints_times import TIME_KEYS, seconds
from backstride.read.text_table import is_number, printable

FEWEST_NAMED: Final = 6
"""Hips, knees and ankles: fewer named columns are another table."""
FRAME_COLUMNS: Final = ("frame", "frame_index", "frame_number", "frame_id", "frame_num", "frame_no", "index")
_PARTS: Final = {"x": X, "y": Y, "z": DEPTH} | dict.fromkeys(
    ("v", "c", "p", "vis", "visibility", "confidence", "conf", "score", "likelihood"), SURE
)
_NAMED: Final = re.compile(rf"(?:landmark[ _.]?)?(.+?)[ _.]({'|'.join(_PARTS)})", re.IGNORECASE)
_NUMBERED: Final = re.compile(rf"({'|'.join(_PARTS)})[ _.]?(\d+)", re.IGNORECASE)
_SIZES: Final = {"width": 0, "height": 1, "image_width": 0, "image_height": 1, "width_px": 0, "height_px": 1}
_EXPORT: Final = "Export the table again"


@dataclass(frozen=True)
class Columns:
    """Which column holds what. places: (point, part) -> column."""

    points: PointSet
    places: dict[tuple[int, int], int]
    frame: int | None
    time: tuple[str, int] | None
    size: tuple[int, int] | None


def columns_of(header: Sequence[str]) -> Columns | None:
    """What a table's header says, None where it names no set of points."""
    cells = [cell.strip() for cell in header]
    points, places = _named(cells)
    if len(points.names) < FEWEST_NAMED:
        numbered = _numbered(cells)
        if numbered is None:
            return None
        points, places = numbered
    low = [cell.lower() for cell in cells]
    frame = next((low.index(name) for name in FRAME_COLUMNS if name in low), None)
    time = next(((name, low.index(name)) for name in TIME_KEYS if name in low), None)
    sizes = {_SIZES[cell]: place for place, cell in enumerate(low) if cell in _SIZES}
    return Columns(points, places, frame, time, (sizes[0], sizes[1]) if len(sizes) == 2 else None)


def _named(cells: Sequence[str]) -> tuple[PointSet, dict[tuple[int, int], int]]:
    found: dict[str, dict[int, int]] = {}
    for column, cell in enumerate(cells):
        match = _NAMED.fullmatch(cell)
        name = name_of(match[1]) if match else None
        if match and name:
            found.setdefault(name, {}).setdefault(_PARTS[match[2].lower()], column)
    whole = {name: parts for name, parts in found.items() if X in parts and Y in parts}
    places = {(n, part): col for n, parts in enumerate(whole.values()) for part, col in parts.items()}
    return PointSet("named columns", len(whole), tuple(whole)), places


def _numbered(cells: Sequence[str]) -> tuple[PointSet, dict[tuple[int, int], int]] | None:
    """Points by number, counted from 0 or from 1: x0 or 0_x."""
    found: dict[tuple[int, int], int] = {}
    for column, cell in enumerate(cells):
        match, turned = _NUMBERED.fullmatch(cell), _NAMED.fullmatch(cell)
        if match:
            found[int(match[2]), _PARTS[match[1].lower()]] = column
        elif turned and turned[1].isdigit():
            found[int(turned[1]), _PARTS[turned[2].lower()]] = column
    numbers = sorted({number for number, _ in found})
    points = point_sets().get(len(numbers))
    if points is None or numbers not in (list(range(len(numbers))), list(range(1, len(numbers) + 1))):
        return None
    return points, {(number - numbers[0], part): column for (number, part), column in found.items()}


def header_of(path: Path) -> list[str]:
    """The first line's cells; separated by whichever of comma, semicolon and tab stands there most."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        line = stream.readline(100_000)  # 136 points in columns of 40 letters take 22,000
    return next(csv.reader([line], delimiter=_separator(line)), [])


def _separator(line: str) -> str:
    return max(",;\t", key=line.count)


def read_csv(path: Path) -> RawKeypoints:
    """A table of one row a frame and person; an empty cell is missing.

    Raises WrongKindError where the header names no set of points, UnreadableError where a cell is no number.
    """
    columns = columns_of(header_of(path))
    if columns is None:
        raise WrongKindError(
            "the table's header names no set of keypoints",
            where=path.name,
            fix="Name the columns x0, y0, z0, v0 to v32, or nose_x, nose_y and so on",
        )
    table = _table(path)
    frames = _frames(table, columns, path.name)
    stated = {} if columns.time is None else _times(table, frames, columns.time)
    return RawKeypoints(
        source=path.name,
        points=columns.points,
        seen=tuple(Seen(n, row) for n, row in zip(frames, _points(table, columns), strict=True)),
        frames=frozenset(frames),
        times_s=seconds(stated, path.name),
        size_px=_size(table, columns),
    )


def _table(path: Path) -> FloatArray:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        separator = _separator(stream.readline())
        stream.seek(0)
        try:
            header, *rows = csv.reader(stream, delimiter=separator)
        except csv.Error as error:
            raise UnreadableError(f"the table is broken ({error})", where=path.name, fix=_EXPORT) from error
    filled = [(line, row) for line, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    if not filled:
        raise UnreadableError("the table has no rows", where=path.name, fix=_EXPORT)
    width, comma = len(header), separator != ","
    known = columns_of(header)
    wanted = _wanted(known) if known else frozenset()
    table = np.full((len(filled), width), np.nan)
    for place, (line, row) in enumerate(filled):
        for column in wanted:
            cell = row[column].strip() if column < len(row) else ""
            table[place, column] = _number(cell, comma, line, column, path.name) if cell else np.nan
    return np.where(np.isfinite(table), table, np.nan)


def _wanted(columns: Columns) -> frozenset[int]:
    """Columns that are read; text may stand in all others."""
    more = [columns.frame, columns.time and columns.time[1], *(columns.size or ())]
    return frozenset(columns.places.values()) | {one for one in more if one is not None}


def _number(cell: str, comma: bool, line: int, column: int, where: str) -> float:
    text = cell.replace(",", ".") if comma else cell
    try:
        return float(text)
    except ValueError as error:
        if is_number(text):  # a word for missing
            return float("nan")
        what = f"text stands where a number should: {printable(cell)} in line {line}, column {column + 1}"
        raise UnreadableError(what, where=where, fix="Mend that cell or export the table again") from error


def _frames(table: FloatArray, columns: Columns, where: str) -> list[int]:
    if columns.frame is None:
        return list(range(len(table)))
    found = table[:, columns.frame]
    if np.isnan(found).any() or (found != np.floor(found)).any() or np.abs(found).max() > 1e15:
        raise UnreadableError("a frame's number is missing or no whole number", where=where, fix=_EXPORT)
    return [int(one) for one in found]


def _times(
    table: FloatArray, frames: Sequence[int], time: tuple[str, int]
) -> dict[int, tuple[str, float] | None]:
    name, column = time
    return {frame: (name, value) for frame, value in zip(frames, table[:, column].tolist(), strict=True)}


def _points(table: FloatArray, columns: Columns) -> list[FloatArray]:
    """(p, 4) of every row."""
    out = np.full((len(table), columns.points.count, 4), np.nan)
    for (point, part), column in columns.places.items():
        out[:, point, part] = table[:, column]
    out[..., SURE] = np.clip(out[..., SURE], 0.0, 1.0)
    return [without_missing(row) for row in out]


def _size(table: FloatArray, columns: Columns) -> tuple[int, int] | None:
    if columns.size is None:
        return None
    found = [float(table[0, column]) for column in columns.size]
    return (round(found[0]), round(found[1])) if all(one > 0 for one in found) else None
