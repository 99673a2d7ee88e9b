"""The three questions runners ask, answered from what this runner told."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from backstride.answers.parse import read_answers
from backstride.care.runner_questions import runner_answers
from backstride.model.safety import Safety, SafetyLevel
from backstride.safety.triage import triage
from helpers.told import all_no


def answers(**intake: Any) -> dict[str, str]:
    told = read_answers(all_no(**intake))
    return {one.id: one.answer for one in runner_answers(triage(told), told)}


def test_three_answers_each_beside_the_article_and_the_studies() -> None:
    told = read_answers(all_no(pain_now=2))
    rows = runner_answers(triage(told), told)
    assert [row.id for row in rows] == ["keep_running", "shoes", "swimming"]
    assert all(row.answer and row.article and row.studies and row.source for row in rows)


@pytest.mark.parametrize("level", [level for level in get_args(SafetyLevel) if level != "clear"])
def test_no_answer_is_given_above_clear(level: SafetyLevel) -> None:
    assert runner_answers(Safety(level=level, reasons=()), read_answers(all_no(pain_now=1))) == ()


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        (
            {"pain_now": 2, "usual_run_km": 8},
            "Yes. You may run tomorrow, up to 8 km. Your worst pain was 2 of 10.",
        ),
        ({"pain_now": 2}, "Yes. You may run tomorrow. Your worst pain was 2 of 10. How far, we can't tell"),
        (
            {"pain_during": 5, "usual_run_km": 8},
            "Yes, but shorter and slower, up to 4 km, with breaks to walk.",
        ),
        ({"pain_now": 7}, "Not tomorrow. Your worst pain was 7 of 10."),
        ({"pain_now": 2, "sharp_or_limping": "yes"}, "It turned sharp or made you limp"),
        ({}, "We can't tell yet. Say how strong your pain was"),
    ],
)
def test_running_on_follows_the_light(intake: dict[str, Any], said: str) -> None:
    assert said in answers(**intake)["keep_running"]


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ({"shoes_comfortable": "no", "shoe_km": 900}, "do not feel comfortable. They have done 900 km."),
        ({"recent_changes": ["new_shoes"], "shoes_comfortable": "yes"}, "you had new shoes"),
        ({"shoes_comfortable": "yes"}, "Hardly. You say they feel comfortable."),
        ({"shoe_km": 500, "shoe_months": 14}, "We can't tell. They have done 500 km in 14 months."),
        ({"shoe_months": 14}, "They are 14 months old."),
        ({}, "You have not said whether they feel comfortable."),
    ],
)
def test_shoes_are_judged_by_comfort_and_change(intake: dict[str, Any], said: str) -> None:
    assert said in answers(**intake)["shoes"]


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ({"pain_now": 1}, "between two runs"),
        ({"pain_now": 5}, "in place of one of your next runs"),
        ({"pain_now": 9}, "while running waits"),
        ({}, "can't tell before you say how strong"),
        ({"pain_now": 1, "tried": ["swimming"]}, "You have tried it"),
    ],
)
def test_swimming_stands_in_for_what_the_light_takes_away(intake: dict[str, Any], said: str) -> None:
    assert said in answers(**intake)["swimming"]
