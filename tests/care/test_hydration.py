"""What to drink: what is said, in which words, and held back with medicine."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.answers.parse import read_answers
from backstride.care.hydration import drink_advice
from backstride.care.sweat_model import HYDRATION
from backstride.knowledge.loader import load
from backstride.model.safety import Allowed
from backstride.safety.triage import allowed, triage
from helpers.drinking import SOMEBODY, WARM, advice, airs, weighed, weighings
from helpers.reading import grade, sentences
from helpers.told import all_no, with_yes
from helpers.wording import claims, strings

HIGHEST_GRADE = 8.0
DIET_WORDS = re.compile(
    r"\b(litres?|potassium|salts?|protein|thirst\w*|sweat\w*|tablets?|fruit|fluid|\d+)\b", re.I
)


# --- what is said


def test_weight_gained_warns_first_in_the_words_of_the_safety_questions() -> None:
    found = advice(**weighed(weight_after_kg=70.5, drunk_ml=900))
    assert found.text.startswith(found.warning)
    assert "0.5 kg more" in found.warning
    assert "Drink less next time" in found.warning
    signs = [sign for fact in load("safety/facts.toml")["fact"] for sign in fact["signs"]]
    assert next(sign["text"] for sign in signs if sign["id"] == "heat_collapse") in found.warning
    assert found.reason == "You weighed more after a run than before it."


def test_weight_gained_without_the_drink_names_no_amount() -> None:
    found = advice(**WARM, weight_before_kg=70, weight_after_kg=70.3)
    assert found.cap_l_per_h is None
    assert found.predicted is not None
    assert "We name no amount" in found.text
    assert "without what you drank, what you peed and how long you ran" in found.text
    assert "litres in an hour" not in found.text


def test_more_than_two_percent_lost_is_said_and_the_limit_stays() -> None:
    found = advice(**weighed(weight_after_kg=68.2))
    assert "You lost 2.6 % of your weight" in found.text
    assert found.cap_l_per_h == 0.8
    assert "You lost" not in advice(**weighed(weight_after_kg=68.6)).text


def test_a_weighing_that_cannot_be_is_said_and_not_used() -> None:
    found = advice(**weighed(weight_after_kg=50))
    assert "That cannot be right" in found.text
    assert found.measured is None
    assert found.cap_l_per_h == 0.4
    heavier = advice(**weighed(weight_after_kg=90))
    assert "That cannot be right" in heavier.text
    assert (heavier.warning, heavier.cap_l_per_h) == ("", None)


def test_a_weighing_too_rough_names_no_amount() -> None:
    found = advice(**weighed(weight_after_kg=70, drunk_ml=50, weighed_run_minutes=15))
    assert found.cap_l_per_h == 0
    assert "too little or too rough" in found.text
    assert "litres in an hour" not in found.text


def test_pain_tablets_are_taken_up() -> None:
    line = "You name tablets"
    assert line in advice(eases=["pain_tablets"]).text
    assert line in advice(tried=["tablets"]).text
    assert line not in advice(tried=["rest"]).text


def test_article_and_studies_stand_side_by_side_and_against_is_said() -> None:
    found = advice(cramps_in_heat="yes")
    assert "potassium" in found.article
    assert found.studies == load("patterns/hydration.toml")["studies"]
    assert "Studies speak against" in found.text
    assert "not the first thing to change" in found.text
    assert found.reason == "You say your muscles cramp on long or hot runs."
    assert all((found.title, found.check, found.watch, found.source))


# --- held back


@pytest.mark.parametrize("answer", ["yes", None])
def test_medicine_or_no_word_of_it_leaves_only_the_doctor(answer: str | None) -> None:
    raw = with_yes("heart_kidney_medicines", **WARM, **weighed(weight_after_kg=70.5), cramps_in_heat="yes")
    if answer is None:
        del raw["safety"]["heart_kidney_medicines"]
    told = read_answers(raw)
    found = drink_advice(told, SOMEBODY, 2.4, allowed(triage(told), told))
    assert found is not None
    assert found.held
    assert found.text.endswith("sk your doctor before you change what you eat or drink.")
    assert found.text.startswith("You take medicine" if answer else "Do you take medicine")
    shown = found.model_dump()
    said = " ".join(value for value in shown.values() if isinstance(value, str) and value != found.source)
    assert DIET_WORDS.findall(said) == []
    assert [shown[key] for key in ("cap_l_per_h", "measured", "predicted")] == [None, None, None]
    assert found.reason
    assert found.check


@given(told=weighings, air=airs, change=st.floats(-3, 3))
def test_no_word_of_diet_is_said_where_it_is_held_back(
    told: dict[str, float], air: dict[str, float], change: float
) -> None:
    answers = read_answers(all_no(**told, **air, weight_after_kg=told["weight_before_kg"] + change))
    found = drink_advice(answers, SOMEBODY, 2.4, Allowed(advice=True))
    assert found is not None
    assert DIET_WORDS.findall(f"{found.title} {found.text} {found.reason} {found.check}") == []


def test_without_advice_there_is_none() -> None:
    assert drink_advice(read_answers(all_no()), SOMEBODY, None, Allowed(diet=True)) is None


# --- words and the page


def test_every_text_reads_at_grade_eight_or_below_and_claims_nothing() -> None:
    data = load(HYDRATION)
    sources = {data[key]["source"] for key in ("item", "held")}
    texts = {text for key in ("say", "item", "held") for text in strings(data[key])} - sources
    shown = [re.sub(r"\{\w+\}", "1", text) for text in texts]
    long = [text for text in shown if len(text.split()) >= 8]
    assert len(long) >= 15
    assert {text: grade(sentences(text)) for text in long if grade(sentences(text)) > HIGHEST_GRADE} == {}
    assert [claims(text) for text in shown if claims(text)] == []


@pytest.mark.parametrize(
    "intake",
    [{}, WARM, weighed(), weighed(weight_after_kg=70.5, drunk_ml=900) | WARM, weighed(weight_after_kg=68)],
    ids=["nothing", "predicted", "measured", "gained", "lost"],
)
def test_the_whole_advice_reads_at_grade_eight_or_below(intake: dict[str, Any]) -> None:
    assert grade(sentences(advice(**intake).text)) <= HIGHEST_GRADE
