from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from backstride.model.safety import Safety, SafetyLevel
from backstride.safety.signs import ACTIONS, action_title, level_words, questions, signs
from backstride.safety.triage import advice_allowed, patterns_allowed, triage

LEVELS: tuple[SafetyLevel, ...] = get_args(SafetyLevel)


def test_nothing_asked_is_unknown_and_says_so() -> None:
    safety = triage(None)
    assert safety.level == "unknown"
    assert safety.run_tomorrow is None
    assert "answered" in safety.reasons[0]
    assert any("hidden" in reason for reason in safety.reasons)


def test_an_empty_sheet_of_answers_is_the_same_as_none() -> None:
    assert triage({}) == triage(None)


@given(st.dictionaries(st.text(max_size=12), st.one_of(st.none(), st.booleans(), st.text(max_size=5))))
def test_no_answers_ever_clear_a_runner_before_the_rules_exist(answers: dict[str, object]) -> None:
    safety = triage(answers)
    assert safety.level == "unknown"
    assert safety.run_tomorrow is None


def test_answers_that_are_not_read_are_named_as_not_used() -> None:
    everything_no = {question.id: "no" for question in questions()}
    assert "not used" in triage(everything_no).reasons[0]


def test_only_clear_allows_advice() -> None:
    allowed = [level for level in LEVELS if advice_allowed(Safety(level=level, reasons=()))]
    assert allowed == ["clear"]


def test_above_unknown_not_even_patterns_are_shown() -> None:
    shown = [level for level in LEVELS if patterns_allowed(Safety(level=level, reasons=()))]
    assert shown == ["clear", "unknown"]


def test_the_emergency_signs_of_cauda_equina_are_all_watched() -> None:
    emergency = " ".join(sign.text for sign in signs() if sign.then == "emergency").lower()
    for words in ("between your legs", "bladder", "bowels", "sex", "both legs", "weaker"):
        assert words in emergency


def test_signs_come_most_pressing_first_and_all_have_a_source() -> None:
    order = [ACTIONS.index(sign.then) for sign in signs()]
    assert order == sorted(order)
    assert all(sign.source for sign in signs())


def test_at_most_thirteen_questions_each_with_an_own_id_and_a_source() -> None:
    asked = questions()
    assert len({question.id for question in asked}) == len(asked) <= 13
    assert all(question.source and question.text.endswith("?") for question in asked)


def test_every_level_and_action_has_words() -> None:
    assert all(level_words(level).text for level in LEVELS)
    assert len({action_title(action) for action in ACTIONS}) == len(ACTIONS)


def test_the_clear_level_does_not_reassure() -> None:
    words = level_words("clear")
    assert words.title.startswith("You reported none of the signs we ask about")
    assert "does not rule anything out" in words.text
