"""Tests at home in the ledgers: held against thresholds with their detectable change, never deciding."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from backstride.answers.home_tests import home_test, home_tests, reference
from backstride.answers.parse import read_answers
from backstride.model.common import Sex
from backstride.model.pattern import Item, Pattern
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.patterns.evidence import WAITS
from backstride.patterns.home_tests import CALM, UNITS
from backstride.patterns.judge import judge
from backstride.patterns.words import HomeTestRow, pattern_ids, pattern_text
from helpers.reading import grade, sentences

CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)
SORE = Allowed(advice=True, diet=True)
ROWS = [(pattern, row) for pattern in pattern_ids() for row in pattern_text(pattern).home_test]


def found(
    pattern: str, answers: dict[str, Any] | None = None, allowed: Allowed = CLEAR, sex: Sex | None = None
) -> Pattern:
    runner = Runner(sex=sex)
    return next(p for p in judge((), read_answers(answers), allowed, (), runner) if p.id == pattern)


def results(row: HomeTestRow, beyond: float) -> dict[str, float]:
    """Answers that lie ``beyond`` detectable changes past the row's threshold."""
    test = home_test(row.test)
    change = test.detectable_change or 0.0
    if row.read == "sides":
        assert test.usual_difference is not None
        return dict(zip(test.fields.values(), (change * beyond + test.usual_difference, 0.0), strict=True))
    others = reference(test)
    assert others is not None
    way = 1.0 if test.worse == "high" else -1.0
    return dict.fromkeys(test.fields.values(), others.low + way * beyond * change)


def lines(pattern: Pattern, test: str) -> list[Item]:
    fields = set(home_test(test).fields.values())
    return [item for item in (*pattern.for_, *pattern.against) if item.measure in fields]


@pytest.mark.parametrize(("pattern", "row"), ROWS, ids=lambda value: getattr(value, "test", value))
def test_every_row_speaks_for_its_pattern_beyond_its_threshold_and_against_it_before(
    pattern: str, row: HomeTestRow
) -> None:
    near, before = (found(pattern, results(row, beyond)) for beyond in (0.1, -0.1))
    (spoken,) = [
        item for item in lines(near, row.test) if ("other side" in item.text) is (row.read == "sides")
    ]
    assert spoken in near.for_
    assert "not clearly" in spoken.text
    (kept,) = [item for item in lines(before, row.test) if item.threshold == spoken.threshold]
    assert kept in before.against


@pytest.mark.parametrize(("pattern", "row"), ROWS, ids=lambda value: getattr(value, "test", value))
def test_a_line_carries_interval_threshold_change_source_and_says_that_it_never_decides(
    pattern: str, row: HomeTestRow
) -> None:
    test = home_test(row.test)
    for item in lines(found(pattern, results(row, 0.1)), row.test):
        assert item.interval is not None
        assert item.interval[0] <= (item.value or 0.0) <= item.interval[1]
        assert item.threshold is not None
        assert item.detectable_change == test.detectable_change
        assert item.source
        assert item.text.startswith(test.title)
        assert "never decides" in (item.evidence or "")


@pytest.mark.parametrize("pattern", sorted({pattern for pattern, _ in ROWS}))
def test_however_bad_the_tests_come_out_they_never_make_a_pattern_stand_out(pattern: str) -> None:
    worst: dict[str, Any] = {}
    for one in pattern_text(pattern).home_test:
        left, *right = home_test(one.test).fields.values()
        high = home_test(one.test).worse == "high"
        worst |= {left: 6.0 if high else 0.0} | dict.fromkeys(right, 0.0 if high else 45.0)
    answered = {"worse_late_in_run": "yes"} if pattern == "core_control" else {}
    judged = found(pattern, worst | answered)
    assert judged.verdict == "possible"
    assert judged.strength_for_you == "very_weak"


def test_two_planks_show_one_thing_and_count_once() -> None:
    planks = {"front_plank_s": 1, "side_plank_left_s": 1, "side_plank_right_s": 1}
    shown = {row.shows for row in pattern_text("core_control").home_test}
    assert shown == {"trunk_endurance"}
    assert found("core_control", planks).verdict == "possible"


def test_a_bridge_is_the_hip_strength_test_that_the_pattern_lacks() -> None:
    lacking, tested = found("glute_drive"), found("glute_drive", {"bridge_left_s": 70, "bridge_right_s": 70})
    assert any("hip strength test" in text for text in lacking.missing)
    assert not any("hip strength test" in text for text in tested.missing)


def test_a_muscle_on_guard_is_possible_by_the_bend_of_the_sides_alone_and_no_more() -> None:
    uneven = {"side_bend_left_cm": 25, "side_bend_right_cm": 12}
    assert found("spasm", uneven).verdict == "possible"
    assert found("spasm", uneven | {"trunk_locks": "yes"}).verdict == "possible"
    assert found("spasm", uneven | {"trunk_locks": "yes", "bend_catches": "one_side"}).verdict == "stands_out"


def test_a_plank_is_held_against_those_of_the_same_sex() -> None:
    test = home_test("front_plank")
    lows = [reference(test, sex) for sex in get_args(Sex)]
    thresholds = [lines(found("core_control", {"front_plank_s": 60}, sex=sex), "front_plank")[0].threshold
                  for sex in get_args(Sex)]  # fmt: skip
    assert thresholds == [one.low for one in lows if one]
    assert thresholds[0] != thresholds[1]
    unknown = lines(found("core_control", {"front_plank_s": 60}), "front_plank")[0].threshold
    assert unknown == min(one.low for one in lows if one)


def test_a_plank_never_lasts_less_than_nothing() -> None:
    (item,) = lines(found("core_control", {"front_plank_s": 4}), "front_plank")
    assert item.interval is not None
    assert item.interval[0] == 0.0
    assert item.text.startswith("Front plank: 4 seconds (0 to ")


def test_one_side_alone_is_read_and_the_other_is_asked_for() -> None:
    pattern = found("core_control", {"side_plank_left_s": 90})
    assert len(lines(pattern, "side_plank")) == 1
    assert any("the other side" in text and "home-tests side_plank" in text for text in pattern.missing)


@pytest.mark.parametrize(
    ("allowed", "said"),
    [(CLEAR, "Type “backstride home-tests side_plank”."), (SORE, CALM), (Allowed(), WAITS)],
)
def test_a_test_that_was_not_done_is_named_only_where_it_may_be_run(allowed: Allowed, said: str) -> None:
    missing = found("core_control", allowed=allowed).missing
    assert sum(said in text for text in missing) == 1
    assert any("home-tests" in text for text in missing) is allowed.loading_tests
    assert any("Side plank" in text for text in missing) is allowed.loading_tests


def test_what_the_body_forbids_is_not_asked_for() -> None:
    missing = found("core_control", {"cannot_do": ["on_hands"]}).missing
    assert not any("plank" in text.lower() for text in missing)


def test_who_reads_a_test_is_said_alike_by_the_test_and_by_the_patterns() -> None:
    for test in home_tests():
        by_row = {pattern for pattern, row in ROWS if row.test == test.id}
        by_answer = {
            pattern
            for pattern in pattern_ids()
            if {row.field for row in pattern_text(pattern).answer} & set(test.fields.values())
        }
        assert by_row | by_answer == set(test.read_by), test.id
        assert test.worse is None or test.unit in UNITS


def test_what_is_said_of_tests_trials_and_weighings_reads_at_grade_eight_or_below() -> None:
    answers = {
        "front_plank_s": 20,
        "side_plank_left_s": 90,
        "side_plank_right_s": 20,
        "bridge_left_s": 90,
        "bridge_right_s": 30,
        "step_down_left": 5,
        "hip_extension_left_deg": -9,
        "side_bend_left_cm": 25,
        "side_bend_right_cm": 12,
        "pain_after_treadmill": 5,
        "pain_after_ground": 2,
        "weight_before_kg": 70,
    }
    said = {CALM, *(test.said for pattern in pattern_ids() for test in pattern_text(pattern).test)}
    for weight in (68, 70.5, 60):
        for pattern in judge((), read_answers(answers | {"weight_after_kg": weight}), CLEAR):
            said |= {item.text for item in (*pattern.for_, *pattern.against)}
            said |= {text for text in pattern.missing if "not measured" not in text}
    hard = {text: grade(sentences(text)) for text in said if len(text.split()) >= 8}
    assert len(hard) > 30
    assert {text: found for text, found in hard.items() if found > 8} == {}
