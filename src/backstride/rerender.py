"""A report again from a saved analysis."""

from __future__ import annotations

from pathlib import Path

from backstride.errors import UnreadableError, UsageError
from backstride.report.json_file import load
from backstride.report.tables import read_curves
from backstride.report.write import write


def rerender(folder: Path) -> Path:
    """Write ``report.html`` of a result folder anew and return its path.

    Raises:
        UsageError: the folder is no result of analyze.
        UnreadableError: its files do not read.
    """
    if not (folder / "analysis.json").is_file():
        raise UsageError("holds no analysis.json", where=str(folder), fix="Give a folder that analyze wrote")
    curves = folder / "curves.parquet"
    if not curves.is_file():
        raise UnreadableError("curves.parquet is missing", where=str(folder), fix="Run analyze again")
    return write(load(folder / "analysis.json"), read_curves(curves), folder)[0]
