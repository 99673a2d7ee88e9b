"""The letter to a doctor: what was answered, room to write, a nerve's tips here alone."""

from __future__ import annotations

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.pdf.letter import letter_data
from backstride.report.pdf.papers import pdf
from helpers.papers import Made
from helpers.pdf import pdf_text
from helpers.told import with_yes
from helpers.wording import ANSWERS_AT


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
