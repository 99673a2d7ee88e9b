"""A sensor's CSV as text: packed or not, what separates and what marks decimals, where the numbers begin."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backstride.errors import UnreadableError
from backstride.read.text_table import is_number, printable
from backstride.sensors.packed import BROKEN, open_unpacked

if TYPE_CHECKING:
    import pandas as pd

_HEAD_BYTES: Final = 200_000
_HEAD_LINES: Final = 200
_SAMPLED: Final = 20
_SEPARATORS: Final = ";\t,"  # the comma last: it may be a decimal's
_EXPORT: Final = "Export the recording again"
_PART_ROWS: Final = 200_000  # parsed at a time: the parser needs several times what it makes of a row


@dataclass(frozen=True)
class Table:
    """The rows as text and numbers, by column. header: None where the file names no columns.

    first_row: line of the file the first row stands on, counted from 1.
    """

    header: tuple[str, ...] | None
    rows: pd.DataFrame
    first_row: int
    where: str


def read_table(path: Path) -> Table:
    """The whole table of a ``.csv``, ``.txt`` or ``.csv.gz``.

    Raises:
        UnreadableError: empty, binary, damaged, without rows of numbers, or rows of unequal length.
    """
    lines = _head(path)
    separator = max(_SEPARATORS, key=lambda one: _numeric_cells(lines, one))
    first = _first_row(lines, separator)
    if first is None:
        raise UnreadableError("no row of numbers stands in it", where=path.name, fix=_EXPORT)
    width = len(_cells(lines[first], separator))
    header = _header(lines[:first], separator, width)
    _refuse_two_meanings(lines, first, separator, width, path.name)
    comma = any("," in cell for line in lines[first:][:_SAMPLED] for cell in _cells(line, separator))
    rows = _rows(path, first, separator, "," if comma else ".", width)
    return Table(header, rows, first + 1, path.name)


def head_of(path: Path) -> tuple[tuple[str, ...] | None, list[list[str]]]:
    """The names of the columns (None where the file names none) and the first rows of numbers, as cells.

    Raises UnreadableError as ``read_table`` does; looks at the beginning alone.
    """
    lines = _head(path)
    separator = max(_SEPARATORS, key=lambda one: _numeric_cells(lines, one))
    first = _first_row(lines, separator)
    if first is None:
        raise UnreadableError("no row of numbers stands in it", where=path.name, fix=_EXPORT)
    rows = [_cells(line, separator) for line in lines[first:] if line.strip()]
    return _header(lines[:first], separator, len(rows[0])), rows


def number_column(table: Table, column: int) -> pd.Series[float]:
    """One column as numbers, empty cells NaN.

    Raises:
        UnreadableError: text stands where a number should, by line and column.
    """
    import pandas as pd

    values = table.rows.iloc[:, column]
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    bad = numbers.isna() & values.notna()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        name = table.header[column] if table.header else str(column + 1)
        raise UnreadableError(
            f"text stands where a number should: {printable(str(values.iloc[row]))} in line "
            f"{table.first_row + int(table.rows.index[row])}, column {printable(name)}",
            where=table.where,
            fix="Mend that cell or export the recording again",
        )
    return numbers.where(numbers.abs() < 1e300)


def _head(path: Path) -> list[str]:
    try:
        with open_unpacked(path) as stream:
            head = stream.read(_HEAD_BYTES)
    except BROKEN as error:
        raise _damaged(path) from error
    except OSError as error:
        raise UnreadableError(
            f"it cannot be opened ({error.strerror or error})",
            where=path.name,
            fix="Check the path and its rights",
        ) from error
    if not head.strip():
        raise UnreadableError("the file is empty", where=path.name, fix=_EXPORT)
    if b"\x00" in head:
        raise UnreadableError(
            "it holds binary data, no text", where=path.name, fix="Export the recording as CSV"
        )
    lines = head.decode("utf-8-sig", errors="replace").splitlines()
    return lines[: -1 if len(head) == _HEAD_BYTES else None][:_HEAD_LINES]


def _damaged(path: Path) -> UnreadableError:
    return UnreadableError("the packed file is damaged or ends early", where=path.name, fix="Copy it again")


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]


def _numeric_cells(lines: Sequence[str], separator: str) -> int:
    """How many cells of the head's last lines read as numbers when cut at a separator.

    A cell with a comma in it counts twice: cut at the comma it would have been two.
    """
    return sum(
        1 + ("," in cell)
        for line in lines[-_SAMPLED:]
        for cell in _cells(line, separator)
        if cell and is_number(cell)
    )


def _first_row(lines: Sequence[str], separator: str) -> int | None:
    for number, line in enumerate(lines):
        cells = _cells(line, separator)
        if sum(is_number(cell) for cell in cells if cell) >= 3:
            return number
    return None


def _header(before: Sequence[str], separator: str, width: int) -> tuple[str, ...] | None:
    """The first line above the rows with as many cells; a line of units may follow it."""
    for line in before:
        cells = _cells(line, separator)
        if len(cells) == width and not line.startswith("#"):
            return tuple(cells)
    last = _cells(before[-1].lstrip("# "), separator) if before else []
    return tuple(last) if len(last) == width else None


def _refuse_two_meanings(lines: Sequence[str], first: int, separator: str, width: int, where: str) -> None:
    above = len(_cells(lines[first - 1], separator)) if first else 0
    if separator == "," and above >= 3 and width == 2 * above:
        raise UnreadableError(
            "commas both part the columns and mark the decimals",
            where=where,
            fix="Export it with semicolons between the columns, or with points in the numbers",
        )


def _rows(path: Path, first: int, separator: str, decimal: str, width: int) -> pd.DataFrame:
    import pandas as pd

    try:
        with open_unpacked(path) as stream:
            parts = pd.read_csv(
                stream,
                sep=separator,
                decimal=decimal,
                header=None,
                names=list(range(width)),
                index_col=False,
                skiprows=first,
                skipinitialspace=True,
                skip_blank_lines=False,
                low_memory=False,
                encoding="utf-8",
                encoding_errors="replace",
                chunksize=_PART_ROWS,
            )
            return pd.concat([part.dropna(how="all") for part in parts])
    except pd.errors.ParserError as error:
        raise UnreadableError(
            f"the table is broken ({_where_broken(error)})", where=path.name, fix=_EXPORT
        ) from error
    except (*BROKEN, OSError) as error:
        raise _damaged(path) from error


def _where_broken(error: Exception) -> str:
    text = str(error).strip().split("C error: ")[-1]
    return " ".join(text.split())[:120]
