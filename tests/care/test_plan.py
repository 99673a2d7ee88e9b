"""One plan: what it holds for one runner, and what a changed answer does to it."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from benchmarks.plan_rules import broken, planned

from backstride.care import docs
from backstride.care.exercises import exercises
from backstride.care.schedule import sessions
from backstride.care.words import words
from backstride.model.measure import Measure, Reference
from backstride.model.plan import Plan
from backstride.model.runner import Runner
from backstride.report.json_file import dumps, loads
from helpers.told import all_no, demo_answers

RUNGS = ("easier", "usual", "harder")


def demo(**intake: Any) -> Plan:
    raw = demo_answers()
    raw["intake"] |= intake
    analysis, told, plan = planned(raw)
    assert plan is not None
    assert list(broken(analysis, told, plan)) == []
    return plan


def ids(plan: Plan) -> list[str]:
    return [one.id for one in plan.exercises]


def test_legs_come_first_for_everybody() -> None:
    plan = demo()
    leg = [row.id for row in exercises() if row.group == "leg"]
    assert plan.exercises[0].id == leg[0]
    assert words("say")["for_everybody"] in plan.exercises[0].reason


def test_an_exercise_answers_each_finding_and_says_which() -> None:
    plan = demo(front_plank_s=None, side_plank_left_s=None, side_plank_right_s=None)
    answers = {one.id: one.answers for one in plan.exercises}
    assert answers["front_plank"] == ("core_control",)
    assert "You say the ache comes on or grows late in a run." in plan.exercises[1].reason


def test_nothing_found_means_two_exercises_for_the_legs() -> None:
    _, _, plan = planned(all_no(pain_now=0, pain_during=0, settled_in_24h="yes"))
    assert plan is not None
    rows = {row.id: row for row in exercises()}
    assert [rows[one].group for one in ids(plan)] == ["leg", "leg"]
    assert plan.cue is None


@pytest.mark.parametrize(
    ("pain", "start", "stages", "kilometres"),
    [(1, "usual", 0, 6.0), (5, "easier", 4, 4.0), (8, "easier", 6, None)],
)
def test_more_pain_asks_less(pain: int, start: str, stages: int, kilometres: float | None) -> None:
    plan = demo(pain_now=1, pain_during=pain)
    assert {one.start for one in plan.exercises} == {start}
    assert len(plan.running.stages) == stages
    assert plan.running.max_km == kilometres


def test_at_a_red_light_only_gentle_exercises_stay_and_the_others_are_named() -> None:
    plan = demo(pain_during=8)
    rows = {row.id: row for row in exercises()}
    assert all(rows[one].gentle for one in ids(plan))
    assert any("ront plank" in text and "left out" in text for text in plan.left_out)


@pytest.mark.parametrize(("seconds", "start"), [(20, "easier"), (300, "harder"), (None, "usual")])
def test_a_test_at_home_sets_the_rung(seconds: float | None, start: str) -> None:
    plan = demo(front_plank_s=seconds)
    plank = next(one for one in plan.exercises if one.id == "front_plank")
    assert plank.start == start
    assert seconds is None or f"front plank, {seconds} s" in plank.start_reason


def test_what_one_cannot_do_is_passed_over_and_said() -> None:
    plan = demo(cannot_do=["on_hands"])
    assert "front_plank" not in ids(plan)
    assert any("Front plank" in text and "lean on hands" in text for text in plan.left_out)
    assert any(one.answers == ("core_control",) for one in plan.exercises)


@pytest.mark.parametrize(("weeks", "first"), [(0, None), (1, None), (2, 2.0), (6, 1.0)])
def test_after_a_break_running_comes_back_in_stages(weeks: int, first: float | None) -> None:
    stages = demo(weeks_without_running=weeks).running.stages
    assert (stages[0].run_min if stages else None) == first
    assert [one.run_min for one in stages] == sorted(one.run_min for one in stages)


def test_someone_who_does_not_run_comes_back_in_stages_too() -> None:
    running = demo(run_days=0).running
    assert running.stages[0].run_min == 2
    assert "do not run at present" in running.reason
    assert running.days_a_week == 3


def test_while_the_light_is_red_no_day_is_for_running() -> None:
    plan = demo(pain_during=8)
    assert plan.running.days_a_week == 0
    assert "Start with: Run 1 min, walk 2 min, 10 times." in plan.running.text
    assert all(one.task.kind != "run" for one in sessions(plan, date(2026, 12, 1)))


def test_what_to_drink_answers_a_finding_that_is_never_headlined() -> None:
    plan = demo(cramps_in_heat="yes")
    assert plan.drink is not None
    assert plan.drink.answers == ("hydration",)
    assert all("hydration" not in one.answers for one in (*plan.exercises, plan.running))


def test_a_far_too_long_run_and_one_ground_are_answered_by_how_to_run() -> None:
    plan = demo(run_before_pain_km=20, worse_on_one_surface="yes")
    assert set(plan.running.answers) == {"training_load", "surface"}
    assert "at most a tenth" in plan.running.text
    assert "Run more where it hurts less, and change the ground" in plan.running.text


def cadence(value: float) -> Measure:
    return Measure(
        id="cadence",
        side="both",
        value=value,
        unit="steps/min",
        interval=(value - 1, value + 1),
        n_strides=20,
        detectable_change=2.0,
        reference=Reference(low=165.0, high=180.0, source="made for this test"),
        verdict="low",
        recording="run",
    )


def test_the_cue_names_the_steps_to_try_where_they_were_counted() -> None:
    raw = demo_answers()
    raw["intake"]["heel_jump_test"] = "yes"
    _, _, plan = planned(raw, (cadence(160.0),))
    assert plan is not None
    assert plan.cue is not None
    assert plan.cue.id == "land_under_hip"
    assert "about 160 steps a minute. Try 168 to 176" in plan.cue.text
    assert "more than 2" in plan.cue.check


@pytest.mark.parametrize("level", ["unknown", "clinician", "emergency"])
def test_no_plan_at_any_level_but_clear(level: str) -> None:
    raw = demo_answers()
    raw["safety"] |= {"unknown": {"bone_stress": None}, "clinician": {"bone_stress": "yes"}}.get(
        level, {"cauda_equina": "yes"}
    )
    analysis, _, plan = planned(raw)
    assert analysis.safety.level == level
    assert plan is None


def test_a_plan_travels_whole_in_the_analysis() -> None:
    raw = demo_answers()
    analysis, _, plan = planned(raw)
    assert loads(dumps(analysis)).plan == plan
    assert plan is not None
    assert not re.search(r"20[0-9]{2}-[0-9]{2}", json.dumps(plan.model_dump(mode="json")))  # no date
    assert dumps(planned(raw)[0]) == dumps(analysis)


def test_every_tip_of_the_article_has_a_reason_and_those_told_come_first() -> None:
    plan = demo(pain_weeks=20, shoes_comfortable="no")
    assert {one.id for one in plan.habits} == {"stretch", "posture_surface", "shoes", "injuries", "physio"}
    assert [one.id for one in plan.habits][:2] == ["shoes", "physio"]
    assert "20 weeks" in plan.habits[1].reason


@cache
def page() -> str:
    return docs.page()


def test_the_page_on_plans_is_what_the_rules_say() -> None:
    written = Path(__file__).resolve().parents[2] / "docs" / "plan.md"
    assert written.read_text(encoding="utf-8") == page()


def test_the_page_shows_what_one_answer_changes() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| ") and line.count("|") == 6]
    base, *others = [row.split("|")[2:] for row in rows[1:]]
    assert len(others) == len(docs.CHANGES) - 1
    assert sum(row != base for row in others) >= len(others) - 1
    assert any("no plan" in row[1] for row in others)


def test_women_and_men_are_held_against_their_own() -> None:
    raw = demo_answers()
    raw["intake"] |= {"front_plank_s": 80}
    starts = {}
    for sex in ("female", "male"):
        _, _, plan = planned(raw, (), Runner.model_validate({"sex": sex}))
        assert plan is not None
        starts[sex] = next(one.start for one in plan.exercises if one.id == "front_plank")
    assert RUNGS.index(starts["female"]) >= RUNGS.index(starts["male"])
