from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backstride.answers.parse import fact_ids, read_answers
from backstride.answers.questions import fields
from backstride.measures.definitions import definition
from backstride.model.measure import Measure, Reference
from backstride.model.pattern import Pattern
from backstride.model.safety import Allowed
from backstride.patterns.docs import page
from backstride.patterns.judge import judge
from backstride.patterns.words import pattern_ids, pattern_text
from helpers.reading import grade, sentences

HIDDEN = Allowed()
CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)
ARTICLE_ORDER = [
    "pelvic_posture",
    "core_control",
    "glute_drive",
    "surface",
    "overstride",
    "trunk_rotation",
    "nerve",
    "spasm",
    "hydration",
    "training_load",
]
BAND = Reference(low=4.0, high=12.0, source="a study")


def row(
    measure_id: str,
    side: str,
    value: float | None,
    half: float = 0.5,
    band: Reference | None = None,
    recording: str = "run",
) -> Measure:
    known = definition(measure_id)
    return Measure(
        id=measure_id,
        side=side,  # type: ignore[arg-type]
        value=value,
        unit=known.unit,
        interval=None if value is None else (value - half, value + half),
        n_strides=0 if value is None else 20,
        detectable_change=known.detectable_change,
        reference=band,
        verdict=None if value is None else "no_reference",
        recording=recording,
        refused="No ankle markers. Add them." if value is None else None,
    )


def sides(measure_id: str, left: float | None, right: float | None, **more: Any) -> list[Measure]:
    return [row(measure_id, "left", left, **more), row(measure_id, "right", right, **more)]


def found(measures: list[Measure], pattern: str, answers: Any = None, allowed: Allowed = HIDDEN) -> Pattern:
    return next(p for p in judge(measures, read_answers(answers), allowed) if p.id == pattern)


def test_nothing_measured_gives_ten_ledgers_that_cannot_tell_and_say_what_is_missing() -> None:
    ledgers = judge([], None, CLEAR)
    assert [p.id for p in ledgers] == ARTICLE_ORDER == list(pattern_ids())
    for p in ledgers:
        assert p.verdict == "cannot_tell"
        assert p.strength_for_you == "none"
        assert p.missing
        assert p.next_test
        assert not p.for_


@pytest.mark.parametrize(
    ("left", "half", "verdict", "strength"),
    [
        (13.7, 0.5, "stands_out", "moderate"),
        (18.0, 0.5, "stands_out", "strong"),
        (12.8, 0.5, "stands_out", "weak"),
        (13.0, 1.5, "possible", "weak"),
        (11.5, 1.0, "not_seen", "none"),
        (9.0, 1.0, "not_seen", "none"),
    ],
)
def test_overstride_stands_out_only_when_the_interval_clears_the_band(
    left: float, half: float, verdict: str, strength: str
) -> None:
    p = found(sides("leg_angle_at_strike", left, 8.0, half=half, band=BAND), "overstride")
    assert (p.verdict, p.strength_for_you) == (verdict, strength)


def test_overstride_reads_the_worse_side() -> None:
    p = found(sides("leg_angle_at_strike", 8.0, 15.0, band=BAND), "overstride")
    assert p.for_[0].value == 15.0
    assert p.for_[0].threshold == 12.0
    assert "right" in p.for_[0].text


def test_overstride_without_a_leg_angle_or_a_band_cannot_tell() -> None:
    refused = found(sides("leg_angle_at_strike", None, None), "overstride")
    no_band = found(sides("leg_angle_at_strike", 25.0, 25.0), "overstride")
    assert refused.verdict == no_band.verdict == "cannot_tell"
    assert any("Leg angle at strike" in text for text in no_band.missing)


def test_two_pointers_make_an_ordinary_leg_angle_possible_and_one_does_not() -> None:
    knee = Reference(low=3.0, high=17.6, source="two laboratories")
    leg = sides("leg_angle_at_strike", 9.0, 9.0, band=BAND)
    stiff = sides("knee_flexion_at_strike", 0.0, 1.0, band=knee)
    brake = sides("braking_force_peak", 0.35, 0.33, half=0.02, band=Reference(low=0.2, high=0.3, source="x"))
    assert found([*leg, *stiff], "overstride").verdict == "not_seen"
    assert found([*leg, *stiff, *brake], "overstride").verdict == "possible"


TILT = Reference(low=2.0, high=10.0, source="our computation")


@pytest.mark.parametrize(
    ("tilt", "drops", "verdict"),
    [
        (13.0, (4.0, 4.0), "stands_out"),
        (-1.0, (4.0, 4.0), "stands_out"),
        (10.2, (4.0, 4.0), "possible"),
        (6.0, (9.0, 4.0), "stands_out"),
        (6.0, (4.0, 7.0), "possible"),
        (6.0, (4.0, 4.5), "not_seen"),
        (None, (4.0, 4.5), "cannot_tell"),
        (6.0, (None, 4.5), "cannot_tell"),
        (None, (9.0, 4.0), "stands_out"),
    ],
)
def test_pelvic_posture_reads_tilt_from_standing_and_the_drop_of_the_sides(
    tilt: float | None, drops: tuple[float | None, float | None], verdict: str
) -> None:
    measures = [row("pelvic_tilt_change", "both", tilt, band=TILT), *sides("pelvic_drop_peak", *drops)]
    assert found(measures, "pelvic_posture").verdict == verdict


def test_answers_point_and_a_no_never_makes_up_for_a_missing_measure() -> None:
    assert found([], "nerve", {"leg_symptoms": "yes"}).verdict == "possible"
    assert found([], "nerve", {"leg_symptoms": "no"}).verdict == "not_seen"
    assert found([], "spasm", {"trunk_locks": "no"}).verdict == "cannot_tell"
    assert found([], "overstride", {"heel_jump_test": "no"}).verdict == "cannot_tell"
    unsure = found([], "nerve", {"leg_symptoms": "don't know"})
    assert unsure.verdict == "cannot_tell"
    assert any("An answer:" in text for text in unsure.missing)


def test_corrections_and_next_tests_are_shown_only_where_advice_is_allowed() -> None:
    assert all(p.corrections and p.next_test for p in judge([], None, CLEAR))
    hidden = judge([], None, HIDDEN)
    assert not any(p.corrections or p.next_test for p in hidden)


def test_what_asks_for_a_run_or_a_test_is_not_named_before_safety_is_clear() -> None:
    hidden, shown = ({p.id: p for p in judge([], None, allowed)} for allowed in (HIDDEN, CLEAR))
    for pattern in ("core_control", "glute_drive", "surface", "hydration"):
        named = {one.text for one in pattern_text(pattern).missing if one.loads}
        assert named
        assert named <= set(shown[pattern].missing)
        assert not named & set(hidden[pattern].missing)
        assert hidden[pattern].verdict == "cannot_tell"


def test_medicines_hold_the_diet_advice_back_and_nothing_else() -> None:
    held = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=False)
    full, less = ({p.id: p for p in judge([], None, allowed)} for allowed in (CLEAR, held))
    assert {name for name in full if full[name] != less[name]} == {"hydration"}
    assert less["hydration"].corrections[0].id == "ask_doctor_first"
    assert "Drink" not in less["hydration"].corrections[0].text


def test_session_rows_are_read_when_there_are_any() -> None:
    one = sides("leg_angle_at_strike", 20.0, 20.0, band=BAND, recording="a")
    pooled = sides("leg_angle_at_strike", 8.0, 8.0, band=BAND, recording="session")
    assert found([*one, *pooled], "overstride").verdict == "not_seen"


def test_items_carry_value_threshold_and_source() -> None:
    p = found(sides("leg_angle_at_strike", 15.0, 8.0, band=BAND), "overstride")
    assert p.for_[0].text == "Leg angle at strike, left: 15.0 degrees (14.5 to 15.5), clearly above 12.0"
    assert p.for_[0].source == "a study"


def test_every_pattern_has_its_article_row_words_and_correction() -> None:
    assert [pattern_text(p).row for p in pattern_ids()] == list(range(1, 11))
    for pattern in pattern_ids():
        text = pattern_text(pattern)
        assert text.correction.id
        assert text.studies_source


@pytest.mark.parametrize("pattern", ARTICLE_ORDER)
def test_runners_can_read_it(pattern: str) -> None:
    text = pattern_text(pattern)
    assert grade(sentences(text.explanation)) <= 8, text.explanation
    assert grade(sentences(text.correction.text)) <= 8, text.correction.text


def test_the_page_of_patterns_is_the_generated_one() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs" / "patterns.md"
    assert docs.read_text(encoding="utf-8") == page(), (
        "run: python -m backstride.patterns.docs > docs/patterns.md"
    )


def test_nothing_that_brings_the_ache_on_is_asked_unless_it_is_allowed() -> None:
    sore = Allowed(advice=True, loading_tests=False, diet=True)
    by_case = [{p.id: p for p in judge([], None, allowed)} for allowed in (HIDDEN, sore, CLEAR)]
    for pattern_id in ("overstride", "trunk_rotation"):
        asked = [any("bring on your ache" in text for text in case[pattern_id].missing) for case in by_case]
        assert asked == [False, False, True]
    _, sore_case, clear_case = by_case
    assert "Record the run" in (clear_case["overstride"].next_test or "")
    assert "waits until your pain" in (sore_case["overstride"].next_test or "")


@pytest.mark.parametrize(
    ("intake", "safety", "verdict"),
    [
        ({}, {"leg_symptoms": "yes"}, "possible"),
        ({"pain_kind": ["tingling"]}, {"leg_symptoms": "yes"}, "stands_out"),
        ({"pain_kind": ["radiating"], "pain_where": ["below_knee"]}, {}, "stands_out"),
        ({"pain_kind": ["dull"]}, {}, "cannot_tell"),
        ({"pain_kind": ["dull"]}, {"leg_symptoms": "no"}, "not_seen"),
        ({}, {"cough_pain": "yes"}, "possible"),
    ],
)
def test_nerve_signs_are_read_from_answers_alone(intake: Any, safety: Any, verdict: str) -> None:
    fast = sides("leg_angle_at_strike", 25.0, 25.0, band=BAND)
    assert found(fast, "nerve", {"safety": safety, "intake": intake}).verdict == verdict


@pytest.mark.parametrize(
    ("intake", "verdict"),
    [
        ({"trunk_locks": "yes"}, "possible"),
        ({"trunk_locks": "yes", "bend_catches": "one_side"}, "stands_out"),
        ({"trunk_locks": "no", "bend_catches": "free"}, "not_seen"),
        ({"trunk_locks": "no"}, "cannot_tell"),
        ({"tires_fast": "yes", "past_episodes": "several"}, "cannot_tell"),
    ],
)
def test_a_muscle_on_guard_is_read_from_answers_alone(intake: Any, verdict: str) -> None:
    assert found([], "spasm", {"intake": intake}).verdict == verdict


def test_an_answer_that_does_not_count_stands_in_the_ledger_and_moves_no_verdict() -> None:
    leg = sides("leg_angle_at_strike", 9.0, 9.0, band=BAND)
    plain, told = (found(leg, "overstride", answers) for answers in (None, {"recent_changes": "faster"}))
    assert plain.verdict == told.verdict == "not_seen"
    assert [item.measure for item in told.for_] == ["recent_changes"]
    against = found(leg, "overstride", {"recent_changes": "nothing"})
    assert "recent_changes" in [item.measure for item in against.against]


@pytest.mark.parametrize(("run_km", "verdict"), [(13.1, "cannot_tell"), (13.3, "possible"), (30, "possible")])
def test_a_run_more_than_a_tenth_beyond_the_longest_points_to_training_load(
    run_km: float, verdict: str
) -> None:
    p = found([], "training_load", {"run_before_pain_km": run_km, "longest_run_30d_km": 12})
    assert p.verdict == verdict
    items = p.for_ if verdict == "possible" else p.against
    assert items[0].value == pytest.approx(100 * (run_km / 12 - 1))
    assert items[0].threshold == 10


def test_a_numeric_answer_carries_its_value_and_threshold() -> None:
    p = found([], "core_control", {"onset_km": 6})
    assert (p.for_[0].value, p.for_[0].threshold) == (6, 5)
    assert "6 km" in p.for_[0].text
    assert found([], "core_control", {"onset_km": 1}).against[0].value == 1


def test_one_hard_ground_alone_speaks_for_the_surface_pattern() -> None:
    one, two = (
        found([], "surface", {"run_surface": ground}) for ground in (["treadmill"], ["treadmill", "grass"])
    )
    assert [item.measure for item in one.for_] == ["run_surface"]
    assert [item.measure for item in two.against] == ["run_surface"]


def test_every_row_that_reads_an_answer_reads_one_that_can_be_given() -> None:
    for pattern in pattern_ids():
        for row in pattern_text(pattern).answer:
            assert row.question.endswith("?")
            if row.field in fields() and fields()[row.field].options:
                assert set(row.any_of) <= set(fields()[row.field].options), row.field
            else:
                assert row.at_least is not None or set(row.any_of) <= {"yes", "no"}, row.field
                assert row.field in fields() or row.field in fact_ids()
