"""The intake by typing: every kind of field, what does not fit, and tests that wait for little pain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backstride.answers.file import read_file, write_file
from backstride.answers.parse import read_answers
from backstride.answers.questions import fields, sections
from backstride.answers.schema import answers_schema
from backstride.model.answers import Activity
from backstride.safety.facts import facts
from helpers.person import Person
from helpers.told import all_no, demo_answers

PROVOKING = ("heel_jump_test", "exaggerated_turn_test")
ASKED = [field.id for field in fields().values() if not field.test]  # the rest is for the tests at home


def ready(tmp_path: Path, **intake: Any) -> Path:
    """A kept file at level clear in which only these fields are answered."""
    write_file(tmp_path / "ready.json", all_no(**intake))
    return tmp_path / "ready.json"


def only_open(tmp_path: Path, name: str) -> Path:
    """A kept file at level clear in which every field but one is answered."""
    values: dict[str, Any] = {
        "scale": 1,
        "yes_no": "no",
        "choices": [],
        "text": "-",
        "statements": [],
        "activities": [],
    }
    rows = {
        field.id: max(2.0, field.least)
        if field.kind == "number"
        else values.get(field.kind, next(iter(field.options), None))
        for field in fields().values()
    }
    return ready(tmp_path, **{key: value for key, value in rows.items() if key != name})


def test_q_stops_the_intake_and_keeps_what_was_said(tmp_path: Path) -> None:
    person = Person("2", "q", "5", keep=ready(tmp_path)).intake()
    assert person.unused() == ["5"]
    assert person.raw["intake"] == {"pain_now": 2}


def test_enter_skips_every_field_and_keeps_nothing(tmp_path: Path) -> None:
    keep = ready(tmp_path)
    before = keep.read_bytes()
    person = Person(*[""] * 100, keep=keep).intake()
    asked = [name for name in fields() if person.heard_field(name)]
    assert asked == [name for name in ASKED if name not in PROVOKING]
    assert len(asked) < len(fields()) - len(PROVOKING)
    assert keep.read_bytes() == before
    with_questions = {fields()[name].section for name in ASKED}
    assert [section.id for section in sections() if f"\n{section.title}" in person.heard] == [
        section.id for section in sections() if section.id in with_questions
    ]
    assert "\nTests at home" not in person.heard


def test_fields_that_have_an_answer_are_not_asked_again(tmp_path: Path) -> None:
    person = Person("q", keep=ready(tmp_path, pain_now=2, pain_during=3)).intake()
    assert person.heard_field("pain_after")
    assert not person.heard_field("pain_now")


def test_the_demos_intake_leaves_only_what_it_left_open(tmp_path: Path) -> None:
    write_file(tmp_path / "a.json", demo_answers())
    person = Person(*[""] * 100, keep=tmp_path / "a.json").intake()
    asked = {name for name in fields() if person.heard_field(name)}
    assert asked == set(ASKED) - set(demo_answers()["intake"])
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


@pytest.mark.parametrize("fact", [fact.id for fact in facts()])
def test_tests_that_bring_the_ache_on_wait_for_every_safety_question(fact: str, tmp_path: Path) -> None:
    raw = all_no(pain_now=0)
    raw["safety"][fact] = None
    write_file(tmp_path / "a.json", raw)
    person = Person(*[""] * 100, keep=tmp_path / "a.json").intake()
    assert not any(person.heard_field(name) for name in PROVOKING)


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
