"""The next test is the one that would move the verdict most, and where none would, something worth trying."""

from __future__ import annotations

from typing import Any

import pytest

from backstride.answers.home_tests import home_test
from backstride.answers.parse import fact_ids, read_answers
from backstride.answers.questions import fields
from backstride.measures.definitions import definitions
from backstride.model.measure import Measure, Reference
from backstride.model.safety import Allowed
from backstride.patterns.judge import judge
from backstride.patterns.words import pattern_ids, pattern_text

CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)
BAND = Reference(low=4.0, high=12.0, source="a study")
KNEE = Reference(low=3.0, high=17.6, source="two laboratories")


def row(measure: str, side: str, value: float, band: Reference = BAND) -> Measure:
    known = next(one for one in definitions() if one.id == measure)
    return Measure(
        id=measure,
        side=side,  # type: ignore[arg-type]
        value=value,
        unit=known.unit,
        interval=(value - 0.5, value + 0.5),
        n_strides=20,
        detectable_change=known.detectable_change,
        reference=band,
        verdict="within",
        recording="run",
    )


def next_test(pattern: str, measures: list[Measure], answers: dict[str, Any] | None = None) -> str:
    found = next(p for p in judge(measures, read_answers(answers), CLEAR) if p.id == pattern)
    return found.next_test or ""


def leg(value: float) -> list[Measure]:
    return [row("leg_angle_at_strike", side, value) for side in ("left", "right")]


def test_what_decides_comes_before_what_only_points() -> None:
    assert "Record the run on a treadmill" in next_test("overstride", [])
    assert "Record the run on a treadmill" in next_test("overstride", [], {"heel_jump_test": "no"})


def test_one_pointer_short_of_possible_the_self_test_is_named() -> None:
    stiff = [row("knee_flexion_at_strike", side, 1.0, KNEE) for side in ("left", "right")]
    assert "small jumps" in next_test("overstride", [*leg(9.0), *stiff])
    assert "small jumps" not in next_test("overstride", leg(9.0))  # one pointer alone would move nothing


@pytest.mark.parametrize("value", [9.0, 16.0])
def test_where_no_test_would_move_the_verdict_there_is_something_to_try(value: float) -> None:
    assert next_test("overstride", leg(value)) == pattern_text("overstride").next_test


def test_a_missing_standing_trial_is_the_first_thing_to_record() -> None:
    drops = [row("pelvic_drop_peak", side, 4.0) for side in ("left", "right")]
    assert "standing still" in next_test("pelvic_posture", drops)


def test_an_answered_question_is_not_the_next_test_any_more() -> None:
    assert "Bend to both sides" in next_test("spasm", [], {"trunk_locks": "no"})
    assert "locks" in next_test("spasm", [], {"bend_catches": "free"})
    both: dict[str, Any] = {"trunk_locks": "no", "bend_catches": "free"}
    assert "home-tests side_bend" in next_test("spasm", [], both)
    bent = {"side_bend_left_cm": 20, "side_bend_right_cm": 20}
    assert next_test("spasm", [], both | bent) == pattern_text("spasm").next_test


def hip(value: float) -> list[Measure]:
    return [row("hip_extension_peak", side, value) for side in ("left", "right")]


def test_of_two_tests_that_move_the_verdict_as_much_the_one_at_home_is_named() -> None:
    assert "home-tests single_leg_bridge" in next_test("glute_drive", hip(10.0))
    assert "home-tests" not in next_test("core_control", [])  # a recording would decide, a plank only points


@pytest.mark.parametrize(("cannot", "named"), [("lie_on_back", False), ("kneel", True)])
def test_a_test_that_the_body_forbids_is_not_the_next_one(cannot: str, named: bool) -> None:
    said = next_test("glute_drive", hip(10.0), {"cannot_do": [cannot]})
    assert ("home-tests single_leg_bridge" in said) is named


def test_a_test_at_home_names_its_command_and_fills_its_own_result() -> None:
    for pattern in pattern_ids():
        for test in pattern_text(pattern).test:
            at_home = home_test(test.home_test) if test.home_test else None
            if at_home is None:
                assert test.said == test.text
                continue
            assert f"“backstride home-tests {at_home.id}”" in test.said
            assert test.loads == at_home.loads
            assert at_home.id in test.fills or set(at_home.fields.values()) & set(test.fills)


def test_every_test_fills_something_its_pattern_can_lack() -> None:
    measures = {one.id for one in definitions()}
    for pattern in pattern_ids():
        text = pattern_text(pattern)
        known = measures | {row.field for row in text.answer} | {one.id for one in text.missing}
        known |= {row.test for row in text.home_test}
        for test in text.test:
            assert set(test.fills) <= known, (pattern, test.fills)
            assert test.fills
        assert {row.field for row in text.answer} <= set(fields()) | fact_ids()
