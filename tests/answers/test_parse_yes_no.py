"""Yes and no: spellings, other languages, the wrong place, and that one yes is never lost."""

from __future__ import annotations

import math
from typing import Any

import pytest

from backstride.answers.parse import fact_ids
from backstride.answers.value import Several, yes_no
from backstride.safety.facts import facts
from helpers.parsed import level, told
from helpers.told import all_no, with_yes

OWN_WORDS = ["ja", "oui", "si", "はい", "👍", "maybe", "1", 1, 0, 2.5, ["yes"], {"yes": True}, math.nan]


@pytest.mark.parametrize("word", ["yes", "YES", " y ", "true", True])
def test_many_spellings_of_yes_count(word: Any) -> None:
    assert yes_no(word) == "yes"


@pytest.mark.parametrize("word", ["no", "No", "n", "false", False])
def test_many_spellings_of_no_count(word: Any) -> None:
    assert yes_no(word) == "no"


@pytest.mark.parametrize("word", OWN_WORDS, ids=str)
def test_another_language_or_another_kind_of_value_counts_as_unanswered_and_is_said(word: Any) -> None:
    raw = all_no()
    raw["safety"]["cauda_equina"] = word
    found = told(**raw)
    assert "cauda_equina" not in found.facts
    assert len(found.problems) == 1
    assert "“cauda_equina”" in found.problems[0]
    assert "counts as unanswered" in found.problems[0]
    assert level(raw) == "unknown"


@pytest.mark.parametrize("word", OWN_WORDS, ids=str)
def test_a_sign_that_was_not_understood_is_never_cleared_by_the_no_beside_it(word: Any) -> None:
    raw = all_no()
    raw["safety"]["saddle_numbness"] = word
    assert level(raw) == "unknown"


def test_a_fact_that_was_not_understood_is_never_cleared_by_its_signs() -> None:
    raw = all_no()
    raw["safety"] |= {sign.id: "no" for sign in facts()[0].signs} | {facts()[0].id: "ja"}
    assert level(raw) == "unknown"


def test_a_sign_that_was_not_understood_takes_no_yes_away() -> None:
    raw = with_yes("cauda_equina")
    raw["safety"]["saddle_numbness"] = "ja"
    assert level(raw) == "emergency"


@pytest.mark.parametrize("name", sorted(fact_ids() - {"heart_kidney_medicines", "heart_kidney_medicine"}))
def test_every_yes_counts_at_the_top_in_its_section_and_in_the_wrong_one(name: str) -> None:
    levels = {level({**all_no(), name: "yes"}), level(all_no(**{name: "yes"})), level(with_yes(name))}
    assert len(levels) == 1
    assert levels <= {"clinician", "urgent", "emergency"}


def test_a_field_counts_at_the_top_and_in_the_wrong_section() -> None:
    assert told(pain_now=3).number("pain_now") == 3.0
    assert told(safety={"pain_now": 3}).number("pain_now") == 3.0


@pytest.mark.parametrize("answers", [("yes", "no"), ("no", "yes"), ("no", "no", True), ("no", "ja", "yes")])
def test_one_yes_among_several_answers_counts(answers: tuple[Any, ...]) -> None:
    found = told(safety={"nerve_loss": Several(answers)})
    assert found.facts["nerve_loss"] == "yes"
    assert any("safer" in problem for problem in found.problems)


def test_a_no_beside_a_word_that_was_not_understood_stays_open() -> None:
    assert told(safety={"nerve_loss": Several(["no", "ja"])}).facts == {}


def test_the_same_answer_twice_is_no_problem() -> None:
    found = told(safety={"nerve_loss": Several(["no", False])}, nerve_loss="no")
    assert (found.facts, found.problems) == ({"nerve_loss": "no"}, ())


def test_a_yes_is_found_in_every_one_of_two_sections_of_the_same_name() -> None:
    raw = {"safety": Several([{"cauda_equina": "yes"}, all_no()["safety"]])}
    assert level(raw) == "emergency"


@pytest.mark.parametrize("section", ["safety", "intake"])
@pytest.mark.parametrize("value", ["yes", 3, [], ["cauda_equina"], True])
def test_a_section_that_is_no_object_is_said_and_the_rest_is_used(section: str, value: Any) -> None:
    found = told(**{section: value, "leg_symptoms": "yes"})
    assert found.facts == {"leg_symptoms": "yes"}
    assert found.problems == (f"“{section}” holds no questions with answers, so it was not used.",)
