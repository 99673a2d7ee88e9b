"""The interview about safety: what is asked, what stops it, how an answer is left open or taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backstride.answers.file import read_file, write_file
from backstride.answers.parse import read_answers
from backstride.safety.facts import facts, questions, resolve
from backstride.safety.interview import LIGHT_FIELDS
from backstride.safety.triage import triage
from helpers.person import NINE_NO, Person

BY_ID = {question.id: question for question in questions()}


def test_with_nothing_wrong_twelve_questions_lead_to_clear_and_a_light() -> None:
    person = Person(*NINE_NO, "8", "3", "y").triage()
    assert person.interview.asked == 12
    assert person.level == "clear"
    light = triage(person.interview.told()).run_tomorrow
    assert light is not None
    assert (light.light, light.max_km) == ("green", 8.0)
    assert person.titles == [question.id for question in questions()]
    assert all(person.heard_field(name) for name in LIGHT_FIELDS)


def test_without_pain_nobody_is_asked_whether_it_settled() -> None:
    person = Person(*NINE_NO, "8", "0").triage()
    assert person.interview.asked == 11
    assert not person.heard_field("settled_in_24h")


def test_the_questions_say_how_to_answer_first_and_show_every_line() -> None:
    person = Person(*NINE_NO).triage()
    assert "Enter leaves a question open" in person.heard[0]
    for fact in facts():
        for sign in fact.signs:
            assert any(sign.text in text for text in person.heard), sign.id


def test_the_light_is_asked_at_clear_only() -> None:
    person = Person(*["n"] * 8, "", "8", "3").triage()
    assert person.level == "unknown"
    assert not person.heard_field("usual_run_km")
    assert person.unused() == ["8", "3"]


def test_q_ends_the_questions_about_the_light() -> None:
    person = Person(*NINE_NO, "q", "3").triage()
    assert person.unused() == ["3"]
    assert person.level == "clear"


# what stops it


@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("word", ["y", "YES", " Y ", "1", "1 2"])
def test_the_first_emergency_stops_at_once(before: int, word: str) -> None:
    person = Person(*["n"] * before, word, "", "n", "n").triage()
    assert person.level == "emergency"
    assert person.interview.asked == before + 1
    assert person.unused() == ["n", "n"]
    assert "GET EMERGENCY HELP NOW" in person.heard[-1]


def test_a_mistyped_yes_that_would_end_the_questions_can_be_taken_back() -> None:
    person = Person("y", "b", *NINE_NO, "8", "0").triage()
    assert person.level == "clear"
    assert person.titles[:2] == [questions()[0].id] * 2
    assert [text.split(".")[0].strip() for text in person.heard if ". Is any of this" in text][:3] == [
        "1",
        "1",
        "2",
    ]
    ended = Person("y").triage()
    assert ended.level == "emergency"


def test_weight_loss_still_leads_to_the_fall_and_the_blood_thinner() -> None:
    thinner = [sign.id for _, sign in BY_ID["about_you"].signs].index("blood_thinner") + 1
    person = Person("n", "n", "n", "6", "y", "n", str(thinner), "").triage()
    assert person.raw["safety"]["weight_loss"] == "yes"
    assert person.titles[3:] == ["general_health", "fall_or_operation", "leg", "about_you"]
    assert person.level == "emergency"


def test_urgent_asks_on_only_where_a_yes_would_make_it_an_emergency() -> None:
    person = Person(*["n"] * 4, "y", *["n"] * 9).triage()
    assert person.level == "urgent"
    assert person.titles[4:] == ["fall_or_operation", "about_you"]
    assert person.raw["safety"]["fall_or_procedure"] == "yes"
    assert person.raw["safety"]["blood_thinners"] == "no"
    assert "leg_symptoms" not in person.raw["safety"]


def test_a_fall_and_then_a_blood_thinner_is_an_emergency() -> None:
    thinner = [sign.id for _, sign in BY_ID["about_you"].signs].index("blood_thinner") + 1
    person = Person(*["n"] * 4, "y", str(thinner), "", "n").triage()
    assert person.level == "emergency"
    assert person.unused() == ["n"]


def test_fever_asks_about_the_leg_and_stops_at_its_yes() -> None:
    person = Person(*["n"] * 3, "1", "n", "y", "n").triage()
    assert person.titles[3:] == ["general_health", "fall_or_operation", "leg"]
    assert person.level == "emergency"


def test_a_clinician_level_asks_on() -> None:
    person = Person(*["n"] * 5, "y", "n", "n", "n").triage()
    assert person.interview.asked == 9
    assert person.level == "clinician"
    assert not person.heard_field("usual_run_km")


# open, back, lines


def test_enter_leaves_a_question_open_and_the_level_unknown() -> None:
    person = Person("", *["n"] * 8).triage()
    assert person.level == "unknown"
    assert "cauda_equina" not in person.raw["safety"]
    assert person.interview.asked == 9


def test_enter_at_every_question_keeps_nothing_and_ends() -> None:
    person = Person(*[""] * 9, "n").triage()
    assert person.raw == {}
    assert person.interview.asked == 9
    assert person.unused() == ["n"]


@pytest.mark.parametrize("word", ["b", "B", "back"])
def test_back_takes_the_answer_back_and_asks_again(word: str, tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    person = Person("n", "n", word, keep=keep).triage()
    assert person.titles == ["bladder_and_bowels", "both_legs_or_weak", "sudden", "both_legs_or_weak"]
    assert person.raw["safety"] == {"cauda_equina": "no"}
    assert read_file(keep)["safety"] == {"cauda_equina": "no"}


def test_back_takes_chosen_lines_back_too() -> None:
    person = Person(*["n"] * 6, "3", "b").triage()
    assert not {"stress_fracture_before", "bone_health", "bone_stress"} & set(person.raw["safety"])
    assert person.titles[-2:] == ["morning", "bones"]


def test_back_at_the_first_question_asks_it_again_and_keeps_a_file_as_it_was(tmp_path: Path) -> None:
    write_file(tmp_path / "a.json", {"safety": {"nerve_loss": "no"}, "x": 1})
    person = Person("b", "n", keep=tmp_path / "a.json").triage()
    assert person.titles[:2] == ["bladder_and_bowels", "bladder_and_bowels"]
    assert person.raw["safety"] == {"nerve_loss": "no", "cauda_equina": "no"}
    assert person.raw["x"] == 1


def test_back_also_opens_what_was_left_open() -> None:
    person = Person("", "n", "b", "y").triage()
    assert person.titles == ["bladder_and_bowels", "both_legs_or_weak", "sudden", "bladder_and_bowels"]
    assert person.level == "emergency"


@pytest.mark.parametrize("odd", [[], "no", 3, {}])
def test_back_works_also_where_the_kept_files_section_is_no_object(odd: Any, tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    write_file(keep, {"safety": odd})
    person = Person("n", "n", "b", "y", keep=keep).triage()
    assert triage(read_answers(read_file(keep))).level == "emergency"
    told = person.interview.told()
    assert told is not None
    assert told.facts == {"cauda_equina": "no", "nerve_loss": "yes"}


def test_numbers_choose_signs_and_the_other_facts_of_the_question_are_no() -> None:
    person = Person(*["n"] * 6, "1, 4").triage()
    assert {k: v for k, v in person.raw["safety"].items() if v == "yes"} == {
        "one_spot": "yes",
        "thin_bones": "yes",
    }
    person = Person(*["n"] * 6, "2").triage()
    assert person.raw["safety"]["hurts_on_landing"] == "yes"
    assert person.raw["safety"]["bone_health"] == "no"
    assert "bone_stress" not in person.raw["safety"]


def test_every_line_of_every_question_counts_for_its_own_fact_alone() -> None:
    for at, question in enumerate(questions()):
        for number, (fact, sign) in enumerate(question.signs, start=1):
            person = Person(*["n"] * at, str(number)).triage()
            told = person.interview.told()
            assert told is not None
            assert told.facts[sign.id] == "yes"
            assert resolve(told).yes == {fact.id}


def test_a_yes_to_several_facts_asks_which_lines() -> None:
    person = Person(*["n"] * 3, "y", "5").triage()
    assert any("Which lines?" in prompt for prompt in person.prompts)
    assert person.raw["safety"]["infection_or_urine"] == "no"
    assert person.raw["safety"]["cancer_history"] == "yes"


def test_a_yes_to_one_fact_does_not_ask_which_lines() -> None:
    person = Person("y").triage()
    assert not any("Which lines?" in prompt for prompt in person.prompts)


@pytest.mark.parametrize("which", ["", "y", "Y", "YES"])
def test_enter_at_which_lines_counts_every_fact_as_yes(which: str) -> None:
    person = Person(*["n"] * 3, "y", which).triage()
    assert person.raw["safety"]["infection_or_urine"] == "yes"
    assert person.raw["safety"]["cancer_signs"] == "yes"


@pytest.mark.parametrize("end", ["input", "ctrl-c"])
def test_a_yes_has_been_said_also_when_all_ends_before_the_lines(end: str, tmp_path: Path) -> None:
    keep = tmp_path / "a.json"
    if end == "ctrl-c":
        with pytest.raises(KeyboardInterrupt):
            Person(*["n"] * 3, "y", KeyboardInterrupt(), keep=keep).triage()
    else:
        Person(*["n"] * 3, "y", keep=keep).triage()
    assert triage(read_answers(read_file(keep))).level == "urgent"


GIBBERISH = [
    "ja",
    "oui",
    "si",
    "はい",
    "😀",
    "yn",
    "1 99",
    "-1",
    "1.5",
    ",",
    "²",
    "9" * 5_000,
    "\ud83d",
    "y n",
]


@pytest.mark.parametrize("word", GIBBERISH, ids=ascii)
def test_what_is_not_understood_is_asked_again_with_one_sentence(word: str) -> None:
    person = Person(word, "n").triage()
    assert person.raw["safety"]["cauda_equina"] == "no"
    again = [text for text in person.heard if "Please answer" in text]
    assert again == ["   Please answer y, n, or the numbers of the lines that fit, such as 1 3."]
    assert person.titles == ["bladder_and_bowels", "both_legs_or_weak"]


def test_gibberish_at_which_lines_is_asked_again_too() -> None:
    person = Person(*["n"] * 3, "y", "ja", "1").triage()
    assert sum("Please answer" in text for text in person.heard) == 1
    assert person.raw["safety"]["fever"] == "yes"
