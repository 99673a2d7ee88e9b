"""Cadence of two sensors worn on one run, which must agree."""

from __future__ import annotations

from typing import Any

from backstride.sensors.imu_beat import cadence
from backstride.sensors.imu_csv import read_imu
from benchmarks.common import save, shared_data


def main() -> None:
    save(
        "imu_cadence",
        "Cadence of two sensors of one run",
        "python -m benchmarks.imu_cadence",
        [both_sensors()],
    )


def both_sensors() -> dict[str, Any]:
    """Hip and ankle of the outdoor run."""
    path = shared_data() / "imu" / "hip_ankle_outdoor_100hz.csv.gz"
    hip = cadence(read_imu(path, sensor="hip"), "hip")
    ankle = cadence(read_imu(path, sensor="ankle"), "shank")
    return {
        "who": "outdoor run of 25 min",
        "hip steps/min": hip.steps_per_min,
        "ankle steps/min": ankle.steps_per_min,
        "apart %": 100 * (hip.steps_per_min / ankle.steps_per_min - 1),
        "running s": hip.running_s,
    }


if __name__ == "__main__":
    main()
