"""What an interview keeps: the end of the input, Ctrl-C, and a file that is gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from backstride.answers.file import read_file, write_file
from backstride.answers.parse import read_answers
from backstride.answers.schema import answers_schema
from backstride.safety.facts import questions
from helpers.person import NINE_NO, Person
from helpers.told import all_no


@pytest.mark.parametrize("given", range(10))
def test_the_end_of_the_input_keeps_what_was_said(given: int, tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    person = Person(*["n"] * given, keep=keep).triage()
    said = {fact.id for question in questions()[:given] for fact in question.facts}
    assert set(person.raw.get("safety", {})) == said
    assert keep.exists() == bool(given)
    if given:
        assert set(read_file(keep)["safety"]) == said


def test_ctrl_c_leaves_the_answers_so_far_in_the_file(tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    with pytest.raises(KeyboardInterrupt):
        Person("n", "n", KeyboardInterrupt(), keep=keep).triage()
    assert read_file(keep)["safety"] == {"cauda_equina": "no", "nerve_loss": "no"}
    assert list(tmp_path.iterdir()) == [keep]


def test_a_kept_file_is_resumed_and_only_what_is_open_is_asked(tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    Person("n", "n", "n", "n", keep=keep).triage()
    person = Person(*["n"] * 5, "8", "0", keep=keep).triage()
    assert person.titles == [question.id for question in questions()[4:]]
    assert person.level == "clear"
    done = Person(keep=keep).triage()
    assert done.interview.asked == 0
    assert done.level == "clear"


def test_of_a_question_only_the_open_facts_are_asked_and_a_kept_yes_stays(tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    raw = all_no()
    raw["safety"]["bone_stress"] = "yes"
    del raw["safety"]["bone_health"]
    write_file(keep, raw)
    person = Person("n", keep=keep).triage()
    assert person.titles == ["bones"]
    assert not any("One spot" in text for text in person.heard)
    assert person.raw["safety"]["bone_stress"] == "yes"
    assert person.level == "clinician"


def test_an_emergency_in_the_kept_file_asks_nothing(tmp_path: Path) -> None:
    write_file(tmp_path / "a.json", {"safety": {"both_legs": "yes"}})
    person = Person("n", keep=tmp_path / "a.json").triage()
    assert person.interview.asked == 0
    assert person.level == "emergency"


def test_a_kept_answer_that_was_not_understood_is_asked_once_and_replaced(tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    raw = all_no(usual_run_km=8, pain_during=0)
    raw["safety"]["saddle_numbness"] = "ja"
    write_file(keep, {**raw, "cauda_equina": "oui"})
    person = Person("n", "n", keep=keep).triage()
    assert person.titles == ["bladder_and_bowels"]
    assert person.unused() == ["n"]
    assert person.level == "clear"
    told = read_answers(read_file(keep))
    assert told is not None
    assert told.problems == ()


def test_unknown_keys_in_a_kept_file_survive(tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    raw = {"schema": "backstride.answers/2", "x": [1, {"😀": None}], "safety": {"new_fact": "yes"}}
    write_file(keep, raw)
    Person(*NINE_NO, "8", "0", keep=keep).triage().intake()
    again = read_file(keep)
    assert again["schema"] == "backstride.answers/2"
    assert again["x"] == [1, {"😀": None}]
    assert again["safety"]["new_fact"] == "yes"


def test_what_is_typed_makes_a_file_that_keeps_the_published_schema(tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    Person(*NINE_NO, "8", "3,5", "y", keep=keep).triage()
    raw = read_file(keep)
    assert raw["intake"] == {"usual_run_km": 8, "pain_during": 3.5, "settled_in_24h": "yes"}
    assert list(Draft202012Validator(answers_schema()).iter_errors(raw)) == []
