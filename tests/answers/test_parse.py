"""Answers as they are read: what is sound, what cannot be used, the same field twice, a newer schema."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest

from backstride.answers.parse import read_answers
from backstride.answers.questions import fields
from backstride.answers.value import Several, shortened
from backstride.model.answers import Activity, Answers
from backstride.safety.facts import facts
from helpers.parsed import level, one_problem, told
from helpers.told import all_no, demo_answers


@pytest.mark.parametrize("nothing", [None, {}])
def test_nothing_given_is_none(nothing: Any) -> None:
    assert read_answers(nothing) is None


@pytest.mark.parametrize("empty", [{"safety": {}}, {"intake": {}}, {"safety": None, "intake": None}])
def test_empty_sections_are_no_answers_and_no_problem(empty: dict[str, Any]) -> None:
    assert read_answers(empty) == Answers(raw=empty)


def test_sound_answers_are_read_without_a_word() -> None:
    found = read_answers(demo_answers())
    assert found is not None
    assert found.problems == ()
    assert set(found.facts) == {fact.id for fact in facts()}
    assert found.number("onset_km") == 6.0
    assert found.chosen("pain_when") == ("during", "on_sitting")
    assert found.intake["roland_morris"] == (2, 3, 11)
    assert found.intake["psfs"] == (Activity("run for an hour", 5.0),)


def test_what_was_given_is_kept_as_given() -> None:
    raw = {"safety": {"leg_symptoms": "ja"}, "intake": {"pain_now": 11}, "extra": [1, {"a": None}]}
    before = copy.deepcopy(raw)
    found = told(**raw)
    assert found.raw == before == raw


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("pain_now", 11, "goes from 0 to 10"),
        ("pain_now", -1, "goes from 0 to 10"),
        ("pain_now", math.nan, "no number"),
        ("pain_now", math.inf, "no number"),
        ("pain_now", "NaN", "no number"),
        ("pain_now", True, "no number"),
        ("pain_now", "strong", "no number"),
        ("pain_now", [3, 4], "no number"),
        ("pain_now", 10**400, "no number"),
        ("usual_run_km", -2, "goes from 0 to 200 km"),
        ("sitting_hours", 25, "goes from 0 to 24 hours a day"),
        ("settled_in_24h", "ja", "write yes or no"),
        ("past_episodes", "never", "none, once, several, always"),
        ("past_episodes", ["once"], "none, once, several, always"),
        ("pain_where", ["elbow"], "low_back"),
        ("pain_where", 3, "choose from"),
        ("notes", ["text"], "no text"),
        ("notes", "x" * 20_001, "20001 characters"),
        ("roland_morris", [0], "goes from 1 to 24"),
        ("roland_morris", [3, 25], "goes from 1 to 24"),
        ("roland_morris", [1.5], "numbers of the lines"),
        ("roland_morris", {"1": True}, "no number"),
        ("psfs", "run 4", "write [{"),
        ("psfs", [{"activity": "run"}], "no number"),
        ("psfs", [{"activity": "run", "score": 11}], "goes from 0 to 10"),
        ("psfs", [{"activity": " ", "score": 4}], "names no thing"),
        ("psfs", [{"activity": "x" * 201, "score": 4}], "201 characters"),
        ("psfs", [{"activity": f"thing {n}", "score": n} for n in range(4)], "at most 3"),
    ],
)
def test_a_value_that_cannot_be_used_gives_one_sentence_that_names_it(
    field: str, value: Any, says: str
) -> None:
    found = told(intake={field: value})
    assert found.intake == {}
    assert len(found.problems) == 1
    sentence = found.problems[0]
    assert f"“{field}”" in sentence
    assert says in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize("field", fields())
@pytest.mark.parametrize("value", [None, "", "unknown", " Skip "])
def test_an_answer_left_open_is_no_problem(field: str, value: Any) -> None:
    found = told(intake={field: value})
    assert found.problems == ()
    if fields()[field].kind != "text":
        assert found.intake == {}


@pytest.mark.parametrize("typed", [3, 3.0, "3", " 3 ", "3,0"])
def test_a_number_may_be_typed_as_text_also_with_a_comma(typed: Any) -> None:
    assert told(intake={"pain_now": typed}).number("pain_now") == 3.0


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, told(intake={"pain_now": -0.0}).number("pain_now") or 0.0) == 1.0


def test_emoji_and_ten_thousand_characters_are_read_whole() -> None:
    text = "my back 🏃‍♀️ hurts 😀 はい " * 400
    found = told(intake={"notes": text})
    assert len(text) > 8_000
    assert found.intake["notes"] == text.strip()
    assert found.problems == ()


def test_a_strange_value_of_ten_thousand_characters_is_shortened_in_the_sentence() -> None:
    sentence = one_problem(safety={"leg_symptoms": "😀\n" * 5_000})
    assert len(sentence) < 150
    assert "…" in sentence


def test_control_codes_and_half_characters_reach_neither_terminal_nor_file() -> None:
    found = told(safety={"leg_symptoms": "\x1b[2J\ud83d"}, intake={"notes": "a\x00b\ud83d\nc"})
    assert found.intake["notes"] == "ab?\nc"
    assert "\x1b" not in found.problems[0]
    assert "".join(found.problems).encode("utf-8")


# the same field twice


def test_of_two_pains_the_higher_is_taken() -> None:
    found = told(intake={"pain_now": Several([2, 7, 4])})
    assert found.number("pain_now") == 7.0
    assert "higher" in found.problems[0]


@pytest.mark.parametrize("field", ["usual_run_km", "past_episodes", "roland_morris"])
def test_of_two_other_answers_that_differ_none_is_used(field: str) -> None:
    values = {"usual_run_km": [5, 9], "past_episodes": ["none", "once"], "roland_morris": [[1], [2]]}
    found = told(intake={field: Several(values[field])})
    assert found.intake == {}
    assert "twice" in found.problems[0]


def test_all_options_count_that_are_chosen_in_two_places() -> None:
    found = told(intake={"pain_kind": Several([["dull"], ["radiating", "dull"]])})
    assert found.chosen("pain_kind") == ("dull", "radiating")


def test_an_option_that_is_not_known_takes_none_of_the_others_with_it() -> None:
    found = told(intake={"pain_kind": ["stabbing", "radiating"]})
    assert found.chosen("pain_kind") == ("radiating",)
    assert "stabbing" in found.problems[0]
    assert level(all_no(pain_kind=["stabbing", "radiating"])) == "clinician"


def test_options_come_in_the_order_of_the_question_each_once() -> None:
    found = told(intake={"pain_where": ["buttock", " Low_Back ", "buttock"]})
    assert found.chosen("pain_where") == ("low_back", "buttock")


def test_choosing_none_of_the_options_is_an_answer() -> None:
    assert told(intake={"pain_where": []}).intake == {"pain_where": ()}


def test_ticked_lines_are_counted_once_and_sorted() -> None:
    assert told(intake={"roland_morris": [11, "2", 2.0, 3]}).intake["roland_morris"] == (2, 3, 11)


# a newer schema


def test_a_newer_schema_is_said_and_what_fits_is_used() -> None:
    raw = {"schema": "backstride.answers/2", **all_no(), "mood": 3}
    raw["safety"]["new_fact"] = "no"
    found = told(**raw)
    assert found.problems == (
        "The file says “backstride.answers/2”; this version knows backstride.answers/1 and uses what fits.",
        "Not known to this version, so kept but not used: “mood”, “new_fact”.",
    )
    assert len(found.facts) == 13
    assert found.raw["mood"] == 3


def test_many_unknown_questions_make_one_short_sentence() -> None:
    sentence = one_problem(**{f"q{n}" + "x" * 10_000: n for n in range(1_000)})
    assert sentence.endswith("and more.")
    assert len(sentence) < 400


@pytest.mark.parametrize("schema", [None, 2, ["a"], {"a": 1}, "😀" * 10_000])
def test_a_strange_schema_is_said_in_one_line(schema: Any) -> None:
    sentence = one_problem(schema=schema, leg_symptoms="no")
    assert "\n" not in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize("name", ["pain_now", "leg_symptoms", "notes", "pain_where", "psfs", "nobody_asks"])
@pytest.mark.parametrize("what", ["digits", "nested"])
def test_a_value_python_cannot_even_print_is_said_not_raised(name: str, what: str) -> None:
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    found = told(**{name: 10**5_000 if what == "digits" else nested})
    assert len(found.problems) == 1
    assert name in found.problems[0]


def test_a_strange_value_is_repeated_in_one_short_line() -> None:
    assert shortened("  a\n\tb\u2028c ") == "a b c"
    assert len(shortened("x" * 1_000)) == 40
