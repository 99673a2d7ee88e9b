"""A saved result brought up to date with newer answers: nothing is measured again."""

from __future__ import annotations

from pathlib import Path

from backstride.answers.file import ANSWERS, dumps, read_file
from backstride.answers.parse import read_answers
from backstride.errors import AnswersError
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report import json_file
from backstride.saved import saved_measured
from backstride.ways.onset import placed
from backstride.whole import hidden_beside, move_together


def refresh(folder: Path, answers: Path) -> tuple[Analysis, Answers | None]:
    """Judge the saved measures anew with these answers, and write report, analysis and answers together.

    Papers and pages for one reader that were made of the older answers go. Raises as
    ``saved.saved_measured`` does, and AnswersError for a file that is no JSON object or holds no answer.
    """
    from backstride.answered import answered
    from backstride.report.html import render
    from backstride.report.player.files import players_in
    from backstride.report.write import FOR_ONE

    before, told = saved_measured(folder), read_answers(read_file(answers))
    if told is None or not (told.facts or told.intake or told.unknown_signs):
        raise AnswersError(
            "holds no answer that this version knows, so the result keeps its own",
            where=str(answers),
            fix="Make one with backstride safety --save FILE",
        )
    known = placed(before.background, told)
    after = answered(before.analysis, told, known)
    page = render(after, before.curves, background=known, told=told, players=players_in(folder))
    with hidden_beside(folder, "the result", "Copy the folder to where you may write") as made:
        (made / "report.html").write_text(page, encoding="utf-8")
        json_file.dump(after, made / "analysis.json")
        (made / ANSWERS).write_text(dumps(told.raw), encoding="utf-8")
        move_together(made, folder, ("report.html", "analysis.json", ANSWERS, *FOR_ONE))
    return after, told
