"""Mean and spread of stride curves, per side, from the long table of single strides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from backstride.model.analysis import Analysis
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side

NONE: Final = -1  # a code that no row has


@dataclass(frozen=True, eq=False)
class SideCurve:
    """One side of one curve: mean and sample standard deviation over strides at each percent (n,).

    bounds: another band than one standard deviation to both sides, low and high, each (n,).
    """

    side: Side
    percent: FloatArray
    mean: FloatArray
    sd: FloatArray
    n_strides: int
    bounds: tuple[FloatArray, FloatArray] | None = None

    @property
    def low(self) -> FloatArray:
        """The lower edge of the band, (n,)."""
        return self.bounds[0] if self.bounds else self.mean - self.sd

    @property
    def high(self) -> FloatArray:
        """The upper edge of the band, (n,)."""
        return self.bounds[1] if self.bounds else self.mean + self.sd


@dataclass(frozen=True, eq=False)
class CurveStats:
    """One curve with the sides that were measured."""

    curve: str
    unit: str
    sides: tuple[SideCurve, ...]


def main_recording(curves: pa.Table) -> str | None:
    """The recording with the most curve samples: the one that is drawn; the first of equals."""
    if curves.num_rows == 0:
        return None
    names, codes = _codes(curves["recording"])
    counts = np.bincount(codes, minlength=len(names)).tolist()
    return str(min(zip(names, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))[0])


def curve_stats(
    curves: pa.Table, recording: str, only: Collection[str] | None = None
) -> dict[str, CurveStats]:
    """Mean and spread of every curve of ``recording``, or of those of ``only`` alone, keyed by curve.

    curves: the contract's columns. A sample that is NaN or null in one stride leaves the others.
    """
    names, name_codes = _codes(curves["curve"])
    sides, side_codes = _codes(curves["side"])
    recordings, recording_codes = _codes(curves["recording"])
    of_it = recording_codes == (recordings.index(recording) if recording in recordings else NONE)
    values = _numbers(curves["value"])
    percents = _numbers(curves["percent"])
    strides = _numbers(curves["stride"])
    units = curves["unit"].combine_chunks()
    result = {}
    wanted = set(names if only is None else only)
    for code, name in ((code, name) for code, name in enumerate(names) if name in wanted):
        drawn = []
        for side in SIDES:
            mine = of_it & (name_codes == code) & (side_codes == _place(side, sides))
            if np.isfinite(values[mine]).any():
                drawn.append(_side_curve(side, percents[mine], values[mine], strides[mine]))
        if drawn:
            unit = str(units[int(np.argmax(of_it & (name_codes == code)))].as_py())
            result[name] = CurveStats(name, unit, tuple(drawn))
    return result


def toe_offs(analysis: Analysis, recording: str) -> dict[Side, float]:
    """Where toe-off falls in the stride of each foot, percent; without a foot of which that is unknown."""
    found = {side: toe_off_percent(analysis, recording, side) for side in SIDES}
    return {side: percent for side, percent in found.items() if percent is not None}


def toe_off_percent(analysis: Analysis, recording: str, side: Side) -> float | None:
    """Where toe-off falls in the stride, median over this side's strides; None without a whole stride."""
    mine = sorted(
        (c for c in analysis.contacts if c.recording == recording and c.side == side),
        key=lambda contact: contact.foot_strike_s,
    )
    if len(mine) < 2:
        return None
    stride_s = float(np.median(np.diff([c.foot_strike_s for c in mine])))
    contact_s = float(np.median([c.toe_off_s - c.foot_strike_s for c in mine]))
    return 100 * contact_s / stride_s if stride_s > contact_s else None


def _side_curve(side: Side, percent: FloatArray, value: FloatArray, stride: NDArray[np.int_]) -> SideCurve:
    """Mean and spread of the samples (n,) at each percent; NaN where no stride (SD: not two) has one."""
    grid, place = np.unique(percent, return_inverse=True)
    seen = np.isfinite(value)
    at, there = place[seen], value[seen]
    count = np.bincount(at, minlength=grid.size)
    mean = _over(np.bincount(at, weights=there, minlength=grid.size), count)
    squares = np.bincount(at, weights=(there - mean[at]) ** 2, minlength=grid.size)
    return SideCurve(side, grid, mean, np.sqrt(_over(squares, count - 1)), int(np.unique(stride[seen]).size))


def _over(total: NDArray[np.floating | np.int_], count: NDArray[np.int_]) -> FloatArray:
    share: FloatArray = np.full(total.size, np.nan)
    np.divide(total, count, out=share, where=count > 0)
    return share


def _place(side: Side, sides: list[str]) -> int:
    return sides.index(side) if side in sides else NONE


def _numbers(column: pa.ChunkedArray | pa.Array) -> NDArray[Any]:
    """The values (n,), a missing one NaN. Arrow's own way to NumPy imports pandas, which takes a second."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array.to_numpy(zero_copy_only=False) if array.null_count else np.from_dlpack(array)


def _codes(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int_]]:
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.dictionary.to_pylist(), _numbers(encoded.indices)
