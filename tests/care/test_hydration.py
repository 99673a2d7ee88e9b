"""What to drink: a limit from sweat measured and predicted, never above it, held back with medicine."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.answers.parse import read_answers
from backstride.answers.weighing import weighing
from backstride.care.hydration import (
    Drink,
    drink_advice,
    measured_sweat,
    sweat_of_usual_run,
)
from backstride.care.sweat_model import HYDRATION, NotPredicted, SweatRate
from backstride.knowledge.loader import load
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.safety.triage import allowed, triage
from helpers.reading import grade, sentences
from helpers.told import all_no, with_yes
from helpers.wording import claims, strings

HIGHEST_GRADE = 8.0
SOMEBODY = Runner(height_m=1.76, mass_kg=70)
WARM = {"air_temperature_c": 28, "humidity_percent": 50, "pace_min_per_km": 7}
WEIGHED = {
    "weight_before_kg": 70,
    "weight_after_kg": 69,
    "drunk_ml": 300,
    "urine_ml": 0,
    "weighed_run_minutes": 60,
}
DIET_WORDS = re.compile(
    r"\b(litres?|potassium|salts?|protein|thirst\w*|sweat\w*|tablets?|fruit|fluid|\d+)\b", re.I
)


def advice(runner: Runner = SOMEBODY, speed: float | None = None, **intake: Any) -> Drink:
    told = read_answers(all_no(**intake))
    found = drink_advice(told, runner, speed, allowed(triage(told), told))
    assert found is not None
    return found


def weighed(**changed: Any) -> dict[str, Any]:
    return WEIGHED | changed


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

weighings = st.fixed_dictionaries(
    {
        "weight_before_kg": st.floats(45, 110),
        "drunk_ml": st.floats(0, 4000),
        "urine_ml": st.floats(0, 500),
        "weighed_run_minutes": st.floats(20, 300),
    }
)
airs = st.fixed_dictionaries(
    {},
    optional={
        "air_temperature_c": st.floats(15, 40),
        "humidity_percent": st.floats(10, 90),
        "pace_min_per_km": st.floats(6, 10),
    },
)


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


# --- what is said


def test_weight_gained_warns_first_in_the_words_of_the_safety_questions() -> None:
    found = advice(**weighed(weight_after_kg=70.5, drunk_ml=900))
    assert found.text.startswith(found.warning)
    assert "0.5 kg more" in found.warning
    assert "Drink less next time" in found.warning
    signs = [sign for fact in load("safety/facts.toml")["fact"] for sign in fact["signs"]]
    assert next(sign["text"] for sign in signs if sign["id"] == "heat_collapse") in found.warning
    assert found.reason == "You weighed more after a run than before it."


def test_weight_gained_without_the_drink_names_no_amount() -> None:
    found = advice(**WARM, weight_before_kg=70, weight_after_kg=70.3)
    assert found.cap_l_per_h is None
    assert found.predicted is not None
    assert "We name no amount" in found.text
    assert "without what you drank, what you peed and how long you ran" in found.text
    assert "litres in an hour" not in found.text


def test_more_than_two_percent_lost_is_said_and_the_limit_stays() -> None:
    found = advice(**weighed(weight_after_kg=68.2))
    assert "You lost 2.6 % of your weight" in found.text
    assert found.cap_l_per_h == 0.8
    assert "You lost" not in advice(**weighed(weight_after_kg=68.6)).text


def test_a_weighing_that_cannot_be_is_said_and_not_used() -> None:
    found = advice(**weighed(weight_after_kg=50))
    assert "That cannot be right" in found.text
    assert found.measured is None
    assert found.cap_l_per_h == 0.4
    heavier = advice(**weighed(weight_after_kg=90))
    assert "That cannot be right" in heavier.text
    assert (heavier.warning, heavier.cap_l_per_h) == ("", None)


def test_a_weighing_too_rough_names_no_amount() -> None:
    found = advice(**weighed(weight_after_kg=70, drunk_ml=50, weighed_run_minutes=15))
    assert found.cap_l_per_h == 0
    assert "too little or too rough" in found.text
    assert "litres in an hour" not in found.text


def test_pain_tablets_are_taken_up() -> None:
    line = "You say you use pain tablets"
    assert line in advice(eases=["pain_tablets"]).text
    assert line in advice(tried=["tablets"]).text
    assert line not in advice(tried=["rest"]).text


def test_article_and_studies_stand_side_by_side_and_against_is_said() -> None:
    found = advice(cramps_in_heat="yes")
    assert "potassium" in found.article
    assert found.studies == load("patterns/hydration.toml")["studies"]
    assert "Studies speak against" in found.text
    assert "not the first thing to change" in found.text
    assert found.reason == "You say your muscles cramp on long or hot runs."
    assert all((found.title, found.check, found.watch, found.source))


# --- held back


@pytest.mark.parametrize("answer", ["yes", None])
def test_medicine_or_no_word_of_it_leaves_only_the_doctor(answer: str | None) -> None:
    raw = with_yes("heart_kidney_medicines", **WARM, **weighed(weight_after_kg=70.5), cramps_in_heat="yes")
    if answer is None:
        del raw["safety"]["heart_kidney_medicines"]
    told = read_answers(raw)
    found = drink_advice(told, SOMEBODY, 2.4, allowed(triage(told), told))
    assert found is not None
    assert found.held
    assert found.text.endswith("sk your doctor before you change what you eat or drink.")
    assert found.text.startswith("You take medicine" if answer else "Do you take medicine")
    shown = found.model_dump()
    said = " ".join(value for value in shown.values() if isinstance(value, str) and value != found.source)
    assert DIET_WORDS.findall(said) == []
    assert [shown[key] for key in ("cap_l_per_h", "measured", "predicted")] == [None, None, None]
    assert found.reason
    assert found.check


@given(told=weighings, air=airs, change=st.floats(-3, 3))
def test_no_word_of_diet_is_said_where_it_is_held_back(
    told: dict[str, float], air: dict[str, float], change: float
) -> None:
    answers = read_answers(all_no(**told, **air, weight_after_kg=told["weight_before_kg"] + change))
    found = drink_advice(answers, SOMEBODY, 2.4, Allowed(advice=True))
    assert found is not None
    assert DIET_WORDS.findall(f"{found.title} {found.text} {found.reason} {found.check}") == []


def test_without_advice_there_is_none() -> None:
    assert drink_advice(read_answers(all_no()), SOMEBODY, None, Allowed(diet=True)) is None


# --- words and the page


def test_every_text_reads_at_grade_eight_or_below_and_claims_nothing() -> None:
    data = load(HYDRATION)
    sources = {data[key]["source"] for key in ("item", "held")}
    texts = {text for key in ("say", "item", "held") for text in strings(data[key])} - sources
    shown = [re.sub(r"\{\w+\}", "1", text) for text in texts]
    long = [text for text in shown if len(text.split()) >= 8]
    assert len(long) >= 15
    assert {text: grade(sentences(text)) for text in long if grade(sentences(text)) > HIGHEST_GRADE} == {}
    assert [claims(text) for text in shown if claims(text)] == []


@pytest.mark.parametrize(
    "intake",
    [{}, WARM, weighed(), weighed(weight_after_kg=70.5, drunk_ml=900) | WARM, weighed(weight_after_kg=68)],
    ids=["nothing", "predicted", "measured", "gained", "lost"],
)
def test_the_whole_advice_reads_at_grade_eight_or_below(intake: dict[str, Any]) -> None:
    assert grade(sentences(advice(**intake).text)) <= HIGHEST_GRADE
