"""Tests at home: who may do which, and why not."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from backstride.answers.home_tests import forbidden, home_test, home_tests
from backstride.answers.parse import read_answers
from backstride.care.home_tests import listing, runnable, say
from backstride.safety.facts import facts
from backstride.safety.triage import allowed, triage
from helpers.made import YES
from helpers.parsed import told
from helpers.told import all_no, with_yes

IDS = [test.id for test in home_tests()]
OF_ADVICE = next(fact.id for fact in facts() if fact.level == "advice")  # clear without it
PROVOKING = {"heel_jump", "exaggerated_turn"}
BODIES = (None, "kneel", "on_hands", "lie_on_back", "lie_on_side", "one_leg", "knee_bend", "calf", "nothing")


def why_not(test_id: str, raw: dict[str, Any]) -> str | None:
    answers = read_answers(raw)
    return runnable(home_test(test_id), allowed(triage(answers), answers), answers)


@pytest.mark.parametrize("level", [*YES, "unknown", "not_asked"])
@pytest.mark.parametrize("test_id", IDS)
def test_the_table_of_who_may_do_which(test_id: str, level: str) -> None:
    """Level by pain now by an open fact of advice by what one cannot do."""
    test = home_test(test_id)
    for pain, open_fact, body in itertools.product((None, 0, 3, 3.1, 10), (False, True), BODIES):
        raw = with_yes(*YES.get(level, ()), pain_now=pain, cannot_do=[body] if body else None)
        if level == "unknown":
            raw["safety"]["leg_symptoms"] = None
        if open_fact:
            raw["safety"][OF_ADVICE] = None
        if level == "not_asked":
            raw.pop("safety")
        may = (
            level == "clear"
            and pain is not None
            and pain <= 3
            and body not in test.body
            and not ((test.provokes or test.timer == "hold") and open_fact)
        )
        assert (why_not(test_id, raw) is None) == may, (pain, open_fact, body)


@pytest.mark.parametrize("fact", [fact.id for fact in facts()])
@pytest.mark.parametrize("test_id", sorted(PROVOKING))
def test_a_provoking_test_waits_for_every_fact(test_id: str, fact: str) -> None:
    raw = all_no(pain_now=0)
    raw["safety"][fact] = None
    assert why_not(test_id, raw) is not None
    assert why_not(test_id, all_no(pain_now=0)) is None


def test_each_reason_says_what_to_do() -> None:
    assert why_not("side_bend", {}) == say("level")
    assert "Type “backstride safety" in str(why_not("side_bend", {}))
    assert why_not("side_bend", all_no()) == say("pain_open")
    assert why_not("side_bend", all_no(pain_now=5)) == (
        "Your pain now is 5 of 10. This test waits until it is 3 or less."
    )
    assert "“lean on hands or forearms”" in str(
        why_not("front_plank", all_no(pain_now=0, cannot_do="on_hands"))
    )
    raw = all_no(pain_now=0)
    raw["safety"][OF_ADVICE] = None
    assert "Still open: " in str(why_not("heel_jump", raw))


def test_what_one_cannot_do_is_read_as_said() -> None:
    assert forbidden(home_test("step_down"), told(**all_no(cannot_do=["kneel", "knee_bend"]))) == "knee_bend"
    assert forbidden(home_test("step_down"), told(**all_no(cannot_do=["nothing"]))) is None
    assert forbidden(home_test("step_down"), None) is None


def test_the_list_holds_every_test_with_its_result() -> None:
    answers = told(**all_no(pain_now=1, side_bend_left_cm=18))
    listed = listing(allowed(triage(answers), answers), answers)
    assert [one.test.id for one in listed] == IDS
    assert [one.test.id for one in listed if one.result] == ["side_bend"]
    assert all(one.why_not is None for one in listed)
