from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from backstride.answers.file import dumps, read_file, write_file
from backstride.answers.parse import read_answers
from backstride.answers.questions import fields, sections
from backstride.answers.schema import answers_schema
from backstride.model.answers import Activity, YesNo
from backstride.safety.facts import Question, facts, questions, resolve
from backstride.safety.interview import next_question
from backstride.safety.rules import level_of, rules
from backstride.safety.triage import triage
from backstride.terminal.interview import LIGHT_FIELDS, Interview
from helpers.told import all_no, demo_answers

NINE_NO = ["n"] * 9
PROVOKING = ("heel_jump_test", "exaggerated_turn_test")
BY_ID = {question.id: question for question in questions()}


class Person:
    """Someone who types these lines, then nothing more; an exception among them is raised instead."""

    def __init__(self, *lines: str | BaseException, keep: Path | None = None) -> None:
        self.lines: Iterator[str | BaseException] = iter(lines)
        self.heard: list[str] = []
        self.prompts: list[str] = []
        self.interview = Interview(self.heard.append, self.prompts.append, self._type, keep)

    def _type(self) -> str:
        line = next(self.lines, None)
        if line is None:
            return ""
        if isinstance(line, BaseException):
            raise line
        return f"{line}\n"

    def triage(self) -> Person:
        self.interview.triage()
        return self

    def intake(self) -> Person:
        self.interview.intake()
        return self

    @property
    def raw(self) -> dict[str, Any]:
        return self.interview.raw

    @property
    def level(self) -> str:
        return triage(self.interview.told()).level

    @property
    def titles(self) -> list[str]:
        """The questions heard, by id, in order."""
        return [
            question.id
            for text in self.heard
            for question in questions()
            if text.lstrip("\n").split(". ")[0].isdigit() and f". {question.title}. " in text
        ]

    def heard_field(self, name: str) -> bool:
        return f"\n{fields()[name].ask}" in self.heard

    def unused(self) -> list[str | BaseException]:
        return list(self.lines)


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


# what is kept


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


# the intake


def ready(tmp_path: Path, **intake: Any) -> Path:
    """A kept file at level clear in which only these fields are answered."""
    write_file(tmp_path / "ready.json", all_no(**intake))
    return tmp_path / "ready.json"


def only_open(tmp_path: Path, name: str) -> Path:
    """A kept file at level clear in which every field but one is answered."""
    values: dict[str, Any] = {
        "scale": 1,
        "number": 2,
        "yes_no": "no",
        "choices": [],
        "text": "-",
        "statements": [],
        "activities": [],
    }
    rows = {field.id: values.get(field.kind, next(iter(field.options), None)) for field in fields().values()}
    return ready(tmp_path, **{key: value for key, value in rows.items() if key != name})


def test_q_stops_the_intake_and_keeps_what_was_said(tmp_path: Path) -> None:
    person = Person("2", "q", "5", keep=ready(tmp_path)).intake()
    assert person.unused() == ["5"]
    assert person.raw["intake"] == {"pain_now": 2}


def test_enter_skips_every_field_and_keeps_nothing(tmp_path: Path) -> None:
    keep = ready(tmp_path)
    before = keep.read_bytes()
    person = Person(*[""] * 100, keep=keep).intake()
    asked = sum(person.heard_field(name) for name in fields())
    assert asked == len(fields()) - len(PROVOKING)
    assert keep.read_bytes() == before
    assert all(f"\n{section.title}" in person.heard for section in sections())


def test_fields_that_have_an_answer_are_not_asked_again(tmp_path: Path) -> None:
    person = Person("q", keep=ready(tmp_path, pain_now=2, pain_during=3)).intake()
    assert person.heard_field("pain_after")
    assert not person.heard_field("pain_now")


def test_the_demos_intake_leaves_only_what_it_left_open(tmp_path: Path) -> None:
    write_file(tmp_path / "a.json", demo_answers())
    person = Person(*[""] * 100, keep=tmp_path / "a.json").intake()
    asked = {name for name in fields() if person.heard_field(name)}
    assert asked == set(fields()) - set(demo_answers()["intake"])
    assert set(PROVOKING) <= asked


@pytest.mark.parametrize(
    ("pain", "asked"), [(0, True), (3, True), (3.1, False), (10, False), (None, False), (11, False)]
)
def test_tests_that_bring_the_ache_on_are_asked_only_with_little_pain(
    pain: float | None, asked: bool, tmp_path: Path
) -> None:
    keep = ready(tmp_path, pain_now=pain)
    person = Person(*[""] * 100, keep=keep).intake()
    assert [person.heard_field(name) for name in PROVOKING] == [asked, asked]


@pytest.mark.parametrize("fact", [fact.id for fact in facts() if fact.level != "advice"])
def test_tests_that_bring_the_ache_on_are_never_asked_unless_clear(fact: str, tmp_path: Path) -> None:
    for answer in ("yes", None):
        raw = all_no(pain_now=0)
        raw["safety"][fact] = answer
        write_file(tmp_path / "a.json", raw)
        person = Person(*[""] * 100, keep=tmp_path / "a.json").intake()
        assert not any(person.heard_field(name) for name in PROVOKING)
        assert person.heard_field("trunk_locks")


def test_an_answer_of_the_intake_that_means_danger_stops_the_tests_at_once(tmp_path: Path) -> None:
    radiating = str(list(fields()["pain_kind"].options).index("radiating") + 1)
    at_kind = list(fields())[: list(fields()).index("pain_kind")]
    lines = ["1" if name == "pain_now" else "" for name in at_kind]
    person = Person(*lines, radiating, *[""] * 100, keep=ready(tmp_path)).intake()
    assert person.level == "clinician"
    assert not any(person.heard_field(name) for name in PROVOKING)


TYPED: list[tuple[str, str, Any]] = [
    ("pain_now", "3", 3.0),
    ("pain_now", "3,5", 3.5),
    ("pain_now", "0", 0.0),
    ("onset_km", "6", 6.0),
    ("settled_in_24h", "y", "yes"),
    ("settled_in_24h", "No", "no"),
    ("past_episodes", "1", "none"),
    ("past_episodes", "4", "always"),
    ("pain_where", "2 1", ("low_back", "beside_spine")),
    ("pain_where", "3", ("buttock",)),
    ("notes", "my back 😀 hurts, 2 days", "my back 😀 hurts, 2 days"),
    ("notes", "はい", "はい"),
    ("roland_morris", "0", ()),
    ("roland_morris", "24, 3 3", (3, 24)),
    ("psfs", "run 2", (Activity("run", 2.0),)),
    ("psfs", "tie my shoes 4, run 2.5", (Activity("tie my shoes", 4.0), Activity("run", 2.5))),
]


@pytest.mark.parametrize(("name", "word", "value"), TYPED, ids=[f"{n} {w}" for n, w, _ in TYPED])
def test_every_kind_of_field_is_answered_by_typing(name: str, word: str, value: Any, tmp_path: Path) -> None:
    keep = only_open(tmp_path, name)
    person = Person(word, keep=keep).intake()
    assert person.heard_field(name)
    told = read_answers(read_file(keep))
    assert told is not None
    assert told.intake[name] == value
    assert told.problems == ()
    assert list(Draft202012Validator(answers_schema()).iter_errors(read_file(keep))) == []


def test_every_kind_there_is_was_typed() -> None:
    assert {fields()[name].kind for name, _, _ in TYPED} == {field.kind for field in fields().values()}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("pain_now", "11"),
        ("pain_now", "-1"),
        ("pain_now", "nan"),
        ("pain_now", "😀"),
        ("pain_now", "a lot"),
        ("onset_km", "6 km"),
        ("settled_in_24h", "ja"),
        ("past_episodes", "5"),
        ("past_episodes", "1 2"),
        ("past_episodes", "none"),
        ("pain_where", "1 7"),
        ("pain_where", ","),
        ("notes", "x" * 20_001),
        ("roland_morris", "25"),
        ("roland_morris", "none"),
        ("psfs", "run"),
        ("psfs", "4"),
        ("psfs", "run 3,5"),
        ("psfs", "run 11"),
        ("psfs", "a 1, b 2, c 3, d 4"),
    ],
)
def test_what_does_not_fit_a_field_is_said_in_one_sentence_and_asked_again(
    name: str, word: str, tmp_path: Path
) -> None:
    keep = only_open(tmp_path, name)
    before = keep.read_bytes()
    person = Person(word, "", keep=keep).intake()
    complaints = [text for text in person.heard if text.startswith("   That ")]
    assert len(complaints) == 1
    assert complaints[0].endswith(".")
    assert "\n" not in complaints[0]
    assert len(person.prompts) == 2
    assert keep.read_bytes() == before


@pytest.mark.parametrize("word", ["unsure", "skip", "don't know"])
def test_saying_that_one_does_not_know_leaves_a_field_open(word: str, tmp_path: Path) -> None:
    keep = only_open(tmp_path, "pain_now")
    before = keep.read_bytes()
    Person(word, keep=keep).intake()
    assert keep.read_bytes() == before


def test_fields_with_lines_show_them_numbered(tmp_path: Path) -> None:
    person = Person("", keep=only_open(tmp_path, "past_episodes")).intake()
    assert [text for text in person.heard if text.startswith("   ")] == [
        f"   {n}  {text}" for n, text in enumerate(fields()["past_episodes"].options.values(), start=1)
    ]


# whatever is typed

LINE = st.one_of(
    st.sampled_from(["y", "n", "b", "", "1", "1 2", "q", "ja", "0", "8"]),
    st.text(st.characters(exclude_characters="\r\n"), max_size=6),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(LINE, max_size=40))
def test_whatever_is_typed_the_interview_ends_and_its_answers_are_understood(lines: list[str]) -> None:
    person = Person(*lines).triage().intake()
    told = read_answers(json.loads(dumps(person.raw)))
    assert (told.problems if told else ()) == ()
    found = resolve(told)
    nothing = not found.unanswered and found.yes <= {"heart_kidney_medicines"}
    assert (person.level == "clear") == nothing


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(["y", "n", "", "1", "2", "ja"]), max_size=12))
def test_a_yes_to_one_of_the_first_three_questions_is_always_an_emergency(lines: list[str]) -> None:
    first = [line for line in lines if line != "ja"][:3]
    yes = any(line in ("y", "1", "2") for line in first)
    person = Person(*lines).triage()
    by_the_first = {"cauda_equina", "nerve_loss", "sudden_danger"} & resolve(person.interview.told()).yes
    assert bool(by_the_first) == yes
    if yes:
        assert person.level == "emergency"


# the next question as a pure function

FACT_IDS = [fact.id for fact in facts()]
STATES = st.dictionaries(st.sampled_from(FACT_IDS), st.sampled_from(["yes", "no"]))
SKIPPED = st.sets(st.sampled_from([question.id for question in questions()]))


def test_every_fact_is_asked_by_exactly_one_question() -> None:
    asked = [fact.id for question in questions() for fact in question.facts]
    assert sorted(asked) == sorted(FACT_IDS)


def test_with_nothing_known_the_most_pressing_question_comes_first() -> None:
    assert next_question({}) is questions()[0]


def test_with_everything_denied_or_left_open_there_is_no_next_question() -> None:
    assert next_question(dict.fromkeys(FACT_IDS, "no")) is None
    assert next_question({}, [question.id for question in questions()]) is None


@given(STATES, SKIPPED)
def test_a_question_has_an_open_fact_was_not_left_open_and_never_comes_in_an_emergency(
    state: dict[str, YesNo], skipped: set[str]
) -> None:
    question = next_question(state, skipped)
    yes = {name for name, answer in state.items() if answer == "yes"}
    now = level_of(yes, all_answered=False)
    if now == "emergency":
        assert question is None
    if question is not None:
        open_facts = {fact.id for fact in question.facts} - set(state)
        assert open_facts
        assert question.id not in skipped
        if now == "urgent":  # some facts still to be asked, this question's among them, make it an emergency
            still = {fact.id for one in questions() if one.id not in skipped for fact in one.facts} - set(
                state
            )
            assert level_of(yes | still, all_answered=False) == "emergency"
            raising = [r for r in rules() if r.level == "emergency" and r.facts <= yes | still]
            assert any(rule.facts & open_facts for rule in raising)


@given(STATES, SKIPPED)
def test_below_urgent_nothing_open_is_left_out_unless_skipped(
    state: dict[str, YesNo], skipped: set[str]
) -> None:
    yes = {name for name, answer in state.items() if answer == "yes"}
    if level_of(yes, all_answered=False) in ("urgent", "emergency"):
        return
    wanted: list[Question] = [
        question
        for question in questions()
        if question.id not in skipped and {fact.id for fact in question.facts} - set(state)
    ]
    assert next_question(state, skipped) == (wanted[0] if wanted else None)


@given(STATES)
def test_answering_question_after_question_always_ends(state: dict[str, YesNo]) -> None:
    state = dict(state)
    for _ in range(len(questions()) + 1):
        question = next_question(state)
        if question is None:
            break
        state |= {fact.id: "no" for fact in question.facts if fact.id not in state}
    assert next_question(state) is None
