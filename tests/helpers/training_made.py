"""A folder of runs made by hand: so many kilometres on so many days, as small FIT files or already read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from backstride.model.training import TrainingLoad, TrainingRun
from backstride.sensors.training_load import training_load
from helpers.fit_bytes import CYCLING, RUNNING
from helpers.training_files import write_run

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
FIRST = date(2026, 3, 2)  # a Monday
LAST = date(2026, 6, 28)  # a Sunday
MPS = 3.0
MOMENTS = 40


def run_file(folder: Path, day: int, km: float, *, hour: int = 9, sport: int = RUNNING) -> Path:
    """One run of 3 m/s on a day after the first Monday."""
    at = datetime(FIRST.year, FIRST.month, FIRST.day, hour, tzinfo=UTC) + timedelta(days=day)
    start, minutes = int((at - FIT_EPOCH).total_seconds()), 1000 * km / MPS / 60
    return write_run(
        folder / f"{at:%Y-%m-%d_%H}.fit",
        start=start,
        minutes=minutes,
        mps=MPS,
        sport=sport,
        step_s=max(round(60 * minutes / MOMENTS), 1),
    )


def ride_file(folder: Path, day: int) -> Path:
    """A bike ride that lies between the runs."""
    return run_file(folder, day, 20, hour=15, sport=CYCLING)


def run_files(folder: Path, runs: Iterable[tuple[int, float]]) -> Path:
    """A folder of these runs (day, km)."""
    folder.mkdir(parents=True, exist_ok=True)
    for day, km in runs:
        run_file(folder, day, km)
    return folder


def load_of(days: Mapping[int, float]) -> TrainingLoad:
    """The load of runs without files: days before the last one -> km."""
    return training_load(
        TrainingRun(
            file=f"{back}.fit",
            start=None,
            day=LAST - timedelta(days=back),
            distance_m=1000 * km,
            moving_s=1,
            elapsed_s=1,
        )
        for back, km in days.items()
    )
