"""The next question as a pure function of what is known and what was left open."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backstride.model.answers import YesNo
from backstride.safety.facts import Question, facts, questions
from backstride.safety.interview import next_question
from backstride.safety.rules import level_of, rules

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
