"""A result folder as analyze wrote it, read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backstride.answers.file import ANSWERS, read_file
from backstride.answers.parse import read_answers
from backstride.care.known import check_known
from backstride.errors import UnreadableError, UsageError
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report.json_file import load

if TYPE_CHECKING:
    import pyarrow as pa

    from backstride.model.pattern import Pattern
    from backstride.report.context import Background


@dataclass(frozen=True, eq=False)
class Saved:
    """A result folder as read."""

    analysis: Analysis
    curves: pa.Table
    background: Background
    told: Answers | None


def saved_analysis(folder: Path) -> Analysis:
    """The analysis of a result folder, quickly: nothing else is read.

    Raises UsageError where the folder is no result, UnreadableError where it does not read, holds no ledgers,
    or names what this version does not know.
    """
    path = folder / "analysis.json"
    if not path.is_file():
        raise UsageError("holds no analysis.json", where=str(folder), fix="Give a folder that analyze wrote")
    analysis = load(path)
    if not analysis.patterns:
        raise UnreadableError("holds no findings", where=str(path), fix="Run analyze again")
    check_known(analysis, str(path))
    return analysis


def saved_answers(folder: Path) -> Answers | None:
    """The answers beside it, None where there are none."""
    path = folder / ANSWERS
    return read_answers(read_file(path)) if path.is_file() else None


def saved_advice(folder: Path) -> tuple[Analysis, Answers | None]:
    """The analysis and the answers beside it, quickly: what a plan needs.

    Raises as ``saved_analysis`` does, and UsageError where the answers now give another safety level, light
    or reason: a sign that was added to them may forbid the plan.
    """
    from backstride.safety.triage import triage

    analysis, told = saved_analysis(folder), saved_answers(folder)
    if (folder / ANSWERS).is_file() and triage(told, analysis.runner) != analysis.safety:
        raise _changed(folder / ANSWERS)
    return analysis, told


def saved_measured(folder: Path) -> Saved:
    """The whole result with the answers as they lie beside it, whether or not they are its own.

    Raises as ``saved_analysis`` does, and UnreadableError where the curves are missing.
    """
    from backstride.report.context import Background
    from backstride.report.tables import carried_background, read_curves
    from backstride.ways.onset import placed

    analysis, curves = saved_analysis(folder), folder / "curves.parquet"
    if not curves.is_file():
        raise UnreadableError("curves.parquet is missing", where=str(folder), fix="Run analyze again")
    table = read_curves(curves, coded=True)
    told = saved_answers(folder)
    return Saved(analysis, table, placed(carried_background(table) or Background(), told), told)


def saved_result(folder: Path) -> Saved:
    """The whole result, its answers checked against it; a result of an earlier version gets its plan.

    Raises as ``saved_measured`` does, and UsageError where the answers have changed since.
    """
    from backstride.care.plan import make_plan

    one = saved_measured(folder)
    _check_answers(folder, one)
    plan = one.analysis.plan or make_plan(one.analysis, one.told)
    return replace(one, analysis=one.analysis.model_copy(update={"plan": plan}))


def _check_answers(folder: Path, one: Saved) -> None:
    """Refuse answers that are not those of the analysis; without any the result is taken as it is."""
    from backstride.answered import judged

    path = folder / ANSWERS
    if not path.is_file():
        return
    now = judged(one.analysis, one.told, one.background)
    same = _from_answers(now.patterns) == _from_answers(one.analysis.patterns)
    if now.safety != one.analysis.safety or not same:
        raise _changed(path)


def _changed(path: Path) -> UsageError:
    return UsageError(
        "the answers have changed since the analysis",
        where=str(path),
        fix="Bring the result up to date (backstride plan DIR --answers FILE), or run analyze again",
    )


def _from_answers(patterns: Sequence[Pattern]) -> list[str]:
    """What the ledgers say of answers, and of a folder of runs, which answers date; not of measures."""
    from backstride.answers.parse import fact_ids
    from backstride.answers.questions import fields
    from backstride.patterns.words import FROM_FILES

    asked = {*fields(), *fact_ids(), *FROM_FILES}
    lines = (item for one in patterns for item in (*one.for_, *one.against))
    return sorted(item.text for item in lines if item.measure in asked)
