"""What a sensor at the sacrum felt: real rows beside forces, and virtual sensors made from pelvis markers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from backstride.model.arrays import FloatArray
from backstride.model.imu import ImuRecording
from backstride.sensors.imu_filters import low_pass
from benchmarks.common import shared_data, truth_contacts, truth_trials
from benchmarks.contacts_cases import Trial, others, rbds

GRAVITY = 9.80665
SEEN_HZ = 20.0  # as the real rows were low-passed by their source
ROW_HZ = 500.0
ROW_MASS_KG = 76.8
EDGE_S = 0.1


@dataclass(frozen=True, eq=False)
class Case:
    """One recording beside truth: contacts (n, 2) s, sides ('' unknown), peaks (n,) in body weights.

    group: the runner, or for real rows the condition (copies of one condition share it).
    """

    name: str
    group: str
    speed_mps: float
    recording: ImuRecording
    contacts_s: FloatArray
    sides: tuple[str, ...]
    peaks_bw: FloatArray


def virtual() -> list[Case]:
    """The treadmill trials of eight runners, as a sensor glued to the sacrum would have felt them."""
    return [_virtual(trial) for trial in rbds()]


def virtual_others() -> list[Case]:
    """The same of another laboratory's runner, never fitted on; trials of five strides or more."""
    return [_virtual(trial) for trial in others() if len(trial.truth.sides) >= 10]


def rows() -> list[Case]:
    """The real sacral sensor: nine rows of one runner, force plates beside."""
    folder = shared_data() / "imu"
    felt = np.loadtxt(folder / "sacrum_accel_rows.csv", delimiter=",")
    forces = np.loadtxt(folder / "grf_rows.csv", delimiter=",")
    told = pd.read_csv(folder / "conditions.csv")
    return [_row(n, felt[n], forces[n], told.iloc[n]) for n in range(len(felt))]


def _row(number: int, felt: FloatArray, force_bw: FloatArray, told) -> Case:  # type: ignore[no-untyped-def]
    count = len(force_bw)
    accel = GRAVITY * np.column_stack([felt[:count], felt[count:], np.zeros(count)])
    times = np.arange(count) / ROW_HZ
    contacts, peaks = plate_contacts(times, low_pass(force_bw, ROW_HZ, 50.0), 50 / (ROW_MASS_KG * GRAVITY))
    return Case(
        name=f"row {number + 1}",
        group=f"{told.Speed:g} m/s, slope {told.Slope:g}",
        speed_mps=float(told.Speed),
        recording=ImuRecording(f"row {number + 1}", times, ROW_HZ, accel),
        contacts_s=contacts,
        sides=("",) * len(contacts),
        peaks_bw=peaks,
    )


def plate_contacts(times: FloatArray, force: FloatArray, threshold: float) -> tuple[FloatArray, FloatArray]:
    """Whole contacts (n, 2) s by interpolated crossings, and their peaks (n,)."""
    on = force > threshold
    up, down = np.flatnonzero(on[1:] & ~on[:-1]), np.flatnonzero(~on[1:] & on[:-1])

    def crossing(at: int) -> float:
        share = (threshold - force[at]) / (force[at + 1] - force[at])
        return float(times[at] + share * (times[at + 1] - times[at]))

    pairs = [(int(u), int(down[down > u][0])) for u in up if (down > u).any()]
    spans = np.array([(crossing(u), crossing(d)) for u, d in pairs]).reshape(-1, 2)
    return spans, np.array([force[u : d + 1].max() for u, d in pairs])


def _virtual(trial: Trial) -> Case:
    """A sensor between the PSIS, its axes the pelvis's: felt acceleration and turning."""
    times, back, left, right = _pelvis(trial)
    frame = _frame(back, left, right)
    accel = CubicSpline(times, back)(times, 2) + np.array([0.0, GRAVITY, 0.0])
    turn = Rotation.from_matrix(frame)
    step = (turn[1:] * turn[:-1].inv()).as_rotvec() * -trial.rate_hz
    inside = (trial.truth.times_s[:, 0] > times[0] + EDGE_S) & (
        trial.truth.times_s[:, 1] < times[-1] - EDGE_S
    )
    return Case(
        name=trial.id,
        group=trial.runner,
        speed_mps=trial.speed_mps,
        recording=ImuRecording(
            trial.id,
            times,
            trial.rate_hz,
            np.einsum("nij,nj->ni", frame, accel),
            np.vstack([step, step[-1:]]),
        ),
        contacts_s=trial.truth.times_s[inside],
        sides=tuple(np.array(trial.truth.sides)[inside]),
        peaks_bw=_peaks(trial)[inside],
    )


def _pelvis(trial: Trial) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Times and the back, left and right of the longest stretch where the pelvis is seen, smoothed."""
    names = set(map(str, trial.points.coords["point"].to_numpy()))
    behind = ("psis_left", "psis_right") if "psis_left" in names else ("sacrum", "sacrum")
    every = [trial.points.sel(point=name).to_numpy() for name in (*behind, "asis_left", "asis_right")]
    times = trial.points.coords["time"].to_numpy()
    seen = np.flatnonzero(np.isfinite(np.hstack(every)).all(axis=1))
    runs = np.split(seen, np.flatnonzero(np.diff(seen) > 0.1 * trial.rate_hz) + 1)
    kept = max(runs, key=len)
    part = times[kept[0] : kept[-1] + 1]
    smooth = [low_pass(CubicSpline(times[kept], one[kept])(part), trial.rate_hz, SEEN_HZ) for one in every]
    return part, (smooth[0] + smooth[1]) / 2, smooth[2], smooth[3]


def _frame(back: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
    """(n, 3, 3): rows forward, up, right of the pelvis, in the laboratory's axes."""
    rightward = right - left
    rightward = rightward / np.linalg.norm(rightward, axis=1, keepdims=True)
    forward = (left + right) / 2 - back
    forward = forward - (forward * rightward).sum(axis=1, keepdims=True) * rightward
    forward = forward / np.linalg.norm(forward, axis=1, keepdims=True)
    return np.stack([forward, np.cross(rightward, forward), rightward], axis=1)


def _peaks(trial: Trial) -> FloatArray:
    table = truth_contacts()
    mine = table[table.trial == trial.id]
    mass = float(truth_trials().mass_kg.get(trial.id, np.nan))
    return np.asarray(mine.peak_n, dtype=np.float64) / (mass * GRAVITY)
