"""A run between two weighings: the sum, what is missing, what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.answers.parse import read_answers
from backstride.answers.weighing import Weighing, weighing
from helpers.reading import grade, sentences

RUN: dict[str, Any] = {
    "weight_before_kg": 70,
    "weight_after_kg": 69.3,
    "drunk_ml": 500,
    "urine_ml": 200,
    "weighed_run_minutes": 60,
}


def read(**change: Any) -> Weighing:
    found = weighing(read_answers(RUN | change))
    assert found is not None
    return found


def test_sweat_is_what_was_lost_and_drunk_less_what_was_passed() -> None:
    found = read()
    assert (found.mass_change_kg, found.percent_lost) == (-0.7, 1.0)
    assert (found.sweat_l, found.sweat_l_per_h) == (1.0, 1.0)
    assert not found.gained
    assert found.problems == found.missing == ()


@pytest.mark.parametrize("absent", ["weight_before_kg", "weight_after_kg"])
def test_without_both_weights_nothing_is_said(absent: str) -> None:
    assert weighing(read_answers({key: value for key, value in RUN.items() if key != absent})) is None
    assert weighing(None) is None


@pytest.mark.parametrize("absent", ["drunk_ml", "urine_ml"])
def test_without_the_drink_or_the_urine_the_loss_is_known_and_the_sweat_is_not(absent: str) -> None:
    found = read(**{absent: None})
    assert found.percent_lost == 1.0
    assert found.sweat_l is None
    assert found.missing == (absent,)


def test_without_the_minutes_there_is_no_rate() -> None:
    found = read(weighed_run_minutes=None)
    assert (found.sweat_l, found.sweat_l_per_h) == (1.0, None)


@pytest.mark.parametrize(("after", "way"), [(61.6, "less"), (78.4, "more")])
def test_twelve_percent_in_one_run_is_not_believed(after: float, way: str) -> None:
    found = read(weight_after_kg=after)
    assert found.percent_lost is found.mass_change_kg is found.sweat_l is None
    assert len(found.problems) == 1
    assert f"12 % {way}" in found.problems[0]


def test_six_litres_an_hour_are_not_believed_and_the_loss_still_is() -> None:
    found = read(drunk_ml=5500)
    assert found.sweat_l is found.sweat_l_per_h is None
    assert "6.0 litres" in found.problems[0]
    assert found.percent_lost == 1.0


def test_more_gained_than_drunk_gives_no_sweat_and_keeps_the_gain() -> None:
    found = read(weight_after_kg=71.5, drunk_ml=1000, urine_ml=0)
    assert found.gained
    assert found.mass_change_kg == 1.5
    assert found.sweat_l is None
    assert len(found.problems) == 1


def test_a_sum_a_little_below_nothing_is_no_sweat() -> None:
    found = read(weight_after_kg=70.2, drunk_ml=100, urine_ml=0)
    assert (found.sweat_l, found.problems) == (0.0, ())


def test_the_largest_loss_and_the_fastest_sweat_that_were_published_are_believed() -> None:
    found = read(
        weight_before_kg=58.2, weight_after_kg=52.5, drunk_ml=1700, urine_ml=0, weighed_run_minutes=125
    )  # Beis 2012: the winner of a marathon
    assert found.problems == ()
    assert found.sweat_l_per_h == pytest.approx(3.6, abs=0.1)


@pytest.mark.parametrize(
    "change", [{"weight_after_kg": 60}, {"drunk_ml": 5500}, {"weight_after_kg": 72, "drunk_ml": 0}]
)
def test_what_cannot_be_is_said_in_plain_words(change: dict[str, Any]) -> None:
    (said,) = read(**change).problems
    assert grade(sentences(said)) <= 8, said


@given(st.floats(40, 120), st.floats(-15, 15), st.floats(0, 20000), st.floats(0, 5000), st.floats(5, 1440))
def test_whatever_was_told_no_sweat_is_negative_or_beyond_belief(
    before: float, change: float, drunk: float, urine: float, minutes: float
) -> None:
    found = read(
        weight_before_kg=before, weight_after_kg=before + change, drunk_ml=drunk, urine_ml=urine,
        weighed_run_minutes=minutes,
    )  # fmt: skip
    assert found.sweat_l is None or found.sweat_l >= 0
    assert found.sweat_l_per_h is None or 0 <= found.sweat_l_per_h <= 4
    assert (found.sweat_l is None) == bool(found.problems)
