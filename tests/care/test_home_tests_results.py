"""Tests at home: how results are read and said."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from backstride.answers.home_tests import home_test, home_tests, reference, result
from backstride.care.home_tests import change_text, low_text, result_text
from helpers.parsed import told
from helpers.told import all_no

# --- results


@pytest.mark.parametrize("test_id", [test.id for test in home_tests() if test.detectable_change])
def test_the_interval_of_one_value_is_the_change_over_root_two(test_id: str) -> None:
    test = home_test(test_id)
    name = next(iter(test.fields.values()))
    found = result(test, told(intake={name: 5}))
    assert found is not None
    half = (test.detectable_change or 0) / sqrt(2)
    assert found.values[0].interval == pytest.approx((5 - half, 5 + half))


def test_two_sides_give_a_difference_that_is_off_by_the_change_itself() -> None:
    test = home_test("side_plank")
    found = result(test, told(intake={"side_plank_left_s": 60, "side_plank_right_s": 45}))
    assert found is not None
    assert found.difference == 15
    assert found.difference_interval == pytest.approx((15 - 30.3, 15 + 30.3))
    assert found.worst is not None
    assert (found.worst.side, found.worst.value) == ("right", 45)


def test_one_side_alone_gives_no_difference() -> None:
    found = result(home_test("side_plank"), told(intake={"side_plank_right_s": 45}))
    assert found is not None
    assert [one.side for one in found.values] == ["right"]
    assert found.difference is found.difference_interval is None


def test_the_worse_leg_of_a_step_down_has_more_points() -> None:
    found = result(home_test("step_down"), told(intake={"step_down_left": 4, "step_down_right": 1}))
    assert found is not None
    assert found.worst is not None
    assert found.worst.side == "left"


@pytest.mark.parametrize(("answer", "brings"), [("yes", True), ("no", False)])
def test_a_provoking_test_is_read_as_yes_or_no(answer: str, brings: bool) -> None:
    found = result(home_test("heel_jump"), told(intake={"heel_jump_test": answer}))
    assert found is not None
    assert (found.brings_on, found.values, found.worst) == (brings, (), None)


def test_what_was_not_done_has_no_result() -> None:
    assert all(result(test, None) is None for test in home_tests())
    assert all(result(test, told(**all_no())) is None for test in home_tests())


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
    answers = told(intake={name: value, "side_bend_right_cm": 18})
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
    short = result(home_test("front_plank"), told(intake={"front_plank_s": 10}))
    both = result(home_test("step_down"), told(intake={"step_down_left": 5, "step_down_right": 0}))
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
    old, new = (result(test, told(intake={"front_plank_s": value})) for value in (before, now))
    assert change_text(old, new) == said


def test_from_where_a_result_is_low() -> None:
    assert low_text(home_test("side_bend")) == "Less than 10.1 cm counts as low."
    assert low_text(home_test("step_down")) == "More than 3 points counts as poor."
    assert low_text(home_test("heel_jump")) == ""
