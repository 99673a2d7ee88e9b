"""Every paper at every level: one sheet, tagged, its fonts inside, the same bytes again."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.answers.questions import Field, fields
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.report.context import Background
from backstride.report.pdf.compile import compiled_with_warnings
from backstride.report.pdf.letter import letter_data
from backstride.report.pdf.papers import Paper, pdf, plan_pdf
from backstride.report.pdf.plan import plan_data
from helpers.papers import PAPERS, Made
from helpers.pdf import pdf_fonts, pdf_info, pdf_tags
from helpers.told import all_no, demo_answers, with_yes
from helpers.wording import ANSWERS_AT, at_level


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ANSWERS_AT)
def test_a_paper_is_one_tagged_sheet_of_a4_with_a_title(made: Made, name: str, paper: Paper) -> None:
    info = pdf_info(made(name, paper))
    assert info["Pages"] == "1"
    assert info["Page size"].endswith("(A4)")
    assert info["Tagged"] == "yes"
    assert len(info["Title"]) > 10


def test_the_plan_is_two_tagged_sheets(plan: bytes) -> None:
    info = pdf_info(plan)
    assert (info["Pages"], info["Tagged"], info["Title"]) == ("2", "yes", "Backstride: your plan")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_font_is_inside_and_is_ours(made: Made, paper: Paper) -> None:
    fonts = pdf_fonts(made("clear", paper))
    assert fonts
    assert all(fonts.values())
    assert all(name.startswith("SourceSansPro") for name in fonts)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_has_one_first_heading_before_any_second(made: Made, paper: Paper) -> None:
    heads = [tag for tag in pdf_tags(made("clear", paper)) if re.fullmatch(r"H\d", tag)]
    assert heads.count("H1") == 1
    assert heads[0] == "H1"
    assert all(int(b[1]) - int(a[1]) <= 1 for a, b in pairwise(heads))


def test_tables_have_heads_and_pictures_are_figures(made: Made, plan: bytes) -> None:
    tags = pdf_tags(made("clear", "clinician"))
    assert tags.count("Table") == 2
    assert tags.count("TH") == 6 + 8
    assert tags.count("Figure") >= 3
    assert pdf_tags(plan).count("Figure") == 3


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_input_gives_the_same_bytes(
    analysis: Analysis, curves: pa.Table, background: Background, made: Made, paper: Paper
) -> None:
    found, told = at_level(analysis, "clear")
    assert pdf(found, curves, background, told, paper) == made("clear", paper)
    assert b"CreationDate" not in made("clear", paper)


def test_the_typesetter_has_nothing_to_remark(analysis: Analysis) -> None:
    found, told = at_level(analysis, "clear")
    assert found.plan is not None
    for name, data in (("letter", letter_data(found, told)), ("plan", plan_data(found, found.plan))):
        assert compiled_with_warnings(name, data)[1] == ()


def test_a_runner_of_whom_nothing_is_known_gets_every_paper(
    analysis: Analysis, curves: pa.Table, background: Background
) -> None:
    bare = analysis.model_copy(update={"runner": Runner(), "measures": (), "patterns": (), "recordings": ()})
    for paper in PAPERS:
        assert pdf_info(pdf(bare, curves.slice(0, 0), Background(), None, paper))["Pages"] == "1"


# --- fullest


def test_the_fullest_session_still_is_one_sheet_each(
    analysis: Analysis, curves: pa.Table, background: Background
) -> None:
    raw = demo_answers()
    raw["intake"]["notes"] = "a long story " * 40
    raw["safety"] = with_yes("fever", "leg_pain", "one_spot", "both_legs", "cancer_history", "steroids")[
        "safety"
    ]
    told = read_answers(raw)
    many = tuple(
        analysis.recordings[0].model_copy(update={"id": f"run {n}", "paths": (f"{'long name ' * 6}{n}.c3d",)})
        for n in range(12)
    )
    full = answered(analysis.model_copy(update={"recordings": many}), told)
    for paper in PAPERS:
        assert pdf_info(pdf(full, curves, background, told, paper))["Pages"] == "1"


def fullest(field: Field, pain: int) -> Any:
    """The longest answer to a question."""
    match field.kind:
        case "scale":
            return pain
        case "number":
            return min(field.most, max(field.least, 9))
        case "choice":
            return max(field.options, key=lambda one: len(field.options[one]))
        case "choices":
            return list(field.options)
        case "statements":
            return list(range(1, 25))
        case "activities":
            return [{"activity": "carry the shopping up the stairs", "score": 3}] * 3
    return "yes" if field.kind == "yes_no" else "it began slowly and grew " * 20


def everything_told(pain: int) -> Answers:
    """Every question of the intake answered as fully as can be, but for those a warning sign follows from."""
    implied = {row["field"] for row in load("safety/facts.toml")["implied"]}
    asked = (one for one in fields().values() if one.id not in implied)
    return read_answers(all_no(**{one.id: fullest(one, pain) for one in asked}))


@pytest.mark.parametrize("pain", [1, 4, 8])
def test_whoever_told_everything_gets_the_same_number_of_sheets(
    analysis: Analysis, curves: pa.Table, background: Background, pain: int
) -> None:
    told = everything_told(pain)
    found = answered(analysis, told)
    assert found.safety.level == "clear"
    for paper in PAPERS:
        assert pdf_info(pdf(found, curves, background, told, paper))["Pages"] == "1"
    assert pdf_info(plan_pdf(found, told))["Pages"] == "2"
