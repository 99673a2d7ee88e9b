"""A report again from a saved analysis."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backstride.answers.file import read_file
from backstride.answers.parse import fact_ids, read_answers
from backstride.answers.questions import fields
from backstride.errors import UnreadableError, UsageError
from backstride.measures.drift import Drift
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.pattern import Pattern
from backstride.model.safety import Safety
from backstride.patterns.judge import judge
from backstride.report.context import Background
from backstride.report.html import Audience, render
from backstride.report.json_file import load
from backstride.report.player.files import players_in
from backstride.report.tables import carried_background, read_curves
from backstride.report.write import ANSWERS
from backstride.safety.triage import allowed, triage
from backstride.whole import hidden_beside, move_together


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
    background = carried_background(table) or Background()
    told = _told(folder, analysis, [row for one in background.recordings for row in one.drift])
    text = render(
        analysis, table, background=background, told=told, audience=audience, players=players_in(folder)
    )
    path = folder / ("report.html" if audience == "both" else f"{audience}.html")
    with hidden_beside(folder, "the page") as made:
        (made / path.name).write_text(text, encoding="utf-8")
        move_together(made, folder, (path.name,))
    return path, analysis.safety


def _told(folder: Path, analysis: Analysis, drift: Sequence[Drift]) -> Answers | None:
    """The answers beside the analysis; refused when they no longer give what it was made with."""
    if not (folder / ANSWERS).is_file():
        return None
    told = read_answers(read_file(folder / ANSWERS))
    safety = triage(told, analysis.runner)
    ledgers = judge(analysis.measures, told, allowed(safety, told), drift)
    if safety != analysis.safety or _from_answers(ledgers) != _from_answers(analysis.patterns):
        raise UsageError(
            "the answers have changed since the analysis",
            where=str(folder / ANSWERS),
            fix="Run analyze again with --answers",
        )
    return told


def _from_answers(patterns: Sequence[Pattern]) -> list[str]:
    """What the ledgers say of answers; what they say of measures is not looked at."""
    asked = {*fields(), *fact_ids()}
    return [item.text for one in patterns for item in (*one.for_, *one.against) if item.measure in asked]
