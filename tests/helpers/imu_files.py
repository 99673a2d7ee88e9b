"""A made waist sensor written as CSV, as loggers write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from helpers.imu_made import Array, Made

HEADER = ("time", "acc_x", "acc_y", "acc_z")
GYRO = ("gyro_x", "gyro_y", "gyro_z")


def table(made: Made, turn: Rotation | None = None, gyro: bool = False) -> Array:
    """Times in s, acceleration in g and, where asked for, turning in rad/s; turned as a whole."""
    turn = turn or Rotation.identity()
    parts = [made.time_s[:, None], turn.apply(made.felt_g)]
    return np.hstack([*parts, turn.apply(made.turning)] if gyro else parts)


def write(
    path: Path,
    rows: Array,
    header: tuple[str, ...] | None = HEADER,
    separator: str = ",",
    decimal: str = ".",
) -> Path:
    """NaN becomes an empty cell."""
    lines = [
        separator.join("" if np.isnan(cell) else f"{cell:.9f}".replace(".", decimal) for cell in row)
        for row in rows
    ]
    path.write_text(
        "\n".join([*([separator.join(header)] if header else []), *lines]) + "\n", encoding="utf-8"
    )
    return path


def write_made(path: Path, made: Made, turn: Rotation | None = None) -> Path:
    """With its gyroscope."""
    return write(path, table(made, turn, gyro=True), (*HEADER, *GYRO))
