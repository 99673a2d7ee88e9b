from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backstride.model.imu import ImuRecording, ImuRun
from backstride.sensors.imu_beat import cadence
from backstride.sensors.imu_contacts import imu_contacts
from backstride.sensors.imu_csv import read_imu
from helpers.imu_made import GRAVITY, Array

pytestmark = pytest.mark.shared
RATE = 500.0
THRESHOLD = 50 / (76.8 * GRAVITY)


@pytest.fixture(scope="module")
def scored(shared: Path) -> list[tuple[ImuRun, Array, Array]]:
    """Every row: what the sensor says, true contacts (n, 2) s, true peaks (n,)."""
    felt = np.loadtxt(shared / "imu" / "sacrum_accel_rows.csv", delimiter=",")
    forces = np.loadtxt(shared / "imu" / "grf_rows.csv", delimiter=",")
    return [_row(one, force) for one, force in zip(felt, forces, strict=True)]


def _row(felt: Array, force: Array) -> tuple[ImuRun, Array, Array]:
    count = len(force)
    accel = np.column_stack([felt[:count], felt[count:], np.zeros(count)]) * GRAVITY
    run = imu_contacts(ImuRecording("row", np.arange(count) / RATE, RATE, accel), "waist")
    on = force > THRESHOLD
    up, down = np.flatnonzero(on[1:] & ~on[:-1]) + 1, np.flatnonzero(~on[1:] & on[:-1]) + 1
    spans = [(u, down[down > u][0]) for u in up if (down > u).any()]
    return run, np.array(spans) / RATE, np.array([force[u:d].max() for u, d in spans])


def _matched(run: ImuRun, true: Array, peaks: Array) -> tuple[Array, Array]:
    found = np.array([(one.foot_strike_s, one.toe_off_s) for one in run.contacts])
    away = np.abs(found.mean(axis=1) - true.mean(axis=1)[:, None])
    hit = [(i, int(away[i].argmin())) for i in range(len(true)) if away[i].min() < 0.1]
    times = np.array([found[j] - true[i] for i, j in hit])
    force = np.array([(run.contacts[j].peak_force_bw or np.nan) - peaks[i] for i, j in hit])
    return times, force


def test_cadence_within_one_per_cent_of_the_plates(scored: list[tuple[ImuRun, Array, Array]]) -> None:
    for run, true, _ in scored:
        count = (len(true) - 1) // 2 * 2
        plates = 60 * count / (true[count, 0] - true[0, 0])
        assert run.cadence.steps_per_min == pytest.approx(plates, rel=0.01)


def test_contacts_of_a_runner_never_fitted_on(scored: list[tuple[ImuRun, Array, Array]]) -> None:
    off = np.vstack([_matched(*one)[0] for one in scored])
    asked = sum(len(true) for _, true, _ in scored)
    assert len(off) >= 0.95 * asked
    contact = off[:, 1] - off[:, 0]
    assert np.sqrt((contact**2).mean()) < 0.020  # what Patoz 2022 reached
    run = scored[0][0]
    assert (np.abs(off[:, 0]) < run.foot_strike_within_s).mean() >= 0.9
    assert (np.abs(off[:, 1]) < run.toe_off_within_s).mean() >= 0.9
    assert (np.abs(contact) < run.contact_time_within_s).mean() >= 0.9


def test_peak_force_of_each_step(scored: list[tuple[ImuRun, Array, Array]]) -> None:
    """The shipped line has seen these rows; the figure with conditions left out is the benchmark's, 0.069."""
    off = np.concatenate([_matched(*one)[1] for one in scored])
    assert np.sqrt(np.nanmean(off**2)) < 0.07
    within = scored[0][0].contacts[3].peak_force_interval_bw
    assert within is not None
    assert np.nanmean(np.abs(off) < (within[1] - within[0]) / 2) >= 0.9


def test_hip_and_ankle_agree_over_the_whole_outdoor_run(shared: Path) -> None:
    path = shared / "imu" / "hip_ankle_outdoor_100hz.csv.gz"
    hip, ankle = read_imu(path, sensor="hip"), read_imu(path, sensor="ankle")
    assert len(hip.time_s) == len(ankle.time_s) == 150_000
    one, other = cadence(hip, "hip"), cadence(ankle, "shank")
    assert one.steps_per_min == pytest.approx(other.steps_per_min, rel=0.005)
    assert one.running_s > 1000


def test_a_raw_logger_file(shared: Path) -> None:
    found = read_imu(shared / "imu" / "sacrum_raw_512hz.csv")
    assert found.rate_hz == pytest.approx(512, rel=0.01)
    run = imu_contacts(found, "waist")
    assert 120 < run.cadence.steps_per_min < 220
    lasts = [one.toe_off_s - one.foot_strike_s for one in run.contacts]
    assert len(lasts) >= 12
    assert 0.15 < np.mean(lasts) < 0.35
