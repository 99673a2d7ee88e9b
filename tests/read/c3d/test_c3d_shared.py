"""Real laboratories: forces against contacts found by other code, pressure points under the feet."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, filtfilt

from backstride.read.c3d import read_c3d
from backstride.read.raw import RawRecording

pytestmark = pytest.mark.shared

TREADMILL = [f"RBDS{who}run{speed}" for who in ("001", "017", "022", "08") for speed in ("T25", "T45")]
UP = {"x": 0, "y": 1, "z": 2}


def _contacts(vertical: np.ndarray, rate_hz: float) -> np.ndarray:
    """Foot strike (s), toe-off (s) and peak (N) by the plate contact of the conventions."""
    force = filtfilt(*butter(2, 50, fs=rate_hz), vertical)
    over = force >= 50
    up, down = np.flatnonzero(~over[:-1] & over[1:]), np.flatnonzero(over[:-1] & ~over[1:])
    down = down[down > up[0]]

    def crossing(i: np.ndarray) -> np.ndarray:
        return (i + (50 - force[i]) / (force[i + 1] - force[i])) / rate_hz

    peaks = [force[a : b + 1].max() for a, b in zip(up, down, strict=False)]
    return np.column_stack([crossing(up[: len(down)]), crossing(down), peaks])


def _truth(shared: Path, trial: str) -> np.ndarray:
    with (shared / "truth" / "contacts.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["trial"] == trial]
    return np.array([[float(row[k]) for k in ("foot_strike_s", "toe_off_s", "peak_n")] for row in rows])


def _path(shared: Path, trial: str) -> Path:
    return shared / ("rbds" if trial.startswith("RBDS") else "fullbody") / f"{trial}.c3d"


def _total(recording: RawRecording) -> np.ndarray:
    return sum(plate.force_n for plate in recording.forces.plates)


@pytest.mark.parametrize("trial", [*TREADMILL, "JA1Gait21"])
def test_contacts_and_peaks_agree_with_the_truth(shared: Path, trial: str) -> None:
    recording = read_c3d(_path(shared, trial))
    found = _contacts(_total(recording)[:, UP[recording.up_hint]], recording.forces.rate_hz)
    truth = _truth(shared, trial)
    nearest = found[np.abs(found[:, :1] - truth[:, 0]).argmin(axis=0)]
    assert np.abs(nearest[:, :2] - truth[:, :2]).max() < 1e-3
    assert np.abs(nearest[:, 2] - truth[:, 2]).max() < 5


@pytest.mark.parametrize("trial", [*TREADMILL, "JA1Gait21"])
def test_the_pressure_point_lies_under_the_standing_foot(shared: Path, trial: str) -> None:
    recording = read_c3d(_path(shared, trial))
    vertical, forward = UP[recording.up_hint], 0 if trial.startswith("RBDS") else 1
    across = 3 - vertical - forward
    words = ("Heel", "MT1", "MT5", "HEEL", "TOE", "P1MT", "P5MT")
    feet = recording.positions_m[:, [any(w in label for w in words) for label in recording.labels]]
    behind, beside = [], []
    for plate in recording.forces.plates:
        samples = np.searchsorted(recording.forces.time_s, recording.time_s)
        for frame in np.flatnonzero(plate.force_n[samples, vertical] > 600)[::9]:
            foot = feet[frame][np.isfinite(feet[frame]).all(axis=1)]
            lowest = foot[foot[:, vertical].argmin()]
            foot = foot[np.linalg.norm(foot - lowest, axis=1) < 0.3]
            point = plate.centre_of_pressure_m[samples[frame]]
            behind.append(point[forward] - foot[:, forward].min())
            beside.append(point[across] - foot[:, across].mean())
    assert 0.1 < np.median(behind) < 0.25  # from the heel marker forward
    assert np.abs(np.median(beside)) < 0.03


@pytest.mark.parametrize("trial", [*TREADMILL, "JA1Gait21"])
def test_the_ground_brakes_first_and_pushes_then(shared: Path, trial: str) -> None:
    recording = read_c3d(_path(shared, trial))
    total, rate_hz = _total(recording), recording.forces.rate_hz
    fore = total[:, 0 if trial.startswith("RBDS") else 1]
    halves = []
    for strike, off, _ in _contacts(total[:, UP[recording.up_hint]], rate_hz):
        first, last = round(strike * rate_hz), round(off * rate_hz)
        middle = (first + last) // 2
        halves.append((fore[first:middle].mean(), fore[middle:last].mean()))
    braking, pushing = np.median(halves, axis=0)
    assert -300 < braking < -50
    assert 50 < pushing < 300


def test_gaps_written_as_exact_zeros_are_missing(shared: Path) -> None:
    recording = read_c3d(_path(shared, "RBDS014runT45"))
    assert not (recording.positions_m == 0).all(axis=2).any()
    assert np.isnan(recording.positions_m).any()


def test_a_volts_treadmill_is_read_with_its_calibration(shared: Path) -> None:
    recording = read_c3d(_path(shared, "RBDS001runT25"))
    (plate,) = recording.forces.plates
    assert recording.up_hint == "y"
    assert recording.forces.rate_hz == pytest.approx(300)
    np.testing.assert_allclose(plate.corners_m.mean(axis=0), [2.149, 0, 0.9767], atol=1e-4)
    swing = plate.force_n[:, 1] < 25
    assert np.abs(np.median(plate.force_n[swing], axis=0)).max() < 8


def test_eight_plates_labels_and_events_of_an_overground_trial(shared: Path) -> None:
    recording = read_c3d(_path(shared, "JA1Gait21"))
    assert len(recording.forces.plates) == 8
    assert recording.forces.rate_hz == pytest.approx(1500)
    assert (recording.up_hint, recording.time_s[0], recording.rate_hz) == ("z", 0.0, 250.0)
    assert not any(label.startswith("*") for label in recording.labels)
    strikes = [event.time_s for event in recording.events if event.label == "Foot Strike"]
    truth = _truth(shared, "JA1Gait21")[:, 0]
    assert np.abs(np.array(strikes)[:, None] - truth).min(axis=0).max() < 0.01
