"""Whatever is typed: the interview ends, its answers are understood, and an emergency is never missed."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.answers.file import dumps
from backstride.answers.parse import read_answers
from backstride.safety.facts import resolve
from helpers.person import Person

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
