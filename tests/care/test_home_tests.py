"""Tests at home: the data, who may do which, how results are read and said."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from backstride.answers.home_tests import (
    HOME_TESTS,
    HomeTest,
    forbidden,
    home_test,
    home_tests,
    reference,
    result,
)
from backstride.answers.parse import read_answers
from backstride.answers.questions import fields
from backstride.care.home_tests import change_text, listing, low_text, result_text, runnable, say
from backstride.care.home_tests_docs import page
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.patterns.words import pattern_ids, pattern_text
from backstride.safety.facts import facts
from backstride.safety.triage import allowed, triage
from helpers.made import YES
from helpers.reading import grade, sentences
from helpers.told import all_no, with_yes
from helpers.wording import claims, filled

IDS = [test.id for test in home_tests()]
OF_ADVICE = next(fact.id for fact in facts() if fact.level == "advice")  # clear without it
PROVOKING = {"heel_jump", "exaggerated_turn"}
DOCS = Path(__file__).resolve().parents[2] / "docs"


def told(raw: dict[str, Any]) -> Answers:
    answers = read_answers(raw)
    assert answers is not None
    return answers


def why_not(test_id: str, raw: dict[str, Any]) -> str | None:
    answers = read_answers(raw)
    return runnable(home_test(test_id), allowed(triage(answers), answers), answers)


# --- the data


def test_the_eight_tests_in_their_order() -> None:
    assert IDS == [
        "front_plank",
        "side_plank",
        "single_leg_bridge",
        "step_down",
        "hip_extension",
        "side_bend",
        "heel_jump",
        "exaggerated_turn",
    ]


def test_each_test_gives_the_fields_that_name_it_and_each_field_has_its_test() -> None:
    given = {name: test.id for test in home_tests() for name in test.fields.values()}
    named = {field.id: field.test for field in fields().values() if field.test}
    assert {name: test for name, test in given.items() if home_test(test).worse} == named
    assert {given[name] for name in given.keys() - named.keys()} == PROVOKING
    assert all(fields()[name].unit == home_test(test).unit for name, test in named.items())


def test_the_provoking_tests_are_those_whose_questions_provoke() -> None:
    assert {test.id for test in home_tests() if test.provokes} == PROVOKING
    for test in home_tests():
        assert {fields()[name].provokes for name in test.fields.values()} == {test.provokes}


def test_every_test_loads_the_back_and_stops_above_three() -> None:
    assert all(test.loads and test.stop_pain == 3 for test in home_tests())
    hold = {test.id for test in home_tests() if test.timer == "hold"}
    assert hold == {"front_plank", "side_plank", "single_leg_bridge"}
    for test in home_tests():
        assert (test.hold_limit_s is not None) == (test.id in hold)
        assert any("leg" in stop for stop in test.stops)
        assert any("sharp" in stop or "faint" in stop for stop in test.stops)


def test_what_a_test_needs_are_answers_one_can_give() -> None:
    options = set(fields()["cannot_do"].options) - {"nothing"}
    assert {part for test in home_tests() for part in test.body} <= options
    assert home_test("front_plank").body == ("on_hands", "kneel")
    assert home_test("step_down").body == ("one_leg", "knee_bend")


def test_every_number_says_where_it_is_from() -> None:
    for test in home_tests():
        told_sources = [test.detectable_change_source] if test.detectable_change is not None else []
        told_sources += [test.usual_difference_source] if test.usual_difference is not None else []
        told_sources += [row.source for row in test.reference]
        assert (test.worse is None) == (told_sources == [])
        for source in told_sources:
            assert re.search(r"judged:|derived:|\b(19|20)\d\d\b", source), source
            assert "draft" not in source


def test_derived_figures_are_the_arithmetic_they_name() -> None:
    assert home_test("front_plank").detectable_change == pytest.approx(1.96 * sqrt(2) * 12.7, abs=0.05)
    assert home_test("side_plank").detectable_change == pytest.approx(1.96 * sqrt(2) * 10.95, abs=0.06)
    bridge = 1.96 * sqrt(2) * 24.79 * sqrt(1 - 0.87)
    assert home_test("single_leg_bridge").detectable_change == pytest.approx(bridge, abs=0.05)
    assert home_test("hip_extension").detectable_change == pytest.approx(1.96 * sqrt(2) * 4.3, abs=0.05)
    assert home_test("side_bend").detectable_change == pytest.approx(1.96 * sqrt(2) * 1.3, abs=0.05)
    assert home_test("side_plank").reference[0].low == round(73.1 - 0.674 * 10.95 / sqrt(1 - 0.81))
    assert home_test("single_leg_bridge").reference[0].low == round(63.9 - 0.674 * 33.7)


def test_the_patterns_named_are_those_that_read_the_test() -> None:
    for test in home_tests():
        reading = {
            pattern
            for pattern in pattern_ids()
            if any(row.test == test.id for row in pattern_text(pattern).home_test)
            or any(row.field in test.fields.values() for row in pattern_text(pattern).answer)
        }
        assert set(test.read_by) == reading, test.id


def test_the_page_is_the_generated_one() -> None:
    run = "run: python -m backstride.care.home_tests_docs > docs/home-tests.md"
    assert (DOCS / "home-tests.md").read_text(encoding="utf-8") == page(), run


# --- who may do which

BODIES = (None, "kneel", "on_hands", "lie_on_back", "lie_on_side", "one_leg", "knee_bend", "calf", "nothing")


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
            and not (test.provokes and open_fact)
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
    assert forbidden(home_test("step_down"), told(all_no(cannot_do=["kneel", "knee_bend"]))) == "knee_bend"
    assert forbidden(home_test("step_down"), told(all_no(cannot_do=["nothing"]))) is None
    assert forbidden(home_test("step_down"), None) is None


def test_the_list_holds_every_test_with_its_result() -> None:
    answers = told(all_no(pain_now=1, side_bend_left_cm=18))
    listed = listing(allowed(triage(answers), answers), answers)
    assert [one.test.id for one in listed] == IDS
    assert [one.test.id for one in listed if one.result] == ["side_bend"]
    assert all(one.why_not is None for one in listed)


# --- results


@pytest.mark.parametrize("test_id", [test.id for test in home_tests() if test.detectable_change])
def test_the_interval_of_one_value_is_the_change_over_root_two(test_id: str) -> None:
    test = home_test(test_id)
    name = next(iter(test.fields.values()))
    found = result(test, told({"intake": {name: 5}}))
    assert found is not None
    half = (test.detectable_change or 0) / sqrt(2)
    assert found.values[0].interval == pytest.approx((5 - half, 5 + half))


def test_two_sides_give_a_difference_that_is_off_by_the_change_itself() -> None:
    test = home_test("side_plank")
    found = result(test, told({"intake": {"side_plank_left_s": 60, "side_plank_right_s": 45}}))
    assert found is not None
    assert found.difference == 15
    assert found.difference_interval == pytest.approx((15 - 30.3, 15 + 30.3))
    assert found.worst is not None
    assert (found.worst.side, found.worst.value) == ("right", 45)


def test_one_side_alone_gives_no_difference() -> None:
    found = result(home_test("side_plank"), told({"intake": {"side_plank_right_s": 45}}))
    assert found is not None
    assert [one.side for one in found.values] == ["right"]
    assert found.difference is found.difference_interval is None


def test_the_worse_leg_of_a_step_down_has_more_points() -> None:
    found = result(home_test("step_down"), told({"intake": {"step_down_left": 4, "step_down_right": 1}}))
    assert found is not None
    assert found.worst is not None
    assert found.worst.side == "left"


@pytest.mark.parametrize(("answer", "brings"), [("yes", True), ("no", False)])
def test_a_provoking_test_is_read_as_yes_or_no(answer: str, brings: bool) -> None:
    found = result(home_test("heel_jump"), told({"intake": {"heel_jump_test": answer}}))
    assert found is not None
    assert (found.brings_on, found.values, found.worst) == (brings, (), None)


def test_what_was_not_done_has_no_result() -> None:
    assert all(result(test, None) is None for test in home_tests())
    assert all(result(test, told(all_no())) is None for test in home_tests())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("front_plank_s", 32_400, "it goes from 0 to 1200 s"),
        ("front_plank_s", "nine hours", "which is no number"),
        ("side_plank_left_s", -5, "it goes from 0 to 900 s"),
        ("step_down_right", 7, "it goes from 0 to 6 points"),
        ("hip_extension_left_deg", 90, "it goes from -45 to 45 degrees"),
        ("side_bend_left_cm", float("nan"), "which is no number"),
        ("heel_jump_test", "perhaps", "write yes or no"),
    ],
)
def test_an_impossible_result_in_a_file_is_said_and_not_used(name: str, value: Any, said: str) -> None:
    answers = told({"intake": {name: value, "side_bend_right_cm": 18}})
    assert len(answers.problems) == 1
    assert said in answers.problems[0]
    assert [test.id for test in home_tests() if result(test, answers)] == ["side_bend"]


def test_what_others_reach_depends_on_sex_and_age_and_is_lenient_where_they_are_not_known() -> None:
    def low(test_id: str, *who: Any) -> float | None:
        row = reference(home_test(test_id), *who)
        return row.low if row else None

    assert [low("front_plank", sex) for sex in ("female", "male", None)] == [63, 77, 63]
    ages = (20, 25, 26, 45, 46, 69, 70, None)
    assert [low("side_bend", None, age) for age in ages] == [16.2, 16.2, 13.2, 13.2, 10.1, 10.1, None, 10.1]
    assert low("side_bend", "male", 30) == 13.2
    assert low("heel_jump") is None


# --- words


def test_a_result_is_said_with_an_interval_that_ends_where_the_scale_does() -> None:
    short = result(home_test("front_plank"), told({"intake": {"front_plank_s": 10}}))
    both = result(home_test("step_down"), told({"intake": {"step_down_left": 5, "step_down_right": 0}}))
    assert short is not None
    assert both is not None
    assert result_text(short) == "10 s (0 to 35)"
    assert result_text(both) == "left 5 points (3.6 to 6.0), right 0 points (0.0 to 1.4)"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (40, 60, "Since last time: +20 s. Less than 35.2 s may be chance."),
        (40, 80, "Since last time: +40 s. A change counts from 35.2 s on."),
        (80, 40, "Since last time: -40 s. A change counts from 35.2 s on."),
        (None, 40, ""),
        (40, None, ""),
    ],
)
def test_a_change_is_held_against_what_may_be_chance(before: Any, now: Any, said: str) -> None:
    test = home_test("front_plank")
    old, new = (result(test, told({"intake": {"front_plank_s": value}})) for value in (before, now))
    assert change_text(old, new) == said


def test_from_where_a_result_is_low() -> None:
    assert low_text(home_test("side_bend")) == "Less than 10.1 cm counts as low."
    assert low_text(home_test("step_down")) == "More than 3 points counts as poor."
    assert low_text(home_test("heel_jump")) == ""


def texts() -> Iterator[str]:
    """Everything a runner reads of a test."""
    for test in home_tests():
        yield from (test.title, test.tells, test.studies, test.article)
        yield from (*test.needs, *test.steps, *test.end, *test.stops)
    for text in load(HOME_TESTS)["say"].values():
        yield re.sub(r"\{(part|pain|told|least|bound)\}", "3 s", text)


def test_every_text_reads_at_grade_eight_or_below_and_claims_nothing() -> None:
    shown = [filled(text) for text in texts()]
    long = [text for text in shown if len(re.findall(r"[A-Za-z']+", text)) >= 8]
    assert len(long) > 60
    assert {text: grade(sentences(text)) for text in long if grade(sentences(text)) > 8} == {}
    assert grade([one for text in shown for one in sentences(text)]) < 5
    assert [claim for text in shown for claim in claims(text)] == []


def test_a_test_is_a_frozen_row() -> None:
    with pytest.raises(ValueError, match="frozen"):
        home_test("side_bend").tries = 3  # type: ignore[misc]
    assert isinstance(home_test("side_bend"), HomeTest)
