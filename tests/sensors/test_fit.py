"""FIT: units as they really are, zeros, legs, pauses, clocks."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.errors import RefusedError, WrongKindError
from backstride.model.watch import WatchRun
from helpers.fit_bytes import (
    CYCLING,
    RUNNING,
    SUMMER_2024,
    SWIMMING,
    TRANSITION,
    WALKING,
    records,
    session,
    timer,
)
from sensors.conftest import Read


def codes(run: WatchRun) -> set[str]:
    return {note.code for note in run.notes}


def test_units_become_si_and_cadence_counts_both_feet(read_fit_of: Read) -> None:
    run = read_fit_of(
        records(
            fractional_cadence=0.5,
            step_length=1050.0,
            vertical_ratio=7.5,
            stance_time_balance=50.5,
            position_lat=2**30,
            position_long=-(2**30),
        )
        + session()
    )
    one = run.records
    assert run.start is not None
    assert run.start.year == 2024
    assert one.time_s.tolist() == list(range(60))
    assert one.cadence_spm == pytest.approx(171.0)
    assert one.stance_time_s == pytest.approx(0.25)
    assert one.vertical_oscillation_m == pytest.approx(0.08)
    assert one.step_length_m == pytest.approx(1.05)
    assert one.stance_time_balance_percent == pytest.approx(50.5)
    assert one.latitude_deg == pytest.approx(90.0)
    assert one.flight_time_s == pytest.approx(60 / 171 - 0.25)
    assert one.running.all()


def test_a_cadence_saved_in_steps_is_not_doubled(read_fit_of: Read) -> None:
    run = read_fit_of(records(cadence=172) + session())
    assert run.records.cadence_spm == pytest.approx(172)
    assert "cadence_in_steps" in codes(run)


def test_oscillation_in_cm_is_seen(read_fit_of: Read) -> None:
    run = read_fit_of(records(vertical_oscillation=8.2) + session())
    assert run.records.vertical_oscillation_m == pytest.approx(0.082)
    assert "oscillation_in_cm" in codes(run)


def test_speed_in_two_halves_is_the_first(read_fit_of: Read) -> None:
    run = read_fit_of(records(speed=..., enhanced_speed=2.85) + session())
    assert run.records.speed_mps == pytest.approx(2.85)


def test_noughts_are_missing_never_zero(read_fit_of: Read) -> None:
    run = read_fit_of(
        records(
            stance_time=lambda i: 0.0 if i < 5 else 250.0,
            vertical_oscillation=lambda i: 0.0 if i < 5 else 80.0,
            cadence=lambda i: 0 if i < 5 else 85,
        )
        + session()
    )
    for column in (run.records.stance_time_s, run.records.vertical_oscillation_m, run.records.cadence_spm):
        assert np.isnan(column).tolist() == [i < 5 for i in range(60)]
    assert "contact time 5" in next(note.text for note in run.notes if note.code == "zeros")


def test_a_contact_of_734_ms_is_left_out_and_said(read_fit_of: Read) -> None:
    run = read_fit_of(records(stance_time=lambda i: 734.0 if i == 7 else 250.0) + session())
    assert np.isnan(run.records.stance_time_s[7])
    told = next(note.text for note in run.notes if note.code == "implausible")
    assert "734 ms" in told
    assert "1 of 60" in told


def test_balance_of_power_needs_its_side(read_fit_of: Read) -> None:
    known = read_fit_of(records(left_right_balance=0x80 | 48) + session())
    assert known.records.power_balance_percent == pytest.approx(52.0)
    unknown = read_fit_of(records(left_right_balance=48) + session())
    assert np.isnan(unknown.records.power_balance_percent).all()


def test_developer_fields_keep_their_units_and_fill_what_is_empty(read_fit_of: Read) -> None:
    extra = {("Ground Time", "Milliseconds"): 240.0, ("Vertical Oscillation", "Centimeters"): 7.5}
    empty = records(stance_time=..., vertical_oscillation=...)
    run = read_fit_of([(name, {**values, **extra}) for name, values in empty] + session())
    assert run.records.stance_time_s == pytest.approx(0.24)
    assert run.records.vertical_oscillation_m == pytest.approx(0.075)
    assert {(one.name, one.units) for one in run.developer} == set(extra)


def test_a_developer_field_never_replaces_the_devices_own(read_fit_of: Read) -> None:
    extra = {("Ground Time", "Milliseconds"): 300.0}
    run = read_fit_of([(name, {**values, **extra}) for name, values in records()] + session())
    assert run.records.stance_time_s == pytest.approx(0.25)


def test_only_the_running_leg_of_a_triathlon_counts(read_fit_of: Read) -> None:
    at = SUMMER_2024
    run = read_fit_of(
        records(60, start=at, cadence=..., stance_time=..., vertical_oscillation=...)
        + session(SWIMMING, start=at)
        + records(60, start=at + 60, speed=10.0, distance=lambda i: 180.0 + 10 * i)
        + session(CYCLING, start=at + 60)
        + session(TRANSITION, start=at + 120, seconds=10)
        + records(60, start=at + 130, distance=lambda i: 780.0 + 3 * i)
        + session(RUNNING, start=at + 130)
    )
    assert run.records.time_s.tolist() == list(range(60))
    assert run.records.speed_mps.max() == 3.0
    assert run.records.distance_m[0] == pytest.approx(10.0)  # counted on from the bike's last moment
    assert [one.used for one in run.sessions] == [False, False, False, True]
    told = next(note.text for note in run.notes if note.code == "other_legs")
    assert "a swim" in told
    assert "a bike ride" in told


def test_two_running_legs_keep_one_clock(read_fit_of: Read) -> None:
    at = SUMMER_2024
    run = read_fit_of(
        records(60, start=at)
        + session(start=at)
        + records(60, start=at + 60, speed=9.0)
        + session(CYCLING, start=at + 60)
        + records(60, start=at + 120)
        + session(start=at + 120)
    )
    assert run.records.time_s.tolist() == [*range(60), *range(120, 180)]
    assert run.records.speed_mps.max() == 3.0


@pytest.mark.parametrize(("sport", "name"), [(CYCLING, "a bike ride"), (SWIMMING, "a swim")])
def test_another_sport_is_named(read_fit_of: Read, sport: int, name: str) -> None:
    with pytest.raises(WrongKindError, match=name):
        read_fit_of(records() + session(sport))


def test_a_walk_is_refused_by_name_whatever_the_watch_calls_it(read_fit_of: Read) -> None:
    walk = records(speed=1.5, cadence=58, stance_time=600.0)
    for sport in (WALKING, RUNNING):
        with pytest.raises(RefusedError, match=r"a walk, not a run \(116 steps/min, 1.5 m/s\)"):
            read_fit_of(walk + session(sport))


def test_by_speed_alone_a_slow_jog_gets_the_benefit_of_the_doubt(read_fit_of: Read) -> None:
    alone = {"cadence": ..., "stance_time": ..., "vertical_oscillation": ...}
    run = read_fit_of(records(speed=1.9, **alone) + session())
    assert "slow" in codes(run)
    assert not run.records.running.any()
    with pytest.raises(RefusedError, match="a walk"):
        read_fit_of(records(speed=1.4, **alone) + session())


def test_run_and_walk_in_turn_is_a_run_with_its_walks_marked(read_fit_of: Read) -> None:
    run = read_fit_of(
        records(
            speed=lambda i: 3.0 if i < 24 else 1.4,
            cadence=lambda i: 85 if i < 24 else 57,
            stance_time=lambda i: 250.0 if i < 24 else None,
        )
        + session()
    )
    assert run.records.running.tolist() == [i < 24 for i in range(60)]
    assert "walked" in codes(run)


def test_faster_than_anybody_runs_is_no_run(read_fit_of: Read) -> None:
    with pytest.raises(WrongKindError, match="ridden"):
        read_fit_of(records(speed=9.0, cadence=..., stance_time=...) + session())


def test_pauses_come_from_the_timer(read_fit_of: Read) -> None:
    at = SUMMER_2024
    run = read_fit_of(
        timer(at, runs=True)
        + records(30)
        + timer(at + 29, runs=False)
        + timer(at + 229, runs=True)
        + records(30, start=at + 229)
        + timer(at + 258, runs=False)
        + session(seconds=258)
    )
    assert run.pauses == ((29.0, 229.0),)
    assert run.records.running.all()
    assert "gap" not in codes(run)


def test_a_silence_with_the_timer_on_is_said(read_fit_of: Read) -> None:
    run = read_fit_of(records(30) + records(30, start=SUMMER_2024 + 200) + session(seconds=230))
    assert "gap" in codes(run)


def test_laps_stand_on_the_clock_of_the_run(read_fit_of: Read) -> None:
    at = SUMMER_2024
    laps = [("lap", {"timestamp": at + 30 * k + 30, "start_time": at + 30 * k}) for k in range(2)]
    assert [lap.start_s for lap in read_fit_of(records() + laps + session()).laps] == [0.0, 30.0]


def test_a_clock_never_set_is_said_and_kept_relative(read_fit_of: Read) -> None:
    run = read_fit_of(records(start=500) + session(start=500))
    assert run.start is None
    assert run.records.time_s.tolist() == list(range(60))
    assert "clock_unset" in codes(run)


def test_a_clock_set_on_the_way_leaves_no_hole(read_fit_of: Read) -> None:
    run = read_fit_of(records(30, start=500) + records(30) + session(start=500))
    assert run.records.time_s.tolist() == list(range(60))
    assert run.start is not None
    assert run.start.year == 2024
    assert "clock_jump" in codes(run)


def test_moments_out_of_order_are_sorted_and_halves_joined(read_fit_of: Read) -> None:
    rows = records(20)
    halves = [
        half
        for name, values in rows
        for half in (
            (name, {"timestamp": values["timestamp"], "heart_rate": 140}),
            (name, {key: value for key, value in values.items() if key != "heart_rate"}),
        )
    ]
    run = read_fit_of(halves[20:] + halves[:20] + session(seconds=20))
    assert run.records.time_s.tolist() == list(range(20))
    assert run.records.heart_rate_bpm.tolist() == [140.0] * 20
    assert run.records.distance_m.tolist() == [3.0 * i for i in range(20)]
    assert "out_of_order" in codes(run)


def test_a_day_long_file_is_read(read_fit_of: Read) -> None:
    run = read_fit_of(records(1441, step_s=60, speed=2.5) + session(seconds=86400))
    assert run.records.time_s[-1] == 86400.0


def test_totals_without_a_course_are_refused(read_fit_of: Read) -> None:
    with pytest.raises(RefusedError, match="no course"):
        read_fit_of(session())


def test_a_fit_of_another_kind_is_named(read_fit_of: Read) -> None:
    with pytest.raises(WrongKindError, match="of the kind course"):
        read_fit_of([], kind=6)


def test_standing_about_is_no_run(read_fit_of: Read) -> None:
    still = records(speed=0.0, cadence=0, stance_time=..., vertical_oscillation=..., distance=0.0)
    with pytest.raises(RefusedError, match="nobody moves"):
        read_fit_of(still + session())


def test_positions_do_not_show_when_a_run_is_printed(read_fit_of: Read) -> None:
    told = repr(read_fit_of(records(position_lat=400_000_000, position_long=100_000_000) + session()))
    assert "latitude" not in told
    assert "longitude" not in told
