"""Whom the one anatomy of the back stands for, by the runner's facts and by answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import MeasureRefused
from backstride.loads.anatomy_limits import (
    anatomy_error_share,
    outside_by_answers,
    require_anatomy,
    withdrawn,
)
from backstride.measures.lumbar import LUMBAR
from backstride.model.answers import Answers
from backstride.model.measure import Measure
from backstride.model.runner import Runner

ADULT = Runner(age_years=35, sex="female")


def answers(**facts: str) -> Answers:
    return Answers(facts=facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("runner", "mass_kg", "height_m", "why"),
    [
        (Runner(age_years=17.9), 60.0, 1.70, "17.9 years"),
        (ADULT, 105.0, 1.70, "body mass index of 16 to 35; 36 is outside"),
        (ADULT, 45.0, 1.80, "body mass index of 16 to 35; 14 is outside"),
        (ADULT, 125.0, 2.00, "40 to 119 kg; 125 kg"),
        (ADULT, 125.0, None, "40 to 119 kg; 125 kg"),
        (ADULT, 38.0, None, "38 kg is outside"),
        (ADULT, 45.0, 1.38, "1.40 to 2.10 m; 1.38 m"),
        (ADULT, 95.0, 2.12, "2.12 m is outside"),
    ],
)
def test_bodies_outside_are_refused_and_told_why(
    runner: Runner, mass_kg: float, height_m: float | None, why: str
) -> None:
    with pytest.raises(MeasureRefused) as refused:
        require_anatomy(runner, mass_kg, height_m)
    assert why in str(refused.value)
    assert "other measures stand" in str(refused.value)


@given(height_m=st.floats(1.5, 2.0), bmi=st.floats(18.5, 29.9))
def test_ordinary_adults_are_inside_and_nothing_is_said(height_m: float, bmi: float) -> None:
    mass_kg = bmi * height_m**2
    if 40.0 <= mass_kg <= 119.0:
        assert require_anatomy(ADULT, mass_kg, height_m) == ()
        assert anatomy_error_share(mass_kg, height_m) == 0.0


def test_what_is_not_known_is_assumed_and_said() -> None:
    (note,) = require_anatomy(Runner(), 70.0, None)
    assert note.code == "anatomy_assumed"
    assert [word in note.text for word in ("age", "sex", "height")] == [True] * 3


def test_a_heavy_build_widens_by_the_published_share() -> None:
    (note,) = require_anatomy(ADULT, 95.0, 1.75)
    assert note.code == "anatomy_heavy"
    assert anatomy_error_share(95.0, 1.75) == pytest.approx(0.15)
    assert "15%" in note.text


@pytest.mark.parametrize(
    ("told", "runner", "word"),
    [
        (answers(pregnancy="yes"), ADULT, "pregnant"),
        (answers(age_or_pregnancy="yes", pregnancy="yes"), ADULT, "gave birth|give birth"),
        (answers(under_18="yes"), Runner(), "under 18"),
        (answers(age_or_pregnancy="yes"), ADULT, "not to which"),
        (answers(age_or_pregnancy="yes"), Runner(), "not to which"),
        (answers(age_or_pregnancy="yes"), Runner(sex="male"), "not to which"),
    ],
)
def test_answers_that_put_a_runner_outside(told: Answers, runner: Runner, word: str) -> None:
    import re

    assert re.search(word, outside_by_answers(told, runner) or "")


@pytest.mark.parametrize(
    ("told", "runner"),
    [
        (None, ADULT),
        (answers(), ADULT),
        (answers(age_or_pregnancy="no"), ADULT),
        (answers(age_or_pregnancy="yes", pregnancy="no"), ADULT),
        (answers(age_or_pregnancy="yes", over_50_new_pain="yes"), ADULT),
        (answers(age_or_pregnancy="yes"), Runner(age_years=55, sex="female")),
        (answers(age_or_pregnancy="yes"), Runner(age_years=30, sex="male")),
    ],
)
def test_answers_that_do_not(told: Answers | None, runner: Runner) -> None:
    assert outside_by_answers(told, runner) is None


def row(measure_id: str, value: float | None) -> Measure:
    return Measure(
        id=measure_id,
        side="left",
        value=value,
        unit="BW",
        interval=None if value is None else (value - 1, value + 1),
        n_strides=10,
        detectable_change=0.5,
        reference=None,
        verdict=None if value is None else "no_reference",
        recording="run",
        refused="too short" if value is None else None,
        per_stride=() if value is None else (value, value),
    )


def test_what_is_withdrawn_holds_no_number_and_the_rest_is_untouched() -> None:
    rows = (row("l5s1_compression", 5.0), row("peak_vertical_force", 2.5), row("l5s1_axial_moment", None))
    after = withdrawn(rows, "The model is not yours")
    assert (after[0].value, after[0].interval, after[0].verdict, after[0].per_stride) == (
        None,
        None,
        None,
        (),
    )
    assert after[0].refused == "The model is not yours. Analyse the recording again if that changes."
    assert after[1] is rows[1]
    assert after[2].refused == "too short"
    assert withdrawn(rows, None) == rows


def test_every_measure_of_the_back_is_withdrawn_and_no_other() -> None:
    rows = [row(measure_id, 1.0) for measure_id in (*LUMBAR, "cadence", "vertical_stiffness")]
    gone = {one.id for one in withdrawn(rows, "why") if one.value is None}
    assert gone == set(LUMBAR)
