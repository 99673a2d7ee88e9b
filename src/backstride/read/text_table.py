"""Numbers out of text files: fast, in bounded memory, and saying where text stands instead.

Every text format of this room is a few header lines over one table, so they share one parser. Rows are
parsed in blocks into one array made for the rows the file really has: a header that claims millions of
rows costs nothing, and the peak is that array and one block.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.errors import UnreadableError
from backstride.model.arrays import FloatArray

HEADER_LINES = 200
"""Lines searched for a table's beginning; the longest header met (Qualisys with events) has under 60."""

HEADER_BYTES = 4_000_000
"""Bytes of header read at most: a thousand labels take 60 kB; beyond this it is no header."""

_BLOCK_ROWS = 20_000
"""Rows parsed at a time: 20,000 x 100 columns x 8 bytes = 16 MB beside the result."""

_EXTRA_CELLS = 1000
"""Cells a row may have beyond the first row's; stray tabs come by the dozen, damage by the million."""

_CELLS_PER_BYTE = 2
"""More cells per byte of file than this would mean rows of almost nothing: an empty cell takes one byte."""

_NUMBER = re.compile(
    r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?|[-+]?(nan|inf|infinity)|na|n/a|null", re.IGNORECASE
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_MISSING_WORDS = [
    "nan",
    "NaN",
    "NAN",
    "-nan",
    "NA",
    "N/A",
    "n/a",
    "null",
    "NULL",
    "inf",
    "-inf",
    "Inf",
    "-Inf",
]


@dataclass(frozen=True)
class Layout:
    """Where a table lies in its file: ``first_line`` counts from 0; ``separator`` is a tab or ``r"\\s+"``."""

    first_line: int
    columns: int
    separator: str
    decimal: str


def head_lines(path: Path) -> list[str]:
    """The first lines of a text file, without line ends and byte-order mark.

    Raises UnreadableError for an empty file and for one with NUL bytes, which is binary.
    """
    with path.open("rb") as stream:
        head = stream.read(HEADER_BYTES)
    if not head.strip():
        raise UnreadableError("the file is empty", where=path.name, fix="Export the recording again")
    if b"\x00" in head:
        raise UnreadableError(
            "the file holds binary data where a text table should stand",
            where=path.name,
            fix="Export it as text again, or give it the suffix of its real format",
        )
    lines = _LINE_END.split(
        head.decode("utf-8-sig", errors="replace")
    )  # splitlines() also splits at form feeds
    return lines[:HEADER_LINES]


def cells(line: str) -> list[str]:
    """A line's cells, stripped: split at tabs where there are any, else at white space."""
    parts = line.split("\t") if "\t" in line else line.split()
    return [part.strip() for part in parts]


def is_number(text: str) -> bool:
    """Whether a cell reads as a number (a decimal comma counts; a missing-value word too).

    >>> is_number("-1.5e3"), is_number("1,25"), is_number("LASI")
    (True, True, False)
    """
    return _NUMBER.fullmatch(text.strip()) is not None


def find_layout(lines: list[str], start: int, where: str) -> Layout:
    """The layout of the table that begins at the first line from ``start`` on whose first cell is a number.

    Raises UnreadableError when no such line follows.
    """
    for number in range(start, len(lines)):
        row = cells(lines[number])
        filled = [cell for cell in row if cell]
        if filled and is_number(filled[0]):
            tabbed = "\t" in lines[number]
            comma = any("," in cell for cell in filled) and not any("." in cell for cell in filled)
            width = len(lines[number].rstrip().split("\t")) if tabbed else len(filled)
            return Layout(number, width, "\t" if tabbed else r"\s+", "," if comma else ".")
    raise UnreadableError(
        "the header is there, but no row of numbers follows", where=where, fix="Export it again"
    )


def read_table(path: Path, layout: Layout, columns: int) -> FloatArray:
    """The table as float64, shape (rows, columns): empty and absent cells are NaN, cells beyond are left out.

    Blank lines are skipped; what is not finite is NaN. Raises UnreadableError naming line and column where a
    cell is no number.
    """
    rows, width, torn = _measure(path, layout)
    width = max(width, columns)
    if rows * columns > _CELLS_PER_BYTE * path.stat().st_size:
        what = f"most rows are far shorter than the {columns} columns its header names"
        raise UnreadableError(what, where=path.name, fix="The file is damaged: export it again")
    table = np.full((rows, columns), np.nan)
    filled = 0
    try:
        for block in _blocks(path, layout, width):
            values = block[:, :columns]
            table[filled : filled + len(values)] = np.where(np.isfinite(values), values, np.nan)
            filled += len(values)
    except (ValueError, OverflowError, pd.errors.ParserError) as error:
        raise _explain(path, layout, width) from error
    return table[: filled - 1] if torn and filled > 1 else table[:filled]


def _measure(path: Path, layout: Layout) -> tuple[int, int, bool]:
    """Lines of the table, the most cells any of them has, and whether the last one is torn off.

    A last line without its end and with fewer cells than the first was cut while it was written; its last
    number may be cut too, so it is not to be used.
    """
    rows, width, line = 0, layout.columns, b""
    tabbed = layout.separator == "\t"
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if number < layout.first_line:
                continue
            rows += 1
            if tabbed:
                width = max(width, line.count(b"\t") + 1)
            if width > layout.columns + _EXTRA_CELLS:
                raise _too_wide(path.name, number, layout.columns)
    last = len(line.split(b"\t" if tabbed else None))
    return rows, width, not line.endswith((b"\n", b"\r")) and last < layout.columns


def _blocks(path: Path, layout: Layout, width: int) -> Iterator[FloatArray]:
    reader = pd.read_csv(
        path,
        sep=layout.separator,
        header=None,
        names=list(range(width)),
        index_col=False,
        skiprows=layout.first_line,
        dtype=np.float64,
        decimal=layout.decimal,
        na_values=_MISSING_WORDS,
        skipinitialspace=True,
        quoting=csv.QUOTE_NONE,
        encoding="latin-1",
        chunksize=_BLOCK_ROWS,
    )
    with reader:
        for block in reader:
            yield block.to_numpy(dtype=np.float64)


def _explain(path: Path, layout: Layout, width: int) -> UnreadableError:
    """Where the table stops being numbers; reads it again slowly, for a person's sake."""
    with path.open("r", encoding="latin-1", newline="") as stream:
        for number, line in enumerate(stream):
            if number < layout.first_line or not line.strip():
                continue
            row = cells(line)
            if len(row) > width:
                return _too_wide(path.name, number, layout.columns)
            for column, cell in enumerate(row):
                if cell and not (is_number(cell) and _reads(cell, layout.decimal)):
                    return UnreadableError(
                        f"text stands where a number should: {printable(cell)} in line {number + 1}, "
                        f"column {column + 1}",
                        where=path.name,
                        fix="Mend that cell or export the recording again",
                    )
    return UnreadableError(
        "the table cannot be read as numbers", where=path.name, fix="Export the recording again"
    )


def _reads(cell: str, decimal: str) -> bool:
    """Whether a number is written with the table's own decimal mark."""
    return decimal == "," or "," not in cell


def printable(text: str, most: int = 30) -> str:
    """A cell's text for a message: quoted, shortened, control characters escaped."""
    return repr(text if len(text) <= most else text[:most] + "...")


def _too_wide(where: str, line: int, columns: int) -> UnreadableError:
    return UnreadableError(
        f"line {line + 1} has far more cells than the {columns} of the table's first row",
        where=where,
        fix="The file is damaged there: export the recording again",
    )
