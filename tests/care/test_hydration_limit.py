"""What to drink: a limit from sweat measured and predicted, never above it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.answers.parse import read_answers
from backstride.answers.weighing import weighing
from backstride.care.hydration import drink_advice, measured_sweat, sweat_of_usual_run
from backstride.care.sweat_model import NotPredicted, SweatRate
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from helpers.drinking import SOMEBODY, WARM, advice, airs, weighed, weighings
from helpers.told import all_no

# --- the sweat predicted


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"air_temperature_c": 5}, "air of 15 to 46 degrees C. Yours was 5,"),
        (
            {"air_temperature_c": 40, "humidity_percent": 90},
            "holds 0.27 to 4.45 kPa of water. Yours held 6.6",
        ),
        ({"pace_min_per_km": 5}, "At your size that is 6:40 minutes a kilometre or slower. Yours is 5:00"),
    ],
)
def test_outside_the_published_range_nothing_is_predicted_and_the_range_is_named(
    changed: dict[str, Any], said: str
) -> None:
    found = advice(**WARM | changed)
    assert found.predicted is None
    assert said in found.not_predicted


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("air_temperature_c", "how warm it was"),
        ("humidity_percent", "how humid the air was"),
        ("pace_min_per_km", "your pace"),
    ],
)
def test_what_is_missing_is_named(left_out: str, named: str) -> None:
    told = read_answers(all_no(**{key: value for key, value in WARM.items() if key != left_out}))
    found = sweat_of_usual_run(told, SOMEBODY)
    assert isinstance(found, NotPredicted)
    assert found.why == f"We cannot work out your sweat without {named}."


def test_size_may_be_missing_and_the_weighing_gives_the_mass() -> None:
    told = read_answers(all_no(**WARM | weighed()))
    found = sweat_of_usual_run(told, Runner())
    assert isinstance(found, NotPredicted)
    assert "your height." in found.why
    assert isinstance(sweat_of_usual_run(told, Runner(height_m=1.76)), SweatRate)


def test_the_pace_told_comes_before_the_speed_measured() -> None:
    told = read_answers(all_no(**WARM))
    without = read_answers(all_no(air_temperature_c=28, humidity_percent=50))
    assert sweat_of_usual_run(told, SOMEBODY, 2.0) == sweat_of_usual_run(told, SOMEBODY)
    slow, fast = (sweat_of_usual_run(without, SOMEBODY, speed) for speed in (1.8, 2.4))
    assert isinstance(slow, SweatRate)
    assert isinstance(fast, SweatRate)
    assert slow.value < fast.value


# --- the sweat measured


def test_the_sweat_measured_has_the_interval_of_scale_and_bottle() -> None:
    found = measured_sweat(weighing(read_answers(all_no(**weighed()))))
    assert found is not None
    assert found.value == 1.3
    # two weighings of 0.1 kg and a bottle of 0.05 l: sqrt(0.1^2 + 0.1^2 + 0.05^2) = 0.15 in an hour; no urine
    # and 0.05 kg of burnt fuel at the lower end
    assert (found.low, found.high) == (1.1, 1.45)


def test_a_shorter_run_tells_less() -> None:
    hour, half = (
        measured_sweat(weighing(read_answers(all_no(**weighed(weighed_run_minutes=m))))) for m in (60, 30)
    )
    assert hour is not None
    assert half is not None
    assert half.high - half.value == pytest.approx(2 * (hour.high - hour.value), abs=0.02)


# --- the limit


@given(told=weighings, air=airs, change=st.floats(-3, 1))
def test_the_limit_is_never_above_what_is_sweated_nor_above_what_is_published(
    told: dict[str, float], air: dict[str, float], change: float
) -> None:
    answers = read_answers(all_no(**told, **air, weight_after_kg=told["weight_before_kg"] + change))
    found = drink_advice(answers, SOMEBODY, None, Allowed(advice=True, diet=True))
    assert found is not None
    if found.cap_l_per_h is None:
        return
    assert 0 <= found.cap_l_per_h <= 0.8
    lost = weighing(answers)
    assert lost is not None
    if lost.sweat_l_per_h is not None:
        assert found.measured is not None
        assert found.cap_l_per_h <= found.measured.low <= lost.sweat_l_per_h + 1e-9
    else:
        assert found.cap_l_per_h <= 0.4
    if found.predicted:
        assert found.cap_l_per_h <= found.predicted.value


@given(told=weighings, air=airs, change=st.floats(0, 3), more=st.floats(0, 3), drink_told=st.booleans())
def test_more_weight_gained_never_raises_the_limit(
    told: dict[str, float], air: dict[str, float], change: float, more: float, drink_told: bool
) -> None:
    given_ = {key: value for key, value in told.items() if drink_told or key != "drunk_ml"}
    caps = []
    for gain in (change, change + more):
        answers = read_answers(all_no(**given_, **air, weight_after_kg=told["weight_before_kg"] + gain))
        found = drink_advice(answers, SOMEBODY, None, Allowed(advice=True, diet=True))
        assert found is not None
        there = weighing(answers)
        caps.append(-1.0 if found.cap_l_per_h is None else found.cap_l_per_h)  # no amount is the least of all
        assert bool(found.warning) == (there is not None and there.gained)
    assert caps[1] <= caps[0]


def test_weighing_lifts_the_limit_of_who_sweats_much() -> None:
    assert advice().cap_l_per_h == 0.4
    assert advice(**weighed()).cap_l_per_h == 0.8
    as_drunk = advice(**weighed(weight_after_kg=70, drunk_ml=600))
    assert as_drunk.cap_l_per_h == 0.4  # 0.6 less 0.15 less 0.05


def test_a_low_prediction_lowers_the_limit_of_who_was_not_weighed() -> None:
    small = Runner(height_m=1.5, mass_kg=45)
    found = advice(small, air_temperature_c=16, humidity_percent=20, pace_min_per_km=10)
    assert found.predicted is not None
    assert found.predicted.value < 0.4
    assert found.cap_l_per_h is not None
    assert found.cap_l_per_h <= found.predicted.value
