"""Mean and spread of stride curves, per side, from the long table of single strides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from backstride.model.analysis import Analysis
from backstride.model.common import SIDES, FloatArray, Side


@dataclass(frozen=True, eq=False)
class SideCurve:
    """One side of one curve: mean and sample standard deviation over strides at each percent (n,)."""

    side: Side
    percent: FloatArray
    mean: FloatArray
    sd: FloatArray
    n_strides: int


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
    counted = pc.value_counts(curves["recording"].combine_chunks())
    names, counts = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
    return str(min(zip(names, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))[0])


def curve_stats(curves: pa.Table, recording: str) -> dict[str, CurveStats]:
    """Mean and spread of every curve of ``recording``, keyed by curve.

    curves: the contract's columns. A sample that is NaN or null in one stride leaves the others.
    """
    rows = curves.filter(pc.equal(curves["recording"], recording))
    names, name_codes = _codes(rows["curve"])
    sides, side_codes = _codes(rows["side"])
    values = rows["value"].to_numpy()
    percents = rows["percent"].to_numpy()
    strides = rows["stride"].to_numpy()
    units = _units(rows)
    result = {}
    for code, name in enumerate(names):
        mine = [
            _side_curve(side, percents[chosen], values[chosen], strides[chosen])
            for side in SIDES
            if side in sides and (chosen := (name_codes == code) & (side_codes == sides.index(side))).any()
        ]
        if any(np.isfinite(one.mean).any() for one in mine):
            result[name] = CurveStats(name, units[name], tuple(mine))
    return result


def toe_off_percent(analysis: Analysis, recording: str, side: Side) -> float | None:
    """Where toe-off falls in the stride, median over this side's strides; None without a whole stride."""
    mine = [c for c in analysis.contacts if c.recording == recording and c.side == side]
    if len(mine) < 2:
        return None
    stride_s = float(np.median(np.diff([c.foot_strike_s for c in mine])))
    contact_s = float(np.median([c.toe_off_s - c.foot_strike_s for c in mine]))
    return 100 * contact_s / stride_s if stride_s > contact_s else None


def _side_curve(side: Side, percent: FloatArray, value: FloatArray, stride: NDArray[np.int_]) -> SideCurve:
    grid, place = np.unique(percent, return_inverse=True)
    seen = np.isfinite(value)
    count = np.bincount(place[seen], minlength=grid.size)
    with np.errstate(invalid="ignore", divide="ignore"):  # no stride at this percent: NaN, drawn as a gap
        mean = np.bincount(place[seen], weights=value[seen], minlength=grid.size) / count
        squares = (value[seen] - mean[place[seen]]) ** 2
        sd = np.sqrt(np.bincount(place[seen], weights=squares, minlength=grid.size) / (count - 1))
    sd[count < 2] = np.nan
    return SideCurve(side, grid, mean, sd, int(np.unique(stride[seen]).size))


def _codes(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int_]]:
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False)


def _units(rows: pa.Table) -> dict[str, str]:
    pairs = rows.group_by(["curve"]).aggregate([("unit", "min")])
    return dict(zip(pairs["curve"].to_pylist(), pairs["unit_min"].to_pylist(), strict=True))
