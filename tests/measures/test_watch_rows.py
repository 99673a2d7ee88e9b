"""Rows of a watch: values, sides, refusals, intervals, bias and bands."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.measures.definitions import definitions
from backstride.measures.watch import block_means, watch_measures, watch_notes
from backstride.measures.watch_moments import moments, ran, stands_for_s
from backstride.model.measure import Measure
from backstride.model.runner import Runner
from backstride.model.watch import WatchRun
from helpers.watch_made import steady, stryd, wander, watch_run

Rows = dict[tuple[str, str], Measure]


def rows_of(run: WatchRun, surface: str | None = None, speed_mps: float | None = None) -> Rows:
    rows = watch_measures(run, Runner(), surface, speed_mps)  # type: ignore[arg-type]
    return {(row.id, row.side): row for row in rows}


def test_every_definition_has_its_rows_as_from_markers() -> None:
    rows = watch_measures(steady(), Runner(), None)
    told = [
        (d.id, side)
        for d in definitions()
        for side in (("left", "right", "both") if d.bilateral else ("both",))
    ]
    assert [(row.id, row.side) for row in rows] == told
    assert all((row.value is None) == (row.refused is not None) for row in rows)


def test_values_of_a_steady_run_are_those_it_was_made_of() -> None:
    rows = rows_of(steady())
    found = {name: rows[name, "both"].value for name, side in rows if side == "both"}
    assert found["cadence"] == pytest.approx(170)
    assert found["stride_time"] == pytest.approx(120 / 170, abs=1e-5)
    assert found["speed"] == pytest.approx(3.0)
    assert found["stride_length"] == pytest.approx(3.0 * 120 / 170, abs=1e-5)
    assert found["contact_time"] == pytest.approx(0.25)
    assert found["flight_time"] == pytest.approx(60 / 170 - 0.25, abs=1e-5)
    assert found["duty_factor"] == pytest.approx(0.25 * 170 / 120, abs=1e-5)
    assert found["vertical_oscillation"] == pytest.approx(0.08)
    assert rows["cadence", "both"].n_strides == pytest.approx(1800 * 170 / 120, abs=1)


def test_cadence_and_stride_time_stay_one_whatever_the_pace() -> None:
    cadence = np.where(np.arange(1800) < 600, 150.0, 185.0)
    rows = rows_of(steady(cadence_spm=cadence))
    steps = rows["cadence", "both"].value
    assert steps == pytest.approx((150 + 2 * 185) / 3, abs=0.05)
    assert rows["stride_time", "both"].value == pytest.approx(120 / steps, abs=2e-5)


def test_the_saved_step_length_goes_before_speed() -> None:
    assert rows_of(steady(step_length_m=1.1))["stride_length", "both"].value == pytest.approx(2.2)


def test_a_told_speed_scales_speed_and_stride_length_with_a_told_speeds_error() -> None:
    rows = rows_of(steady(step_length_m=1.1), speed_mps=3.3)
    speed = rows["speed", "both"]
    assert speed.value == pytest.approx(3.3)
    assert rows["stride_length", "both"].value == pytest.approx(3.3 * 120 / 170, abs=1e-4)
    assert speed.interval is not None
    assert speed.interval[1] - speed.interval[0] < 0.2
    assert (
        rows_of(watch_run({"cadence_spm": np.full(900, 170.0)}), speed_mps=3.0)["speed", "both"].value == 3.0
    )


def test_left_and_right_come_from_the_balance_alone() -> None:
    rows = rows_of(steady(stance_time_balance_percent=52.0))
    assert rows["contact_time", "left"].value == pytest.approx(0.26)
    assert rows["contact_time", "right"].value == pytest.approx(0.24)
    assert rows["duty_factor", "left"].value == pytest.approx(0.26 * 170 / 120, abs=1e-5)
    for name in ("flight_time", "stride_time", "stride_length"):
        assert rows[name, "left"].value is None
    assert rows_of(steady())["contact_time", "left"].refused is not None


def test_the_balance_is_too_coarse_to_set_the_sides_against_each_other() -> None:
    """No study of it was found: the change that could be told is that of the contact time itself."""
    row = rows_of(steady(stance_time_balance_percent=52.0))["contact_time", "left"]
    assert row.detectable_change is not None
    assert row.detectable_change > 0.04


def test_what_is_walked_does_not_count() -> None:
    running = np.arange(1800) < 1200
    cadence = np.where(running, 170.0, 110.0)
    rows = rows_of(steady(running=running, cadence_spm=cadence))
    assert rows["cadence", "both"].value == pytest.approx(170)
    assert rows["cadence", "both"].n_strides == pytest.approx(1200 * 170 / 120, abs=1)


def test_a_moment_counts_for_the_time_it_stands_for() -> None:
    """Half of the time at 160, saved once in 9 s, half at 180, saved every second."""
    time_s = np.r_[np.arange(0, 900, 9.0), np.arange(900, 1800, 1.0)]
    run = watch_run({"time_s": time_s, "cadence_spm": np.where(time_s < 900, 160.0, 180.0)})
    assert rows_of(run)["cadence", "both"].value == pytest.approx(170, abs=0.1)


def test_a_pause_is_no_time() -> None:
    time_s = np.r_[np.arange(0, 300.0), np.arange(900, 1200.0)]
    run = watch_run({"time_s": time_s, "cadence_spm": np.full(600, 170.0)}, pauses=((299.5, 900.0),))
    assert stands_for_s(run).sum() == pytest.approx(600, abs=1)


def test_what_a_file_lacks_is_refused_with_what_to_do() -> None:
    rows = rows_of(watch_run({"speed_mps": np.full(900, 3.0)}))
    assert rows["speed", "both"].value == 3.0
    assert "cadence" in (rows["cadence", "both"].refused or "")
    assert "strap" in (rows["contact_time", "both"].refused or "")
    assert "cadence" in (rows["stride_length", "both"].refused or "")
    assert "--speed-mps" in (
        rows_of(watch_run({"cadence_spm": np.full(900, 170.0)}))["speed", "both"].refused or ""
    )


@pytest.mark.parametrize(
    ("measure", "says"),
    [
        ("leg_angle_at_strike", "from the side"),
        ("pelvic_drop_peak", "from behind"),
        ("pelvic_tilt_change", "markers"),
        ("loading_rate", "force plate"),
        ("leg_stiffness", "from the side"),
    ],
)
def test_what_no_watch_shows_names_who_would(measure: str, says: str) -> None:
    assert says in (rows_of(steady())[measure, "both"].refused or "")


def test_a_few_seconds_are_refused() -> None:
    row = rows_of(steady(8))["cadence", "both"]
    assert row.value is None
    assert row.refused == "Only 8 s of running hold it, at least 12 s are needed. Give a longer run."


def test_seconds_that_fall_just_short_are_not_rounded_up_to_enough() -> None:
    run = steady(12, time_s=np.arange(12) * 0.98)
    assert "Only 11 s of running" in (rows_of(run)["cadence", "both"].refused or "")


def test_a_pods_bias_widens_one_side_only_and_is_said() -> None:
    plain, pod = rows_of(steady()), rows_of(WatchRun(**(vars(steady()) | {"device": stryd()})))
    for row in (plain["contact_time", "both"], pod["contact_time", "both"]):
        assert row.value == 0.25
    below, above = np.subtract(pod["contact_time", "both"].interval, plain["contact_time", "both"].interval)  # type: ignore[arg-type]
    assert below == pytest.approx(0)
    assert above == pytest.approx(0.052 * 0.25, abs=1e-5)
    notes = watch_notes(WatchRun(**(vars(steady()) | {"device": stryd()})), tuple(pod.values()))
    assert "contact time up to 13 ms too low" in " ".join(note.text for note in notes)


def test_the_trunks_bounce_reaches_down_to_the_centre_of_mass_and_has_no_band() -> None:
    row = rows_of(steady(speed_mps=2.75), "treadmill")["vertical_oscillation", "both"]
    assert row.interval is not None
    assert row.interval[0] < 0.08 - 0.0175
    assert row.reference is None
    assert row.verdict == "no_reference"


def test_bands_need_a_surface() -> None:
    assert rows_of(steady(), "treadmill")["contact_time", "both"].reference is not None
    assert rows_of(steady(), "road")["contact_time", "both"].reference is not None
    assert rows_of(steady())["contact_time", "both"].reference is None


def test_the_detectable_change_grows_with_the_devices_error() -> None:
    row = rows_of(steady())["cadence", "both"]
    assert row.detectable_change == pytest.approx(2.77)


def test_intervals_hold_the_runners_long_run_mean() -> None:
    """Minutes that wander: the mean of each run against the truth, the device's own error left out."""
    hits, runs = 0, 120
    for seed in range(runs):
        cadence = 170 + wander(np.random.default_rng(seed), 1800, 0.99, 3.0)
        found = moments(ran(steady(cadence_spm=cadence)), "cadence")
        assert found is not None
        blocks = block_means(found)
        assert blocks is not None
        from backstride.measures.interval import stride_spread

        below, above = stride_spread(blocks, "mean", "cadence")
        hits += found.mean - below <= 170 <= found.mean + above
    assert hits / runs >= 0.9
    assert blocks.size == 30


def test_the_same_run_gives_the_same_rows() -> None:
    one, other = (watch_measures(steady(), Runner(), "road") for _ in range(2))
    assert [row.model_dump() for row in one] == [row.model_dump() for row in other]
