"""Gradient, shares of slopes, the trace over distance and the place of the onset."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.measures.watch_moments import stands_for_s
from backstride.model.run_trace import RunTrace
from backstride.model.watch import WatchRun
from backstride.sensors.slopes import slope_percent, slope_shares, way_m
from backstride.sensors.trace import run_trace, with_onset
from helpers.watch_made import steady, watch_run

N = 2400
WAY = 3.0 * np.arange(N)


def trace_of(run: WatchRun) -> RunTrace:
    found = run_trace(run, stands_for_s(run), None)
    assert found is not None
    return found


def test_a_ramp_has_its_slope_in_spite_of_the_barometers_steps() -> None:
    slope = slope_percent(steady(N, altitude_m=np.round(5 * 0.04 * WAY) / 5).records)
    assert slope is not None
    assert np.abs(slope - 4.0).max() < 0.25


def test_noise_of_a_barometer_on_the_level_stays_below_a_percent() -> None:
    noise = np.random.default_rng(0).normal(0, 0.3, N)
    slope = slope_percent(steady(N, altitude_m=100 + noise).records)
    assert slope is not None
    assert np.quantile(np.abs(slope), 0.99) < 1.0


@pytest.mark.parametrize("column", ["altitude_m", "distance_m"])
def test_without_altitude_or_distance_there_is_none(column: str) -> None:
    assert slope_percent(steady(N, **{column: np.nan}).records) is None


def test_standing_still_and_a_distance_that_falls_back_make_no_slope_of_their_own() -> None:
    way = np.r_[WAY[:600], np.full(300, WAY[599]), WAY[600:1200]]
    way[700] = way[650] - 30
    slope = slope_percent(
        steady(way.size, distance_m=way, altitude_m=100 + 0.02 * np.maximum.accumulate(way)).records
    )
    assert slope is not None
    assert np.abs(slope - 2.0).max() < 0.2


def test_shares_add_up_to_the_way_that_was_run() -> None:
    altitude = np.interp(
        WAY, [0, 1800, 3600, 5400, 7200], [0, 0, 144, 72, 72]
    )  # level, 8 % up, 4 % down, level
    run = steady(N, altitude_m=altitude)
    shares = slope_shares(
        slope_percent(run.records), way_m(run.records), run.records.running, stands_for_s(run)
    )
    metres = {one.slope: one.distance_m for one in shares}
    assert sum(metres.values()) == pytest.approx(WAY[-1], abs=5)
    assert metres["steep_up"] == pytest.approx(1800, abs=120)
    assert metres["down"] == pytest.approx(1800, abs=120)
    assert metres["flat"] == pytest.approx(3600, abs=200)
    assert sum(one.time_s for one in shares) == pytest.approx(N, abs=2)


def test_a_trace_has_pieces_of_one_length_and_at_most_two_hundred() -> None:
    for n in (200, 2400, 20000, 86400):
        trace = trace_of(steady(n))
        assert len(trace.distance_m) <= 200
        assert np.ptp(np.diff(trace.distance_m)) == pytest.approx(0, abs=0.2)
        assert {
            len(values) for values in (trace.time_s, trace.speed_mps, trace.slope_percent, trace.walked)
        } == {len(trace.distance_m)}
        assert trace.speed_mps[0] == pytest.approx(3.0)


def test_walked_pieces_pauses_and_missing_columns() -> None:
    running = ~((np.arange(N) > 1000) & (np.arange(N) < 1100))
    run = steady(N, running=running, vertical_oscillation_m=np.nan)
    run = WatchRun(**(vars(run) | {"pauses": ((500.0, 560.0),)}))
    trace = trace_of(run)
    walked = [at for at, one in zip(trace.distance_m, trace.walked, strict=True) if one]
    assert 3000 < min(walked) < max(walked) < 3300
    assert trace.pauses_m == (1500.0,)
    assert set(trace.vertical_oscillation_m) == {None}


def test_a_treadmill_has_no_slopes() -> None:
    run = steady(N)
    trace = run_trace(run, stands_for_s(run), "treadmill")
    assert trace is not None
    assert trace.slopes == ()
    assert set(trace.slope_percent) == {None}


def test_without_distance_there_is_no_trace() -> None:
    run = watch_run({"cadence_spm": np.full(900, 170.0)})
    assert run_trace(run, stands_for_s(run), None) is None


def test_no_position_and_no_date_is_in_a_trace() -> None:
    run = steady(N, latitude_deg=48.123456, longitude_deg=11.654321)
    text = trace_of(run).model_dump_json()
    assert "48.1" not in text
    assert "11.65" not in text


def test_the_onset_says_what_was_different_there() -> None:
    late = WAY > 4000
    run = steady(
        N, cadence_spm=np.where(late, 160.0, 170.0), altitude_m=np.where(late, 0.03 * (WAY - 4000), 0.0)
    )
    onset = with_onset(trace_of(run), 5.0).onset
    assert onset is not None
    assert onset.in_run
    assert onset.time_s == pytest.approx(5000 / 3, abs=5)
    assert onset.slope_percent == pytest.approx(3.0, abs=0.1)
    changes = {name: (before, there) for name, before, there in onset.changes}
    assert changes["cadence"] == (170.0, 160.0)
    assert changes["speed"] == (3.0, 3.0)


def test_an_onset_beyond_the_run_early_in_it_or_none() -> None:
    trace = trace_of(steady(N))
    beyond, early = with_onset(trace, 9.0).onset, with_onset(trace, 1.0).onset
    assert beyond is not None
    assert not beyond.in_run
    assert beyond.time_s is None
    assert early is not None
    assert early.in_run
    assert early.changes == ()
    assert with_onset(with_onset(trace, 5.0), None).onset is None
