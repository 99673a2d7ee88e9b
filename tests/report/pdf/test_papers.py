"""Every paper at every level: one sheet, tagged, readable, with the numbers of the page on a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, get_args

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.answers.questions import Field, fields
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.report.clinician_page import clinician_page
from backstride.report.context import Background
from backstride.report.pdf.compile import compiled_with_warnings
from backstride.report.pdf.letter import letter_data
from backstride.report.pdf.papers import Paper, pdf, plan_pdf
from backstride.report.pdf.plan import plan_data
from backstride.safety.words import level_words
from helpers.advice import advice_in
from helpers.pdf import pdf_fonts, pdf_info, pdf_tags, pdf_text
from helpers.reading import grade, sentences
from helpers.told import all_no, demo_answers, with_yes
from helpers.wording import ANSWERS_AT, FIRST_WORDS, claims, comes_late

PAPERS: tuple[Paper, ...] = get_args(Paper)
ABOVE = ("clinician", "urgent", "emergency")
HIGHEST_GRADE = 8.0
Made = Callable[[str, Paper], bytes]


def at(analysis: Analysis, name: str) -> tuple[Analysis, Answers | None]:
    """The analysis with the answers of ``ANSWERS_AT``, its plan made, and these answers."""
    raw = ANSWERS_AT[name]
    told = read_answers(raw) if raw is not None else None
    return answered(analysis, told), told


@pytest.fixture(scope="module")
def made(analysis: Analysis, curves: pa.Table, background: Background) -> Made:
    """A paper at these answers, each set once."""
    done: dict[tuple[str, Paper], bytes] = {}

    def of(name: str, paper: Paper) -> bytes:
        if (name, paper) not in done:
            found, told = at(analysis, name)
            done[name, paper] = pdf(found, curves, background, told, paper)
        return done[name, paper]

    return of


@pytest.fixture(scope="module")
def plan(analysis: Analysis) -> bytes:
    """The plan of the demo's answers."""
    return plan_pdf(*at(analysis, "clear"))


# --- a sheet


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
    found, told = at(analysis, "clear")
    assert pdf(found, curves, background, told, paper) == made("clear", paper)
    assert b"CreationDate" not in made("clear", paper)


def test_the_typesetter_has_nothing_to_remark(analysis: Analysis) -> None:
    found, told = at(analysis, "clear")
    assert found.plan is not None
    for name, data in (("letter", letter_data(found, told)), ("plan", plan_data(found, found.plan))):
        assert compiled_with_warnings(name, data)[1] == ()


# --- what it says


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
        plan_pdf(*at(analysis, "unknown"))
    assert getattr(caught.value, "exit_code", None) == 2


@pytest.mark.parametrize("paper", PAPERS)
def test_the_numbers_are_those_of_the_screen(
    analysis: Analysis, curves: pa.Table, background: Background, made: Made, paper: Paper
) -> None:
    found, told = at(analysis, "clear")
    rows = {row.title: row for row in clinician_page(found, curves, (), background, told, alone=True).rows}
    text = pdf_text(made("clear", paper))
    leg = rows["Leg angle at strike"]
    for cell in (leg.left, leg.right):
        assert cell.value in text
        assert cell.interval in text


def test_what_is_left_out_of_the_table_is_counted(
    analysis: Analysis, curves: pa.Table, background: Background, made: Made
) -> None:
    found, told = at(analysis, "clear")
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


# --- the letter


@pytest.mark.parametrize("sign", ["leg_pain", "both_legs"])
def test_the_articles_tips_for_a_nerve_stand_in_the_letter_alone(
    analysis: Analysis, curves: pa.Table, background: Background, sign: str
) -> None:
    told = read_answers(with_yes(sign))
    found = answered(analysis, told)
    tips = load("care/letter.toml")["nerve_tips"]["tips"]
    letter = pdf_text(pdf(found, curves, background, told, "letter"))
    assert all(tip in letter for tip in tips)
    assert "The article, row 7" in letter
    assert letter.index("not advice to me") < letter.index(tips[0])
    for paper in ("runner", "clinician"):
        text = pdf_text(pdf(found, curves, background, told, paper))
        assert [tip for tip in tips if tip in text] == []


@pytest.mark.parametrize("name", [name for name in ANSWERS_AT if name not in ("clinician", "emergency")])
def test_without_a_nerve_sign_the_letter_has_no_tips(made: Made, name: str) -> None:
    tips = load("care/letter.toml")["nerve_tips"]["tips"]
    assert [tip for tip in tips if tip in pdf_text(made(name, "letter"))] == []


def test_the_letter_says_what_was_answered_yes_and_what_is_open(analysis: Analysis) -> None:
    raw = with_yes("fever")
    del raw["safety"]["inflammatory"]
    told = read_answers(raw)
    facts = letter_data(answered(analysis, told), told)["facts"]
    assert [row["label"] for row in facts] == ["I said yes to", "Not answered", ""]
    assert "“You have a fever, chills or night sweats.”" in facts[0]["text"]


def test_a_letter_without_answers_leaves_room_to_write(made: Made) -> None:
    text = pdf_text(made("unknown", "letter"))
    assert "In my own words:" in text
    assert "I have not answered its questions on warning signs." in text


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
