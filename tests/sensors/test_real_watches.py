"""Six real watch files: units, sides, legs, and the device's own averages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backstride.errors import RefusedError
from backstride.model.watch import WatchRun
from backstride.sensors.agreement import agreement, lap_agreement, saved_share
from backstride.sensors.load import load_watch

pytestmark = pytest.mark.shared


def read(shared: Path, name: str) -> WatchRun:
    return load_watch(shared / "fit" / f"{name}.fit")


def test_running_dynamics_arrive_in_si(shared: Path) -> None:
    one = read(shared, "fitparse_fenix5_run_57s").records
    assert np.nanmedian(one.cadence_spm) == pytest.approx(179.5)
    assert np.nanmedian(one.stance_time_s) == pytest.approx(0.258)
    assert np.nanmedian(one.vertical_oscillation_m) == pytest.approx(0.0775)
    assert np.nanmedian(one.step_length_m) == pytest.approx(0.995)
    assert 51 < np.nanmin(one.stance_time_balance_percent) < np.nanmax(one.stance_time_balance_percent) < 55


def test_a_walk_recorded_by_the_same_watch_is_refused_as_one(shared: Path) -> None:
    with pytest.raises(RefusedError, match="a walk, not a run"):
        read(shared, "fitparse_fenix5_walk_45s")


def test_of_a_triathlon_the_run_alone(shared: Path) -> None:
    run = read(shared, "muktihari_fr255_triathlon")
    used = [one for one in run.sessions if one.used]
    assert [one.sport for one in used] == ["running"]
    assert run.records.distance_m[-1] == pytest.approx(used[0].totals.distance_m, abs=0.5)
    assert run.records.time_s[-1] == pytest.approx(used[0].totals.elapsed_s, abs=1.0)


def test_a_foot_pods_own_fields_are_kept(shared: Path) -> None:
    run = read(shared, "fitparse_stryd_devfields")
    assert {"Form Power", "Leg Spring Stiffness"} <= {one.name for one in run.developer}
    assert 0.05 < np.nanmedian(run.records.vertical_oscillation_m) < 0.1


@pytest.mark.parametrize(
    ("name", "averages"), [("fitparse_stryd_devfields", 3), ("muktihari_fr255_triathlon", 8)]
)
def test_every_average_comes_out_where_every_second_is_saved(shared: Path, name: str, averages: int) -> None:
    run = read(shared, name)
    rows = agreement(run)
    assert saved_share(run) > 0.999
    assert len(rows) == averages
    assert all(row.within for row in rows), rows
    # A lap ends between two saved seconds, which is up to 3 m of way: its speed cannot be that exact.
    laps = [row for lap in lap_agreement(run) for row in lap if row.column != "speed_mps"]
    assert all(row.within for row in laps), laps


def test_averages_without_running_dynamics_come_out_though_few_seconds_are_saved(shared: Path) -> None:
    run = read(shared, "fitparse_fr110_run_noRD")
    assert saved_share(run) < 0.3
    assert all(row.within for row in agreement(run))


def test_laps_that_are_run_throughout_come_out(shared: Path) -> None:
    """Of the 9 km the watch saved no contact time while its wearer walked; two laps have none of that."""
    laps = lap_agreement(read(shared, "fitparse_fenix2_run_9km"))
    assert len(laps) == 4
    assert all(row.within for lap in laps[1:3] for row in lap)
    assert not any(row.missing for lap in laps[1:3] for row in lap)


def test_where_a_third_is_saved_the_averages_come_close(shared: Path) -> None:
    rows = agreement(read(shared, "fitparse_fenix5_run_57s"))
    assert len(rows) == 9
    assert all(row.records == pytest.approx(row.device, rel=0.04) for row in rows)


def test_no_position_and_no_serial_number_is_printed(shared: Path) -> None:
    told = repr(read(shared, "fitparse_fenix5_run_57s"))
    assert "tude_deg" not in told
    assert "3945849289" not in told
