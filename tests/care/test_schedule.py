"""A plan over its days: as many sessions as it says, with days between, each with its minutes."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.care import schedule
from backstride.care.schedule import KNOWLEDGE, Session, check_start, minutes_of, series, sessions
from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.plan import Dose, Plan, RunStage
from helpers.hand_plan import hand_plan, plans, stage

MONDAY = date(2026, 3, 2)
STARTS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
STRENGTH = Dose(sets=3, repeats=10, days_a_week=3)
DAILY = Dose(sets=2, hold_s=30, days_a_week=7)


def days_with(every: tuple[Session, ...], exercise: str) -> list[date]:
    return [one.day for one in every if exercise in one.task.exercises]


def runs(every: tuple[Session, ...]) -> list[date]:
    return [one.day for one in every if one.task.kind == "run"]


def planned(plan: Plan, every: tuple[Session, ...]) -> list[tuple[int, list[date]]]:
    """Days a week that the plan asks for, beside the days it got: each exercise and the runs."""
    strength = [(one.dose.days_a_week, days_with(every, one.id)) for one in plan.exercises]
    return [*strength, (plan.running.days_a_week, runs(every))]


# --- days


@given(plans(), STARTS)
def test_every_week_has_as_many_days_as_the_plan_says(plan: Plan, start: date) -> None:
    every = sessions(plan, start)
    for a_week, days in planned(plan, every):
        weeks = Counter((day - start).days // 7 for day in days)
        whole = plan.retest.after_days // 7
        assert [weeks[week] for week in range(whole)] == [a_week] * whole
        assert weeks[whole] <= a_week
        assert len(set(days)) == len(days)


@given(plans(), STARTS)
def test_up_to_three_a_week_never_fall_on_two_days_in_a_row(plan: Plan, start: date) -> None:
    for a_week, days in planned(plan, sessions(plan, start)):
        if a_week <= 3:
            assert all(later - day >= timedelta(days=2) for day, later in pairwise(days))


@given(plans(), STARTS)
def test_the_retest_has_its_day_to_itself_and_nothing_comes_later(plan: Plan, start: date) -> None:
    every = sessions(plan, start)
    retest = start + timedelta(days=plan.retest.after_days)
    assert [one.day for one in every if one.task.kind == "check"] == [retest]
    assert [one.task.title for one in every if one.day >= retest] == ["Check"]
    assert all(one.day >= start for one in every)


@given(plans(), STARTS)
def test_a_day_has_at_most_a_run_and_then_one_session(plan: Plan, start: date) -> None:
    every = sessions(plan, start)
    assert list(every) == sorted(every, key=lambda one: (one.day, one.task.after_min))
    for first, second in pairwise(every):
        if first.day == second.day:
            assert (first.task.kind, second.task.kind) == ("run", "strength")
            assert first.task.after_min == 0
            assert second.task.after_min == first.task.minutes
    assert max(Counter(one.day for one in every).values()) <= 2


@given(plans(), STARTS)
def test_series_hold_each_session_once_on_all_their_weekdays(plan: Plan, start: date) -> None:
    made = series(plan, start)
    flat = [Session(day, one.task) for one in made for day in one.days]
    assert sorted(flat, key=lambda one: (one.day, one.task.after_min)) == list(sessions(plan, start))
    assert len({one.task for one in made}) == len(made)
    for one in made:
        between = [one.days[0] + timedelta(days=n) for n in range((one.days[-1] - one.days[0]).days + 1)]
        assert list(one.days) == [day for day in between if day.weekday() in one.weekdays]


def test_three_and_three_keep_to_days_of_their_own() -> None:
    every = sessions(hand_plan(STRENGTH, run_days=3), MONDAY)
    week = [(f"{one.day:%a}", one.task.kind) for one in every if one.day < MONDAY + timedelta(days=7)]
    assert week == [
        ("Mon", "strength"),
        ("Tue", "run"),
        ("Wed", "strength"),
        ("Thu", "run"),
        ("Fri", "strength"),
        ("Sat", "run"),
    ]


def test_a_plan_with_nothing_to_do_still_has_its_check() -> None:
    assert [one.task.title for one in sessions(hand_plan(), MONDAY)] == ["Check"]


# --- titles and minutes


def test_sets_of_exercises_get_letters_in_the_order_they_come() -> None:
    plan = hand_plan(STRENGTH, DAILY)
    told = {one.task.title: one.task.exercises for one in sessions(plan, MONDAY + timedelta(days=1))}
    assert told == {
        "Session A, 2 min": ("spine_1",),
        "Session B, 7 min": ("spine_0", "spine_1"),
        "Check": (),
    }


@pytest.mark.parametrize(
    ("doses", "minutes"),
    [
        ([], 0),
        ([Dose(sets=1, hold_s=60, days_a_week=7)], 1),  # no rest after the last set
        ([Dose(sets=1, hold_s=61, days_a_week=7)], 2),
        ([Dose(sets=1, repeats=15, hold_s=10, days_a_week=7)], 3),  # 150 s
        ([Dose(sets=1, repeats=15, hold_s=10, each_side=True, days_a_week=7)], 5),
        ([Dose(sets=3, repeats=10, days_a_week=3)], 4),  # 3 x 30 s + 2 x 60 s = 210 s
        ([Dose(sets=3, repeats=10, rest_s=90, days_a_week=3), Dose(sets=1, hold_s=30, days_a_week=3)], 7),
    ],
)
def test_minutes_of_doses(doses: list[Dose], minutes: int) -> None:
    assert minutes_of(doses) == minutes


@pytest.mark.parametrize(
    ("stages", "max_km", "title", "minutes"),
    [
        ((), None, "Run", 30),
        ((), 5.0, "Run, up to 5 km", 35),  # 7 min per km
        ((), 7.5, "Run, up to 7.5 km", 55),  # 52.5 min, rounded up to five
        ((), 0.0, "Run", 30),
        ((stage(1, 1, 10),), 5.0, "Run, 20 min", 20),
        ((stage(0.1, 0.2, 10),), None, "Run, 3 min", 3),
        ((stage(1, 2, 10), stage(20, 0, 1)), None, "Run, up to 30 min", 30),
    ],
)
def test_a_run_has_its_length_in_the_title(
    stages: tuple[RunStage, ...], max_km: float | None, title: str, minutes: int
) -> None:
    every = sessions(hand_plan(run_days=1, stages=stages, max_km=max_km), MONDAY)
    assert {(one.task.title, one.task.minutes) for one in every[:-1]} == {(title, minutes)}


def test_a_distance_takes_as_long_as_the_runner_said() -> None:
    told = Answers(intake={"pace_min_per_km": 5.0})
    assert sessions(hand_plan(run_days=1, max_km=8), MONDAY, told)[0].task.minutes == 40


# --- the start


@pytest.mark.parametrize("start", [date.min, date(1999, 12, 31), date(2100, 1, 1), date.max])
def test_a_start_in_no_year_of_a_plan_is_refused(start: date) -> None:
    with pytest.raises(UsageError, match=r"Give a day from 2000 to 2099 with --start\.$"):
        sessions(hand_plan(), start)


def test_a_start_in_the_past_is_refused_where_today_is_known() -> None:
    check_start(MONDAY, today=MONDAY)
    with pytest.raises(UsageError, match=r"2026-03-02: this day is over\. Give 2026-03-03 or a later day"):
        check_start(MONDAY, today=MONDAY + timedelta(days=1))


def test_the_last_start_there_is_has_room_for_the_longest_plan() -> None:
    assert sessions(hand_plan(DAILY, after_days=120), date(2099, 12, 31))[-1].day == date(2100, 4, 30)


# --- data


def test_numbers_have_a_source_and_every_one_is_used() -> None:
    known = load(KNOWLEDGE)
    assert all(row["source"] for row in known["number"].values())
    assert all(sorted(known["weekdays"][kind]) == list(range(7)) for kind in ("strength", "run"))
    code = Path(schedule.__file__).read_text(encoding="utf-8")
    assert {name for name in known["number"] if f'_number("{name}")' not in code} == {"alarm"}  # calendar's
