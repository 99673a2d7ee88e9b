"""Runs set against those before them: exact days, and the same as a plain count over every pair."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.training import TrainingLoad, TrainingRun
from backstride.sensors.training_load import training_load, with_run

FIRST = date(2026, 3, 2)  # a Monday


def run(after: int, km: float | None, hour: int | None = 8, **more: Any) -> TrainingRun:
    """A run so many days after the first Monday; hour None: the device told no time of day."""
    at = FIRST + timedelta(days=after)
    start = None if hour is None else datetime(at.year, at.month, at.day, hour)
    metres = None if km is None else round(km * 1000, 3)
    given_ = {"file": f"{after}_{hour}.fit", "start": start, "day": at, "distance_m": metres}
    return TrainingRun(**{**given_, "moving_s": 60.0, "elapsed_s": 60.0, **more})


def found(*runs: TrainingRun, until: int | None = None, **more: Any) -> TrainingLoad:
    last = None if until is None else FIRST + timedelta(days=until)
    return training_load(runs, last, **more)


# --- one run against the 30 days before it


@pytest.mark.parametrize(("gap", "judged"), [(1, True), (30, True), (31, False)])
def test_the_thirty_days_before_a_run_end_with_the_day_before_it(gap: int, judged: bool) -> None:
    load_ = found(run(0, 10), run(gap, 15))
    assert (load_.last is not None) is judged
    if load_.last is not None:
        assert (load_.last.longest_m, load_.last.percent) == (10_000, 50)


@pytest.mark.parametrize("longest", [3.0, 7.0, 10.0, 11.0, 12.0, 21.0975])
def test_exactly_a_tenth_more_is_not_too_far_and_a_metre_beyond_is(longest: float) -> None:
    assert not found(run(0, longest), run(5, longest * 1.1)).spikes
    (spike,) = found(run(0, longest), run(5, longest * 1.1 + 0.001)).spikes
    assert spike.percent > 10


def test_of_two_runs_on_a_day_the_later_is_set_against_the_earlier() -> None:
    evening_longer = found(run(0, 5), run(9, 10, hour=7), run(9, 10.5, hour=18))
    assert [one.percent for one in evening_longer.judged] == [100, 5]
    evening_shorter = found(run(0, 5), run(9, 4, hour=18), run(9, 10, hour=7))
    assert [one.percent for one in evening_shorter.judged] == [100, -60]


def test_runs_of_a_day_whose_order_nobody_knows_are_not_set_against_each_other() -> None:
    load_ = found(run(0, 5), run(9, 10, hour=None, file="a"), run(9, 20, hour=None, file="b"))
    assert [one.longest_m for one in load_.judged] == [5_000, 5_000]


def test_first_runs_have_nothing_to_be_set_against_and_are_counted() -> None:
    load_ = found(run(0, 10), run(2, 30))
    assert load_.unjudged_30d == 1
    assert [one.percent for one in load_.judged] == [200]
    alone = found(run(0, 10))
    assert (alone.unjudged_30d, alone.last, alone.judged) == (1, None, ())


def test_runs_without_a_distance_are_no_yardstick_and_are_not_judged() -> None:
    load_ = found(run(0, None), run(1, 0), run(3, 10))
    assert (load_.judged, load_.unjudged_30d, load_.longest_30d_m) == ((), 3, 10_000)
    assert found(run(0, None)).longest_30d_m is None


def test_a_start_with_a_time_zone_and_one_without_are_set_in_order() -> None:
    zone = timezone(timedelta(hours=5))
    noon = datetime(2026, 3, 11, 12, tzinfo=zone)  # 07:00 UTC
    load_ = found(run(0, 5), run(9, 10, hour=8), run(9, 20, start=noon, file="zoned.fit"))
    assert [one.distance_m for one in load_.judged] == [20_000, 10_000]


# --- what is told of the last weeks


def test_the_last_thirty_days_hold_the_last_day_and_the_29_before_it() -> None:
    load_ = found(run(0, 30), run(1, 12), run(20, 8), until=30)
    assert (load_.runs, load_.runs_30d, load_.distance_30d_m) == (3, 2, 20_000)
    assert (load_.longest_30d_m, load_.longest_30d_day) == (12_000, FIRST + timedelta(days=1))
    assert found(run(0, 30), run(1, 12), until=29).longest_30d_m == 30_000


def test_a_later_day_than_the_last_run_empties_the_window_and_keeps_the_rest() -> None:
    load_ = found(run(0, 10), run(3, 12), until=90)
    assert (load_.runs_30d, load_.longest_30d_m, load_.spikes) == (0, None, ())
    assert load_.last_day == FIRST + timedelta(days=3)
    assert load_.last is not None


def test_runs_after_the_asked_day_do_not_count() -> None:
    load_ = found(run(0, 10), run(3, 11), run(9, 40), until=8)
    assert (load_.runs, load_.last_day, load_.longest_30d_m) == (2, FIRST + timedelta(days=3), 11_000)


def test_a_week_is_set_against_the_week_before_it_once_it_is_over() -> None:
    weeks = found(run(0, 10), run(8, 10), run(9, 5), run(14, 5), until=15).weeks
    assert len(weeks) == 12
    assert [one.change_percent for one in weeks[-3:]] == [None, 50, None]
    assert [one.over for one in weeks[-3:]] == [True, True, False]
    assert [(one.runs, one.distance_m, one.longest_m) for one in weeks[-2:]] == [
        (2, 15_000, 10_000),
        (1, 5_000, 5_000),
    ]
    assert weeks[-1].monday == FIRST + timedelta(days=14)
    sunday = found(run(0, 10), run(8, 20), until=13).weeks[-1]
    assert (sunday.over, sunday.change_percent) == (True, 100)


@pytest.mark.parametrize(("gap", "days"), [(14, None), (15, 14), (40, 39)])
def test_a_break_is_two_weeks_without_a_run(gap: int, days: int | None) -> None:
    breaks = found(run(0, 5), run(gap, 5)).breaks
    assert [one.days for one in breaks] == ([] if days is None else [days])


def test_climbs_and_descents_are_summed_where_known() -> None:
    load_ = found(run(0, 5, ascent_m=100.0), run(1, 5), run(2, 5, ascent_m=50.0, descent_m=0.0))
    assert (load_.ascent_30d_m, load_.descent_30d_m) == (150, 0)
    assert found(run(0, 5)).ascent_30d_m is None


def test_shoes_are_counted_over_all_time_and_ground_over_thirty_days() -> None:
    runs = (
        run(0, 10, shoes="old", surface="trail"),
        run(60, 8, shoes="new", surface="road"),
        run(61, 7, surface="road"),
    )
    load_ = found(*runs)
    assert [(one.name, one.runs, one.distance_m) for one in load_.shoes] == [
        ("old", 1, 10_000),
        ("new", 1, 8_000),
        (None, 1, 7_000),
    ]
    assert [(one.name, one.distance_m) for one in load_.surfaces] == [("road", 15_000)]


def test_a_diary_tells_what_a_file_does_not_and_never_overrules_it() -> None:
    said = {FIRST: ("red", "grass"), FIRST + timedelta(days=1): ("red", None)}
    load_ = found(run(0, 4, surface="track"), run(1, 5), run(2, 6), said=said)
    assert [(one.name, one.distance_m) for one in load_.shoes] == [("red", 9_000), (None, 6_000)]
    assert [(one.name, one.distance_m) for one in load_.surfaces] == [("track", 4_000), (None, 11_000)]


def test_runs_without_a_day_do_not_count_and_what_the_reading_said_is_carried_along() -> None:
    undated = run(0, 50, day=None, start=None, file="no_clock.fit")
    load_ = found(run(0, 5), undated, skipped=[("ride.fit", "A bike ride.")], notes=["One is twice here."])
    assert (load_.runs, load_.longest_30d_m) == (1, 5_000)
    assert load_.skipped == (("ride.fit", "A bike ride."),)
    assert load_.notes == ("One is twice here.",)


@pytest.mark.parametrize("runs", [(), (run(0, 5, day=None, start=None),)])
def test_no_run_with_a_day_is_refused(runs: tuple[TrainingRun, ...]) -> None:
    with pytest.raises(RefusedError, match="no run with a day"):
        found(*runs)


def test_no_run_up_to_the_asked_day_is_refused() -> None:
    with pytest.raises(RefusedError, match="no run up to 1 March 2026"):
        found(run(0, 5), until=-1)


def test_the_last_day_there_is_can_be_asked_for() -> None:
    assert training_load([run(0, 5)], date.max).weeks[-1].runs == 0


# --- a run joined to a folder


def test_a_run_that_the_folder_holds_already_is_not_added() -> None:
    runs = (run(0, 5), run(4, 7))
    again = run(4, 7.01, file="the same from the phone.gpx")
    assert with_run(runs, again) == runs
    zoned = datetime(2026, 3, 6, 8, 0, 30, tzinfo=UTC)
    assert with_run(runs, run(4, 7, start=zoned, file="z")) == runs
    assert len(with_run(runs, run(4, 7, hour=9))) == 3
    undated = run(9, 3, hour=None)
    assert len(with_run((*runs, undated), undated)) == 3


# --- against a plain count over every pair

DAYS = st.integers(min_value=0, max_value=90)
CM = st.integers(min_value=0, max_value=6_000_000)
RUNS = st.lists(st.tuples(DAYS, st.none() | st.integers(0, 23), st.none() | CM), min_size=1, max_size=25)


@given(RUNS, st.none() | DAYS)
def test_every_number_is_that_of_a_plain_count(
    rows: list[tuple[int, int | None, int | None]], asked: int | None
) -> None:
    runs = [
        run(day, None, hour, distance_m=None if cm is None else cm / 100, file=f"{at}.fit")
        for at, (day, hour, cm) in enumerate(rows)
    ]
    until = max(day for day, _, _ in rows) if asked is None else asked
    if all(day > until for day, _, _ in rows):
        with pytest.raises(RefusedError):
            found(*runs, until=asked)
        return
    load_ = found(*runs, until=asked)
    far, all_judged = set(), set()
    for at, (day, hour, cm) in enumerate(rows):
        before = [
            other_cm or 0
            for other, other_hour, other_cm in rows
            if 1 <= day - other <= 30
            or (other == day and None not in (hour, other_hour) and (other_hour or 0) < (hour or 0))
        ]
        if day <= until and cm and before and max(before) > 0:
            all_judged.add(f"{at}.fit")
            if 10 * cm > 11 * max(before) and until - day <= 29:
                far.add(f"{at}.fit")
    assert {one.file for one in load_.judged} == all_judged
    assert {one.file for one in load_.spikes} == far
    window = [cm or 0 for day, _, cm in rows if 0 <= until - day <= 29]
    assert load_.runs_30d == len(window)
    assert load_.distance_30d_m == pytest.approx(sum(window) / 100)
    assert (load_.longest_30d_m or 0) == max(window, default=0) / 100
    for week in load_.weeks:
        start = (week.monday - FIRST).days
        inside = [cm or 0 for day, _, cm in rows if 0 <= day - start <= 6 and day <= until]
        assert (week.runs, week.distance_m) == (len(inside), pytest.approx(sum(inside) / 100))


@given(RUNS, st.randoms())
def test_the_order_of_the_files_changes_nothing(
    rows: list[tuple[int, int | None, int | None]], chance: Any
) -> None:
    runs = [
        run(day, None, hour, distance_m=None if cm is None else cm / 100, file=f"{at:02}.fit")
        for at, (day, hour, cm) in enumerate(rows)
    ]
    shuffled = list(runs)
    chance.shuffle(shuffled)
    assert training_load(shuffled) == training_load(runs)


# --- what it rests on


def test_the_bounds_are_those_of_the_study() -> None:
    known = load("training.toml")
    assert (known["window_days"], known["too_far_percent"]) == (30, 10)
    assert [(one["over_percent"], one["rate"]) for one in known["spike"]] == [
        (10, 1.64),
        (30, 1.52),
        (100, 2.28),
    ]
    assert all(one["rate_low"] < one["rate"] < one["rate_high"] and one["source"] for one in known["spike"])


def test_no_heavy_library_is_loaded_for_it() -> None:
    code = (
        "import sys, backstride.sensors.training_load; "
        "print({'numpy', 'pandas', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
