"""What the papers say: no claim, whom to call early, readable, the numbers of the page on a screen."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.report.clinician_page import clinician_page
from backstride.report.context import Background
from backstride.report.pdf.papers import Paper, plan_pdf
from backstride.safety.words import level_words
from helpers.advice import advice_in
from helpers.papers import PAPERS, Made
from helpers.pdf import pdf_text
from helpers.reading import grade, sentences
from helpers.wording import ANSWERS_AT, FIRST_WORDS, at_level, claims, comes_late

ABOVE = ("clinician", "urgent", "emergency")
HIGHEST_GRADE = 8.0


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ANSWERS_AT)
def test_a_paper_makes_no_forbidden_claim(made: Made, name: str, paper: Paper) -> None:
    assert claims(pdf_text(made(name, paper))) == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", [name for name in ANSWERS_AT if not name.startswith("clear")])
def test_without_a_clear_level_no_paper_holds_advice(made: Made, name: str, paper: Paper) -> None:
    text = pdf_text(made(name, paper))
    assert advice_in(text) == []
    assert "Try this first" not in text


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ANSWERS_AT)
def test_whom_to_call_comes_early_where_emergency_help_is_named(made: Made, name: str, paper: Paper) -> None:
    assert not comes_late(pdf_text(made(name, paper)))


@pytest.mark.parametrize("paper", ["runner", "letter"])
@pytest.mark.parametrize("name", ABOVE)
def test_what_to_do_now_stands_first_above_unknown(made: Made, name: str, paper: Paper) -> None:
    words = " ".join(pdf_text(made(name, paper)).split()[:FIRST_WORDS])
    assert level_words(name).title in words  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ABOVE)
def test_above_unknown_the_runners_page_shows_no_pattern_and_no_number(made: Made, name: str) -> None:
    text = pdf_text(made(name, "runner"))
    assert "What stands out" not in text
    assert "16.9" not in text


def test_a_plan_is_refused_where_the_level_forbids_it(analysis: Analysis) -> None:
    with pytest.raises(Exception, match="backstride safety") as caught:
        plan_pdf(*at_level(analysis, "unknown"))
    assert getattr(caught.value, "exit_code", None) == 2


@pytest.mark.parametrize("paper", PAPERS)
def test_the_numbers_are_those_of_the_screen(
    analysis: Analysis, curves: pa.Table, background: Background, made: Made, paper: Paper
) -> None:
    found, told = at_level(analysis, "clear")
    rows = {row.title: row for row in clinician_page(found, curves, (), background, told, alone=True).rows}
    text = pdf_text(made("clear", paper))
    leg = rows["Leg angle at strike"]
    for cell in (leg.left, leg.right):
        assert cell.value in text
        assert cell.interval in text


def test_what_is_left_out_of_the_table_is_counted(
    analysis: Analysis, curves: pa.Table, background: Background, made: Made
) -> None:
    found, told = at_level(analysis, "clear")
    rows = clinician_page(found, curves, (), background, told, alone=True).rows
    text = pdf_text(made("clear", "clinician"))
    shown = sum(f"{row.title} {row.symbol}".strip() in text for row in rows)
    counted = re.search(r"(\d+) more, of less weight here", text)
    assert counted is None or int(counted[1]) == len(rows) - shown
    assert shown >= 8


def test_the_papers_of_a_runner_read_at_grade_eight_or_below(made: Made, plan: bytes) -> None:
    for text in (pdf_text(made("clear", "runner")), pdf_text(made("unknown", "runner"))):
        found = [one for one in sentences(text) if len(one.split()) >= 4]
        assert grade(found) <= HIGHEST_GRADE
    prose = pdf_text(plan).split("What studies say, in small print")[0]
    assert grade([one for one in sentences(prose) if len(one.split()) >= 4]) <= HIGHEST_GRADE


def test_the_words_of_the_papers_read_at_grade_eight_or_below() -> None:
    words = load("care/letter.toml")["words"]
    asked = [row["text"] for row in load("care/letter.toml")["question"]]
    texts = [one for one in (*words.values(), *asked) if isinstance(one, str) and len(one.split()) >= 8]
    assert len(texts) > 5
    assert {one: grade(sentences(one)) for one in texts if grade(sentences(one)) > HIGHEST_GRADE} == {}
