"""A report again from a saved analysis."""

from __future__ import annotations

from pathlib import Path

from backstride.answers.file import read_file
from backstride.answers.parse import read_answers
from backstride.errors import UnreadableError, UsageError
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.safety import Safety
from backstride.report.html import Audience, render
from backstride.report.json_file import load
from backstride.report.tables import carried_background, read_curves
from backstride.report.write import ANSWERS, write
from backstride.safety.triage import triage


def rerender(folder: Path, audience: Audience = "both") -> tuple[Path, Safety]:
    """Write ``report.html`` of a result folder anew, or ``runner.html`` or ``clinician.html`` for one reader.

    Returns its path and the safety level it obeys.

    Raises:
        UsageError: the folder is no result of analyze, or its answers have changed since.
        UnreadableError: its files do not read.
    """
    if not (folder / "analysis.json").is_file():
        raise UsageError("holds no analysis.json", where=str(folder), fix="Give a folder that analyze wrote")
    curves = folder / "curves.parquet"
    if not curves.is_file():
        raise UnreadableError("curves.parquet is missing", where=str(folder), fix="Run analyze again")
    analysis, table = load(folder / "analysis.json"), read_curves(curves)
    told = _told(folder, analysis)
    if audience == "both":
        return write(analysis, table, folder, told=told)[0], analysis.safety
    path = folder / f"{audience}.html"
    background = carried_background(table)
    text = render(analysis, table, background=background, told=told, audience=audience)
    path.write_text(text, encoding="utf-8")
    return path, analysis.safety


def _told(folder: Path, analysis: Analysis) -> Answers | None:
    """The answers beside the analysis; refused when they no longer give the level it was made with."""
    if not (folder / ANSWERS).is_file():
        return None
    told = read_answers(read_file(folder / ANSWERS))
    if triage(told, analysis.runner) != analysis.safety:
        raise UsageError(
            "the answers have changed since the analysis",
            where=str(folder / ANSWERS),
            fix="Run analyze again with --answers",
        )
    return told
