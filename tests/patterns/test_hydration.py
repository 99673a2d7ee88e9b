"""Fluid and salt: weighings are noted, a gain speaks against it, and it is never headlined."""

from __future__ import annotations

from typing import Any

import pytest

from backstride.answers.parse import read_answers
from backstride.model.pattern import Item, Pattern
from backstride.model.safety import Allowed
from backstride.patterns.found import found as headlined
from backstride.patterns.found import found_beside
from backstride.patterns.judge import judge
from backstride.patterns.words import pattern_ids, pattern_text

CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)
BEFORE = {"weight_before_kg": 70}


def found(answers: dict[str, Any], allowed: Allowed = CLEAR) -> Pattern:
    return next(p for p in judge((), read_answers(answers), allowed) if p.id == "hydration")


def weighed(pattern: Pattern) -> tuple[list[Item], list[Item]]:
    for_, against = (
        [item for item in items if item.measure == "weight_after_kg"]
        for items in (pattern.for_, pattern.against)
    )
    return for_, against


def test_more_than_two_percent_lost_speaks_for_it_and_changes_no_verdict() -> None:
    for cramps in ("yes", "no"):
        lost = found(BEFORE | {"weight_after_kg": 68.0, "cramps_in_heat": cramps})
        ((item,), against) = weighed(lost)
        assert not against
        assert item.threshold == 2.0
        assert item.interval is not None
        assert "2.9 % of your weight" in item.text
        assert lost.verdict == {"yes": "possible", "no": "not_seen"}[cramps]


def test_less_lost_speaks_against_it() -> None:
    (for_, (item,)) = weighed(found(BEFORE | {"weight_after_kg": 69.5}))
    assert not for_
    assert "not above 2.0" in item.text


def test_a_gain_speaks_against_it_warns_and_rules_it_out_on_that_run() -> None:
    gained = found(BEFORE | {"weight_after_kg": 70.8, "cramps_in_heat": "yes"})
    (for_, (item,)) = weighed(gained)
    assert not for_
    assert "gained 0.8 kg" in item.text
    assert "Too much drink is the real danger" in item.text
    assert gained.verdict == "not_seen"
    assert gained.strength_for_you == "none"


def test_the_warning_stands_where_no_advice_may_and_where_diet_is_held_back() -> None:
    told = BEFORE | {"weight_after_kg": 70.8}
    for allowed in (Allowed(), Allowed(advice=True, loading_tests=True)):
        assert "real danger" in weighed(found(told, allowed))[1][0].text


def test_a_weighing_is_missing_no_more_once_it_was_done() -> None:
    assert any("Weight before" in text for text in found({}).missing)
    assert not any("Weight before" in text for text in found(BEFORE | {"weight_after_kg": 69}).missing)


def test_a_weighing_that_cannot_be_is_named_and_not_used() -> None:
    pattern = found(BEFORE | {"weight_after_kg": 60})
    assert weighed(pattern) == ([], [])
    assert any("cannot be right" in text for text in pattern.missing)
    assert any("Weight before" in text for text in pattern.missing)


@pytest.mark.parametrize(
    "answers", [{"cramps_in_heat": "yes"}, {"cramps_in_heat": "yes", "trunk_locks": "yes"}]
)
def test_it_is_found_but_never_headlined(answers: dict[str, str]) -> None:
    patterns = judge((), read_answers(answers), CLEAR)
    assert [p.id for p in found_beside(patterns)] == ["hydration"]
    assert "hydration" not in [p.id for p in headlined(patterns)]
    assert len(headlined(patterns)) == len(answers) - 1


def test_it_alone_is_never_headlined() -> None:
    assert [p for p in pattern_ids() if not pattern_text(p).headlined] == ["hydration"]
