"""A saved result brought up to date with newer answers: nothing is measured again."""

from __future__ import annotations

from pathlib import Path

from backstride.answers.file import ANSWERS, dumps, read_file
from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report import json_file
from backstride.saved import saved_measured
from backstride.whole import hidden_beside, move_together


def refresh(folder: Path, answers: Path) -> tuple[Analysis, Answers | None]:
    """Judge the saved measures anew with these answers, and write report, analysis and answers together.

    Papers and pages for one reader that were made of the older answers go. Raises as
    ``saved.saved_measured`` does, and AnswersError for a file of answers that is no JSON object.
    """
    from backstride.answered import answered
    from backstride.report.html import render
    from backstride.report.player.files import players_in
    from backstride.report.write import FOR_ONE

    before, told = saved_measured(folder), read_answers(read_file(answers))
    drift = [row for one in before.background.recordings for row in one.drift]
    after = answered(before.analysis, told, drift)
    page = render(after, before.curves, background=before.background, told=told, players=players_in(folder))
    with hidden_beside(folder, "the result", "Copy the folder to where you may write") as made:
        (made / "report.html").write_text(page, encoding="utf-8")
        json_file.dump(after, made / "analysis.json")
        if told:
            (made / ANSWERS).write_text(dumps(told.raw), encoding="utf-8")
        move_together(made, folder, ("report.html", "analysis.json", ANSWERS, *FOR_ONE))
    return after, told
