"""CSV files of phones and loggers: one sensor's acceleration, and its turning where it was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import RefusedError, UnreadableError, UsageError, WrongKindError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.imu import ImuRecording
from backstride.model.recording import Note
from backstride.sensors.imu_clock import even, seconds
from backstride.sensors.imu_columns import Columns, by_name, by_shape
from backstride.sensors.imu_table import Table, number_column, read_table

if TYPE_CHECKING:
    import pandas as pd

_LEAST_SAMPLES: Final = 100
_PART_ROWS: Final = 200_000
_SCALES: Final = {"g": 1.0, "m/s2": 9.80665, "thousandths of g": 1000.0}


def read_imu(path: str | Path, rate_hz: float | None = None, sensor: str | None = None) -> ImuRecording:
    """One sensor's recording on an even clock, in m/s2 and rad/s.

    rate_hz: samples a second, for a file without times. sensor: which one, where the file holds several; a
    word of its name does (``hip`` for ``left_hip``).

    Units are decided from gravity and from how fast a runner turns, and said in the notes.

    Raises:
        UnreadableError: damaged, empty, no such columns, text for a number (line and column are said).
        WrongKindError: a folder, or acceleration without gravity.
        RefusedError: too short, too slow, or no gravity in it.
        UsageError: the path is missing, or times and --rate-hz are both missing.
    """
    path = Path(path)
    if not path.exists():
        raise UsageError("there is no such file", where=path.name, fix="Check the path")
    if path.is_dir():
        raise WrongKindError("this is a folder", where=path.name, fix="Give one CSV file of the sensor")
    raw, time_s, time_notes = _chosen(read_table(path), rate_hz, sensor)
    grid, values, rate, clock_notes = even(time_s, raw, path.name)
    scaled, unit_note = in_mps2(values[:, :3], path.name)
    turned, turn_notes = (None, ()) if values.shape[1] == 3 else in_rad_s(values[:, 3:])
    notes = (*time_notes, *clock_notes, unit_note, *turn_notes, *_missing(scaled))
    return ImuRecording(path.name, grid, rate, scaled, turned, notes)


def _chosen(
    table: Table, rate_hz: float | None, sensor: str | None
) -> tuple[FloatArray, FloatArray, tuple[Note, ...]]:
    """One sensor's acceleration, and turning where there is any, (n, 3 or 6); its times in s; what was done.

    A function of its own, so that the table of a long recording is let go of before the next step.
    """
    columns = _columns(table)
    rows = _rows_of(table, columns.sensor, sensor)
    raw = _numbers(table, (*columns.acceleration, *(columns.rotation or ())), rows)
    if len(raw) < _LEAST_SAMPLES:
        raise RefusedError(
            f"too few samples for a run stand in it ({len(raw)})",
            where=table.where,
            fix="Record 30 s or more",
        )
    return raw, *_times(table, columns, rows, rate_hz)


def in_mps2(raw: FloatArray, where: str) -> tuple[FloatArray, Note]:
    """Acceleration (n, 3) in m/s2: the unit is the one in which its middle length is about one gravity.

    Raises:
        RefusedError: no unit makes it so.
    """
    known = load("sensors/imu.toml")["gravity"]
    length = _middle_length(raw)
    if length is None:
        raise UnreadableError(
            "no sample of it holds all three axes of the acceleration", where=where, fix="Export it again"
        )
    unit, scale = min(_SCALES.items(), key=lambda one: abs(np.log(length / one[1])) if length > 0 else np.inf)
    if not (length > 0 and abs(np.log(length / scale)) <= np.log(known["factor"])):
        raise RefusedError(
            f"the middle length of its acceleration is {length:.3g}: gravity neither in g nor in m/s2",
            where=where,
            fix="Export it in g or m/s2, with gravity in it",
        )
    text = f"The acceleration is taken to be in {unit}: its middle length is {length:.3g}, about one gravity."
    metres = known["standard_mps2"] / scale
    return raw * metres, Note(level="info", code="acceleration_unit", text=text)


def in_rad_s(raw: FloatArray) -> tuple[FloatArray | None, tuple[Note, ...]]:
    """Turning (n, 3) in rad/s; None where nothing was recorded."""
    usual = _middle_length(raw)
    if not usual:
        return None, (Note(level="info", code="no_rotation", text="The gyroscope's columns hold nothing."),)
    degrees = usual > load("sensors/imu.toml")["gravity"]["rotation_deg_above"]
    unit = "degrees" if degrees else "radians"
    text = f"The turning is taken to be in {unit} per second: its middle size is {usual:.3g}."
    return (np.radians(raw) if degrees else raw), (Note(level="info", code="rotation_unit", text=text),)


def _middle_length(raw: FloatArray) -> float | None:
    """Median length of the samples (n, 3) that hold all three axes; None where none does."""
    lengths = np.linalg.norm(raw, axis=1)
    known = lengths[np.isfinite(lengths)]
    return float(np.median(known)) if known.size else None


def _columns(table: Table) -> Columns:
    if table.header is not None:
        return by_name(table.header, table.where)
    rising = []
    for column in range(table.rows.shape[1]):
        values = number_column(table, column).to_numpy()
        steps = np.diff(values[np.isfinite(values)])
        rising.append(bool(steps.size and (steps >= 0).all() and (steps > 0).mean() > 0.5))
    return by_shape(rising, table.where)


def _rows_of(table: Table, column: int | None, wanted: str | None) -> BoolArray:
    everything = np.ones(len(table.rows), dtype=np.bool_)
    if column is None:
        if wanted is not None:
            raise UsageError(
                "no column of it names a sensor", where=table.where, fix="Leave --sensor-name out"
            )
        return everything
    names = table.rows.iloc[:, column].astype(str)
    found = list(dict.fromkeys(names))
    if len(found) == 1 and wanted is None:
        return everything
    exact = [name for name in found if name == wanted]
    fit = exact or [name for name in found if wanted is not None and wanted.lower() in name.lower()]
    if len(fit) != 1:
        raise UsageError(
            f"it holds {len(found)} sensors: {', '.join(found[:8])}",
            where=table.where,
            fix="Say which one is meant with --sensor-name",
        )
    return np.asarray(names == fit[0], dtype=np.bool_)


def _numbers(table: Table, columns: Sequence[int], rows: BoolArray) -> FloatArray:
    out = np.empty((int(rows.sum()), len(columns)))
    for place, column in enumerate(columns):
        out[:, place] = number_column(table, column).to_numpy()[rows]
    return out


def _times(
    table: Table, columns: Columns, rows: BoolArray, rate_hz: float | None
) -> tuple[FloatArray, tuple[Note, ...]]:
    if rate_hz is not None and not (np.isfinite(rate_hz) and rate_hz > 0):
        raise UsageError(f"a rate of {rate_hz:g} Hz is none", where=table.where, fix="Give --rate-hz above 0")
    if rate_hz is not None:
        text = f"The times of the file are left aside: {rate_hz:g} samples a second were given."
        note = Note(level="info", code="rate_given", text=text)
        return np.arange(int(rows.sum())) / rate_hz, () if columns.time is None else (note,)
    if columns.time is None:
        raise UsageError("it has no times", where=table.where, fix="Give --rate-hz: the samples a second")
    values = table.rows.iloc[:, columns.time]
    if _dated(values):
        return seconds(_since_first(values, table)[rows], 1.0, table.where)
    raw = np.asarray(number_column(table, columns.time), dtype=np.float64)
    return seconds(raw[rows], columns.time_unit_s, table.where)


def _dated(values: pd.Series[str]) -> bool:
    return any(":" in str(value) for value in values.iloc[:1])


def _since_first(values: pd.Series[str], table: Table) -> FloatArray:
    """ISO times, or times of day, as s since the first; by parts, as texts take much room."""
    counts = np.concatenate(
        [
            _counts(values.iloc[start : start + _PART_ROWS], table)
            for start in range(0, len(values), _PART_ROWS)
        ]
    )
    return np.asarray((counts - counts[0]) * 1e-9, dtype=np.float64)


def _counts(values: pd.Series[str], table: Table) -> NDArray[np.int64]:
    """Times as whole nanoseconds."""
    import pandas as pd

    texts = values.astype(str).str.strip()
    clock = texts.iloc[0].find(":") <= 2
    moments = (
        pd.to_timedelta(texts, errors="coerce").astype("timedelta64[ns]")
        if clock
        else pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True).astype("datetime64[ns, UTC]")
    )
    bad = moments.isna().to_numpy()
    if bad.any():
        raise UnreadableError(
            f"the time in line {table.first_row + int(values.index[int(bad.argmax())])} cannot be read",
            where=table.where,
            fix="Write it as 2025-05-01T07:30:00.010",
        )
    return np.asarray(moments.astype("int64").to_numpy())


def _missing(acceleration: FloatArray) -> tuple[Note, ...]:
    share = float(np.isnan(acceleration).any(axis=1).mean())
    if share == 0:
        return ()
    text = f"{100 * share:.1f} % of the samples are missing; they stay missing."
    return (Note(level="warning", code="missing_samples", text=text),)
