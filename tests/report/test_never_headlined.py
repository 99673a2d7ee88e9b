"""Fluid and salt stays under "also possible" however little else was found: the evidence is against it."""

from __future__ import annotations

import pytest

from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.model.safety import Allowed
from backstride.patterns.judge import judge
from backstride.patterns.words import pattern_text
from backstride.report.context import Background
from backstride.report.runner_page import runner_page

TITLE = pattern_text("hydration").title
CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)


@pytest.mark.parametrize("others", [{}, {"worse_on_one_surface": "yes"}])
def test_cramps_alone_are_told_and_never_headlined(
    analysis: Analysis, background: Background, others: dict[str, str]
) -> None:
    told = read_answers({"cramps_in_heat": "yes", **others})
    patterns = judge((), told, CLEAR)
    page = runner_page(analysis.model_copy(update={"patterns": patterns}), background, told)
    assert TITLE not in [one.words.title for one in page.headlines]
    assert [one.name for one in page.also_possible] == [TITLE]
    assert len(page.headlines) == len(others)
