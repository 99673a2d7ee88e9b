"""No part of a plan speaks against another: running, light, exercises, tests, cue, and what was told."""

from __future__ import annotations

from typing import Any

import pytest
from benchmarks.plan_rules import planned

from backstride.answers.home_tests import home_test, home_tests
from backstride.answers.parse import read_answers
from backstride.care.home_tests import barred, runnable
from backstride.care.runner_questions import runner_answers
from backstride.care.words import words
from backstride.model.answers import Answers
from backstride.model.measure import Measure, Reference
from backstride.model.plan import Exercise, Plan
from backstride.safety.triage import allowed, triage
from helpers.told import all_no, demo_answers

CALM = {"pain_now": 0, "pain_during": 1, "settled_in_24h": "yes"}


def told(safety: dict[str, Any] | None = None, **intake: Any) -> Answers:
    raw = all_no(**(CALM | intake))
    raw["safety"] |= safety or {}
    answers = read_answers(raw)
    assert answers is not None
    return answers


def plan_of(raw: dict[str, Any], measures: tuple[Measure, ...] = ()) -> Plan:
    _, _, plan = planned(raw, measures)
    assert plan is not None
    return plan


def plan(**intake: Any) -> Plan:
    return plan_of(all_no(**(CALM | intake)))


def one(found: Plan, exercise: str) -> Exercise:
    return next(item for item in found.exercises if item.id == exercise)


# --- how to run


def test_a_short_cap_holds_in_a_long_first_stage() -> None:
    short = plan(pain_during=5, usual_run_km=4).running
    assert short.max_km == 2
    assert "At first stop after 2 km" in short.text
    assert "At first" not in plan(pain_during=5, usual_run_km=30).running.text


def test_after_a_break_stages_hold_though_the_light_is_green() -> None:
    raw = all_no(**CALM, usual_run_km=10, weeks_without_running=6, run_days=7)
    running = plan_of(raw).running
    assert "even where your light allows more" in running.text
    assert running.days_a_week == words("run")["days"]
    answers = read_answers(raw)
    answer = next(row for row in runner_answers(triage(answers), answers) if row.id == "keep_running")
    assert "in stages of run and walk" in answer.answer
    assert "10 km" not in answer.answer


def test_a_break_at_amber_is_not_told_to_run_less() -> None:
    text = plan(pain_during=5, usual_run_km=10, weeks_without_running=20).running.text
    assert "Run less" not in text
    assert "Come back in stages" in text


def test_a_break_that_could_not_be_read_is_not_taken_for_none() -> None:
    running = plan(weeks_without_running="long").running
    assert running.stages
    assert "could not be read" in running.reason


def test_a_day_now_and_then_is_a_day() -> None:
    assert plan(run_days=0.5).running.days_a_week == 1


def test_a_red_light_after_little_pain_does_not_end_at_once() -> None:
    running = plan(pain_during=2, sharp_or_limping="yes").running
    assert "nothing sharp, no limp" in running.text
    assert running.reason.startswith("Your light for tomorrow is red.")


def test_a_back_that_locks_walks_on_that_day() -> None:
    running = plan(trunk_locks="yes").running
    assert "walk instead" in running.text
    assert "spasm" in running.answers
    assert "walk instead" not in plan(trunk_locks="yes", pain_during=8).running.text


def test_a_run_far_too_long_is_no_measure_of_the_next() -> None:
    text = plan(run_before_pain_km=20, longest_run_30d_km=8).running.text
    assert "30 days before it" in text


# --- the cue


def cadence(verdict: str) -> Measure:
    return Measure.model_validate(
        {
            "id": "cadence",
            "side": "both",
            "value": 160.0,
            "unit": "steps/min",
            "interval": (159.0, 161.0),
            "n_strides": 20,
            "detectable_change": 2.0,
            "reference": Reference(low=165.0, high=180.0, source="made for this test"),
            "verdict": verdict,
            "recording": "run",
        }
    )


def cue_text(verdict: str = "low", **intake: Any) -> str:
    raw = demo_answers()
    raw["intake"] |= {"heel_jump_test": "yes"} | intake
    cue = plan_of(raw, (cadence(verdict),)).cue
    assert cue is not None
    return cue.text


def test_the_cue_is_practised_as_the_plan_has_one_run() -> None:
    assert "then run two as always" in cue_text()
    assert "each part that you run" in cue_text(weeks_without_running=6)
    assert "each part that you run" in cue_text(pain_during=5)


def test_nobody_with_many_steps_is_told_to_take_more() -> None:
    assert "Try 168 to 176" in cue_text()
    assert "Try" not in cue_text("high")


# --- exercises and tests


@pytest.mark.parametrize(
    "told_so", [{"pain_kind": ["dull", "sharp"]}, {"trunk_locks": "yes"}, {"bend_catches": "all_sides"}]
)
def test_sharp_pain_or_a_guarded_back_starts_easy_at_a_green_light(told_so: dict[str, Any]) -> None:
    found = plan(front_plank_s=300, worse_late_in_run="yes", **told_so)
    assert {item.start for item in found.exercises} == {"easier"}
    assert {item.start for item in plan(front_plank_s=300).exercises} != {"easier"}


def test_no_exercise_while_its_own_stop_rule_holds() -> None:
    found = plan(pain_now=6, worse_late_in_run="yes", trunk_locks="yes")
    assert found.exercises == ()
    assert "No exercise fits" in found.left_out[0]
    assert any("above 5 of 10" in text for text in found.left_out)
    assert "no worse" in found.meanwhile.check


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ({"step_down_left": 2}, "“Step-down” again at the retest"),
        ({}, "“Step-down” now and again"),
        ({"pain_now": 4}, "“Step-down” once your pain is 3 of 10 or less"),
        ({"cannot_do": ["one_leg"]}, "Note the ache after your runs"),
    ],
)
def test_the_check_asks_for_no_test_that_may_not_be_done(intake: dict[str, Any], said: str) -> None:
    assert said in one(plan(**intake), "squat").check


def test_a_poor_score_is_not_called_low() -> None:
    weak = one(plan(step_down_left=6), "squat")
    assert weak.start == "easier"
    assert "came out weak (step-down, 6 points)" in weak.start_reason


def test_a_second_leg_exercise_says_why_truly() -> None:
    banned = ["on_hands", "lie_on_back", "kneel"]
    found = plan(worse_late_in_run="yes", cannot_do=banned)
    assert "Nothing else stands out" not in found.exercises[-1].reason
    assert "has to wait" in found.exercises[-1].reason
    assert "Nothing else stands out" in plan().exercises[-1].reason


@pytest.mark.parametrize("test", [test for test in home_tests() if test.timer == "hold"], ids=lambda t: t.id)
def test_a_hold_to_the_limit_waits_as_long_holds_among_the_exercises_do(test: Any) -> None:
    for safety, said in (
        ({"heart_kidney_medicines": "yes"}, "ask your doctor"),
        ({"heart_kidney_medicine": "yes"}, "ask your doctor"),
        ({"heart_kidney_medicines": None}, "First say if you take medicine"),
    ):
        answers = told(safety)
        assert said in (runnable(test, allowed(triage(answers), answers), answers) or "")
    assert "back locks" in (barred(test, told(trunk_locks="yes")) or "")
    assert barred(test, told()) is None


def test_an_open_question_is_not_answered_for_the_runner() -> None:
    raw = all_no(**CALM, worse_late_in_run="yes")
    raw["safety"]["heart_kidney_medicines"] = None
    lines = [text for text in plan_of(raw).left_out if "plank" in text.lower()]
    assert lines
    assert all("First say" in text and "your medicine" not in text for text in lines)


@pytest.mark.parametrize(
    ("test_id", "intake"),
    [
        ("heel_jump", {"pain_kind": ["sharp"]}),
        ("heel_jump", {"trunk_locks": "yes"}),
        ("heel_jump", {"sharp_or_limping": "yes"}),
        ("exaggerated_turn", {"pain_kind": ["sharp"]}),
        ("exaggerated_turn", {"bend_catches": "all_sides"}),
        ("exaggerated_turn", {"pain_during": 8}),
        ("exaggerated_turn", {"trunk_locks": "perhaps"}),
    ],
)
def test_nothing_is_brought_on_in_a_back_that_must_not_run_or_is_sharp(
    test_id: str, intake: dict[str, Any]
) -> None:
    for answers, free in ((told(**intake), False), (told(), True)):
        why = runnable(home_test(test_id), allowed(triage(answers), answers), answers)
        assert (why is None) == free


def test_an_unread_answer_on_what_one_cannot_do_forbids_what_it_may_mean() -> None:
    answers = told(cannot_do=["balance"])
    assert barred(home_test("step_down"), answers)


def test_the_retest_names_no_test_that_the_answers_forbid() -> None:
    done = {"front_plank_s": 60, "side_bend_left_cm": 20, "side_bend_right_cm": 20}
    assert plan(**done).retest.tests == ("front_plank", "side_bend")
    assert plan(**done, trunk_locks="yes").retest.tests == ("side_bend",)


def test_the_retest_waits_for_a_runner_who_comes_back_in_stages() -> None:
    assert "Wait until you are" in plan(weeks_without_running=6).retest.text
    assert "Wait until you are" not in plan().retest.text


# --- reasons


def test_the_bridge_of_the_article_answers_little_drive_from_the_hip() -> None:
    found = plan(bridge_left_s=5, bridge_right_s=6, hip_extension_left_deg=-30, hip_extension_right_deg=-30)
    assert [item.id for item in found.exercises] == ["squat", "glute_bridge"]
    assert all(item.answers == ("glute_drive",) for item in found.exercises)


def test_two_reasons_of_legs_alone_need_one_exercise() -> None:
    found = plan(run_before_pain_km=20, longest_run_30d_km=8)
    assert found.exercises[0].answers == ("training_load",)
    assert "Nothing else stands out" in found.exercises[1].reason


def made(measure: str, value: float, half: float, verdict: str, band: tuple[float, float]) -> Measure:
    return Measure.model_validate(
        {
            "id": measure,
            "side": "both",
            "value": value,
            "unit": "deg",
            "interval": (value - half, value + half),
            "n_strides": 20,
            "detectable_change": 1.4,
            "reference": Reference(low=band[0], high=band[1], source="made for this test"),
            "verdict": verdict,
            "recording": "run",
        }
    )


def test_what_is_clear_is_the_reason_and_the_cue_is_checked_by_it() -> None:
    turning = (
        made("pelvic_rotation_range", 20.0, 2.0, "high", (8.0, 18.5)),  # not clearly beyond
        made("trunk_rotation_range", 40.0, 2.0, "high", (10.0, 25.0)),
    )
    cue = plan_of(all_no(**CALM), turning).cue
    assert cue is not None
    assert "stands out in your run. Trunk rotation range" in cue.reason
    assert "trunk rotation range" in cue.check
    only = plan_of(all_no(**CALM), turning[:1]).cue
    assert only is not None
    assert "pelvic rotation range" in only.check


def test_a_reason_names_what_the_verdict_rests_on() -> None:
    found = plan(worse_late_in_run="yes", side_plank_left_s=50, side_plank_right_s=90)
    reason = next(item.reason for item in found.exercises if "core_control" in item.answers)
    assert "You say the ache comes on or grows late in a run." in reason


def test_what_answers_alone_show_does_not_stand_out_in_a_run() -> None:
    found = plan(trunk_locks="yes", bend_catches="one_side")
    reason = next(item.reason for item in found.exercises if "spasm" in item.answers)
    assert "stands out in your answers" in reason


def test_shoes_that_feel_good_are_not_what_matters_first() -> None:
    habits = plan(shoes_comfortable="yes", pain_weeks=20).habits
    assert habits[0].id == "physio"
    assert next(item for item in habits if item.id == "shoes").reason.endswith("nothing to change.")


def test_who_gained_weight_is_given_no_amount() -> None:
    weighed = {"weight_before_kg": 70, "drunk_ml": 2500, "urine_ml": 0, "weighed_run_minutes": 60}
    gained, lost = (plan(**weighed, weight_after_kg=after).drink for after in (71, 69.5))
    assert gained is not None
    assert lost is not None
    assert "more than 0" not in gained.text
    assert "We name no amount" in gained.text
    assert "more than 0.8 litres" in lost.text
