"""A report again from a saved analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backstride.answered import judged
from backstride.answers.file import read_file
from backstride.answers.parse import fact_ids, read_answers
from backstride.answers.questions import fields
from backstride.errors import UnreadableError, UsageError
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.drift import Drift
from backstride.model.pattern import Pattern
from backstride.model.safety import Safety
from backstride.report.context import Background
from backstride.report.json_file import load
from backstride.report.tables import carried_background, read_curves
from backstride.safety.triage import patterns_allowed
from backstride.whole import hidden_beside, move_together

if TYPE_CHECKING:
    import pyarrow as pa

    from backstride.report.html import Audience
    from backstride.report.pdf.papers import Paper

ANSWERS: Final = "answers.json"


@dataclass(frozen=True, eq=False)
class Saved:
    """A result folder as read."""

    analysis: Analysis
    curves: pa.Table
    background: Background
    told: Answers | None


def rerender(folder: Path, audience: Audience = "both") -> tuple[Path, Safety]:
    """Write ``report.html`` of a result folder anew, or ``runner.html`` or ``clinician.html`` for one reader.

    Returns its path and the safety level it obeys. Raises as ``saved`` does.
    """
    from backstride.report.html import render
    from backstride.report.player.files import players_in

    one = saved(folder)
    text = render(
        one.analysis,
        one.curves,
        background=one.background,
        told=one.told,
        audience=audience,
        players=players_in(folder),
    )
    name = "report.html" if audience == "both" else f"{audience}.html"
    return _written(folder, {name: text.encode("utf-8")})[0], one.analysis.safety


def papers(folder: Path, audience: Audience | Paper) -> tuple[tuple[Path, ...], Safety]:
    """Write ``runner.pdf``, ``clinician.pdf`` or ``letter.pdf`` into a result folder, one page each.

    audience: both are the runner's and the clinician's; above ``unknown`` the runner's alone, which says what
    to do now, as on a screen. Returns the paths and the safety level they obey.

    Raises as ``saved`` does, and ModelMissingError where the PDF extra is not installed.
    """
    from backstride.report.pdf.papers import pdf

    one = saved(folder)
    wanted: tuple[Paper, ...] = ("runner", "clinician") if audience == "both" else (audience,)
    if audience == "both" and not patterns_allowed(one.analysis.safety):
        wanted = ("runner",)
    made = {f"{name}.pdf": pdf(one.analysis, one.curves, one.background, one.told, name) for name in wanted}
    return _written(folder, made), one.analysis.safety


def saved(folder: Path) -> Saved:
    """What a result folder holds, its answers checked against it.

    Raises:
        UsageError: the folder is no result of analyze, or its answers have changed since.
        UnreadableError: its files do not read.
    """
    if not (folder / "analysis.json").is_file():
        raise UsageError("holds no analysis.json", where=str(folder), fix="Give a folder that analyze wrote")
    curves = folder / "curves.parquet"
    if not curves.is_file():
        raise UnreadableError("curves.parquet is missing", where=str(folder), fix="Run analyze again")
    analysis, table = load(folder / "analysis.json"), read_curves(curves, coded=True)
    background = carried_background(table) or Background()
    told = _told(folder, analysis, [row for one in background.recordings for row in one.drift])
    return Saved(analysis, table, background, told)


def _written(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write these files into the folder, all or none, and return their paths."""
    with hidden_beside(folder, "the page", "Copy the folder to where you may write") as made:
        for name, content in files.items():
            (made / name).write_bytes(content)
        move_together(made, folder, tuple(files))
    return tuple(folder / name for name in files)


def _told(folder: Path, analysis: Analysis, drift: Sequence[Drift]) -> Answers | None:
    """The answers beside the analysis; refused when they no longer give what it was made with."""
    if not (folder / ANSWERS).is_file():
        return None
    told = read_answers(read_file(folder / ANSWERS))
    now = judged(analysis, told, drift)
    if now.safety != analysis.safety or _from_answers(now.patterns) != _from_answers(analysis.patterns):
        raise UsageError(
            "the answers have changed since the analysis",
            where=str(folder / ANSWERS),
            fix="Bring the result up to date with backstride plan DIR --answers FILE, or run analyze again",
        )
    return told


def _from_answers(patterns: Sequence[Pattern]) -> list[str]:
    """What the ledgers say of answers; what they say of measures is not looked at."""
    asked = {*fields(), *fact_ids()}
    return [item.text for one in patterns for item in (*one.for_, *one.against) if item.measure in asked]
