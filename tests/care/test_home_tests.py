"""Tests at home: the data, and the words a runner reads of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import sqrt
from pathlib import Path

import pytest

from backstride.answers.home_tests import HOME_TESTS, HomeTest, home_test, home_tests
from backstride.answers.questions import fields
from backstride.care.home_tests_docs import page
from backstride.knowledge.loader import load
from backstride.patterns.words import pattern_ids, pattern_text
from helpers.reading import grade, sentences
from helpers.wording import claims, filled

IDS = [test.id for test in home_tests()]
PROVOKING = {"heel_jump", "exaggerated_turn"}
DOCS = Path(__file__).resolve().parents[2] / "docs"


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
