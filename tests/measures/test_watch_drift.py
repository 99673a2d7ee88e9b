"""Fresh against tired in a watch's run, matched for speed and slope."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.measures.watch_drift import watch_drift
from backstride.model.drift import Drift
from backstride.model.watch import WatchRun
from helpers.watch_made import hilly, steady, wander, watch_run

SEEDS = 25


def cadence_drift(run: WatchRun) -> Drift:
    rows, why = watch_drift(run)
    assert why == ""
    return next(row for row in rows if row.id == "cadence")


def raw_change(run: WatchRun) -> float:
    cadence = run.records.cadence_spm
    quarter = cadence.size // 4
    return float(cadence[-quarter:].mean() - cadence[:quarter].mean())


def matched(**made: float) -> list[tuple[WatchRun, Drift]]:
    runs = [hilly(seed, **made) for seed in range(SEEDS)]  # type: ignore[arg-type]
    found = [(run, watch_drift(run)[0]) for run in runs]
    return [(run, next(row for row in rows if row.id == "cadence")) for run, rows in found if rows]


def test_a_runner_who_only_slows_down_does_not_drift() -> None:
    found = matched()
    assert len(found) >= 10
    assert np.mean([raw_change(run) for run, _ in found]) < -1.0
    assert abs(np.mean([row.difference for _, row in found])) < 0.35
    assert np.mean([row.interval[0] <= 0 <= row.interval[1] for _, row in found]) >= 0.9
    assert not any(row.clear for _, row in found)


def test_a_known_drift_is_found_through_slowing_down() -> None:
    found = matched(drift_spm=4.0)
    assert np.mean([row.difference for _, row in found]) == pytest.approx(4.0, abs=0.35)
    assert np.mean([row.interval[0] <= 4 <= row.interval[1] for _, row in found]) >= 0.9
    assert np.mean([row.clear for _, row in found]) >= 0.8


def test_hills_in_one_half_alone_are_no_drift() -> None:
    """Up in the first half, level in the second: only what was run alike is compared."""
    rng, n = np.random.default_rng(1), 3600
    slope = np.where(np.arange(n) % 900 < 450, 4.0, 0.0) * np.linspace(1, 0.3, n).round()
    way = 3.0 * np.arange(n)
    cadence = 165 + 1.5 * slope + wander(rng, n, 0.9, 0.8)
    run = watch_run(
        {
            "distance_m": way,
            "speed_mps": 3.0 + wander(rng, n, 0.9, 0.05),
            "altitude_m": np.cumsum(slope / 100 * 3.0),
            "cadence_spm": cadence,
        }
    )
    assert raw_change(run) < -2
    row = cadence_drift(run)
    assert row.interval[0] <= 0 <= row.interval[1]


def test_rows_are_of_both_feet_and_speed_is_not_among_them() -> None:
    rows, _ = watch_drift(steady())
    assert {row.side for row in rows} == {"both"}
    assert {row.id for row in rows} >= {"cadence", "contact_time", "vertical_oscillation"}
    assert "speed" not in {row.id for row in rows}


def test_a_run_without_altitude_is_matched_by_speed_alone() -> None:
    assert watch_drift(steady(altitude_m=np.nan))[1] == ""


def test_a_belt_of_told_speed_needs_none_in_the_file() -> None:
    indoors = steady(speed_mps=np.nan, distance_m=np.nan)
    assert watch_drift(indoors, "treadmill", 3.0)[1] == ""
    assert watch_drift(indoors, "road", 3.0)[0] == ()


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (steady(500), "8 min of running are too short"),
        (steady(590), "9 min of running are too short"),
        (steady(speed_mps=np.linspace(2.5, 4.0, 1800)), "were run at one speed on one slope"),
        (steady(speed_mps=np.nan, distance_m=np.nan), "holds no speed"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_reason(run: WatchRun, says: str) -> None:
    rows, why = watch_drift(run)
    assert rows == ()
    assert says in why


def test_what_is_saved_now_and_then_in_a_quarter_gives_a_finite_interval() -> None:
    """Some draws of blocks then hold nothing at all."""
    contact = np.full(900, np.nan)
    contact[[5, 6, 7, 8, *range(700, 900)]] = [0.25, 0.26, 0.24, 0.25, *[0.25] * 200]
    rows, _ = watch_drift(steady(900, stance_time_s=contact))
    found = next(row for row in rows if row.id == "contact_time")
    assert np.isfinite(found.interval).all()
