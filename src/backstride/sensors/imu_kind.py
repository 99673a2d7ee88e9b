"""Whether a file is a body-worn sensor's, by what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from backstride.errors import RecordingError, UnreadableError, WrongKindError
from backstride.sensors.imu_columns import by_name, by_shape
from backstride.sensors.imu_csv import in_mps2
from backstride.sensors.imu_table import head_of

_FEWEST_ROWS: Final = 20  # of numbers without names: fewer do not show one gravity


def is_imu(path: Path) -> bool:
    """Whether a text file names the three axes of an accelerometer, or holds them without a name.

    Without names the middle length of the first samples must be about one gravity. Reads the beginning
    alone and never raises. A recording that gravity was taken out of is a sensor's too.
    """
    try:
        if not path.is_file():
            return False
        header, rows = head_of(path)
        return _named(header, path.name) if header else _shaped(rows, path.name)
    except (RecordingError, OSError, ValueError):
        return False


def _named(header: tuple[str, ...], where: str) -> bool:
    try:
        by_name(header, where)
    except WrongKindError:
        return True
    except UnreadableError:
        return False
    return True


def _shaped(rows: list[list[str]], where: str) -> bool:
    width = len(rows[0])
    whole = [row for row in rows if len(row) == width]
    table = np.array([[_number(cell) for cell in row] for row in whole])
    if len(table) < _FEWEST_ROWS:
        return False
    columns = by_shape([bool((np.diff(one) >= 0).all() and np.ptp(one) > 0) for one in table.T], where)
    in_mps2(table[:, list(columns.acceleration)], where)
    return True


def _number(cell: str) -> float:
    """
    >>> _number("1,5"), _number("-2.0")
    (1.5, -2.0)
    """
    return float(cell.replace(",", ".")) if cell else float("nan")
