"""A saved result brought up to date with newer answers: nothing is measured again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from backstride.answers.file import dumps, read_file
from backstride.answers.parse import read_answers
from backstride.errors import UnreadableError, UsageError
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report import json_file
from backstride.whole import hidden_beside, move_together

ANSWERS: Final = "answers.json"
NAMES: Final = ("report.html", "analysis.json", ANSWERS)


def saved(folder: Path) -> Analysis:
    """The analysis of a result folder.

    Raises UsageError where the folder is no result, UnreadableError where it does not read or holds no
    ledgers.
    """
    path = folder / "analysis.json"
    if not path.is_file():
        raise UsageError("holds no analysis.json", where=str(folder), fix="Give a folder that analyze wrote")
    analysis = json_file.load(path)
    if not analysis.patterns:
        raise UnreadableError("holds no findings", where=str(path), fix="Run analyze again")
    return analysis


def saved_answers(folder: Path) -> Answers | None:
    """The answers beside it, None where there are none."""
    path = folder / ANSWERS
    return read_answers(read_file(path)) if path.is_file() else None


def refresh(folder: Path, answers: Path) -> tuple[Analysis, Answers | None]:
    """Judge the saved measures anew with these answers, and write report, analysis and answers together.

    Raises as ``saved`` does, and AnswersError for a file of answers that is no JSON object.
    """
    from backstride.answered import answered
    from backstride.report.context import Background
    from backstride.report.html import render
    from backstride.report.player.files import players_in
    from backstride.report.tables import carried_background, read_curves

    before, told = saved(folder), read_answers(read_file(answers))
    curves = folder / "curves.parquet"
    if not curves.is_file():
        raise UnreadableError("curves.parquet is missing", where=str(folder), fix="Run analyze again")
    table = read_curves(curves)
    background = carried_background(table) or Background()
    drift = [row for one in background.recordings for row in one.drift]
    after = answered(before, told, drift)
    page = render(after, table, background=background, told=told, players=players_in(folder))
    with hidden_beside(folder, "the result", "Copy the folder to where you may write") as made:
        (made / "report.html").write_text(page, encoding="utf-8")
        json_file.dump(after, made / "analysis.json")
        if told:
            (made / ANSWERS).write_text(dumps(told.raw), encoding="utf-8")
        move_together(made, folder, NAMES)
    return after, told
