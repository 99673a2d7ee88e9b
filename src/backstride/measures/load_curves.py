"""The loads of the back over a stride: mean and 95 % interval of the strides at each percent, by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
from scipy.special import stdtrit

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load as knowledge
from backstride.loads.lumbar_load import LumbarLoad
from backstride.measures.curves import chosen_strides, curve_table, join_curves, percent_times_s
from backstride.measures.interval import FEWEST_STRIDES, Z_95, memory
from backstride.measures.lumbar import AXIAL, BENDING, EXTENSION
from backstride.measures.lumbar_error import common_share, error_sd
from backstride.measures.rows import DECIMALS
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Stride
from backstride.model.loads import Curve, LoadCurve
from backstride.model.measure import Unit
from backstride.model.motion import Motion
from backstride.model.runner import Runner

WORDS: Final = "back_load.toml"
COMPRESSION: Final = "l5s1_compression"
# + to this side, where the joint's axes have + to the right (bending, sideways) or to the left (turning).
_TO_RIGHT: Final[Mapping[Side, float]] = MappingProxyType({"left": -1.0, "right": 1.0})
_Of = Callable[[LumbarLoad, Side], FloatArray]
_CURVES: Final[Mapping[str, tuple[Unit, _Of]]] = MappingProxyType(
    {
        "l5s1_extension_moment": ("N m/kg", lambda load, _: load.moment_nm_per_kg[:, EXTENSION]),
        "l5s1_bending_moment": (
            "N m/kg",
            lambda load, side: _TO_RIGHT[side] * load.moment_nm_per_kg[:, BENDING],
        ),
        "l5s1_axial_moment": (
            "N m/kg",
            lambda load, side: -_TO_RIGHT[side] * load.moment_nm_per_kg[:, AXIAL],
        ),
        COMPRESSION: ("BW", lambda load, _: load.compression_bw),
        "l5s1_shear_forward": ("BW", lambda load, _: load.shear_bw[:, 0]),
        "l5s1_shear_sideways": ("BW", lambda load, side: _TO_RIGHT[side] * load.shear_bw[:, 1]),
        "quadratus_lumborum_force": ("BW", lambda load, side: load.quadratus_bw[side]),
    }
)
NEVER_NEGATIVE: Final = frozenset({COMPRESSION, "quadratus_lumborum_force"})


def load_ids() -> tuple[str, ...]:
    """Every curve, in the order of the report."""
    return tuple(_CURVES)


def load_table(motion: Motion, load: LumbarLoad | MeasureRefused) -> pa.Table:
    """The long table of ``curves.stride_curves`` for the loads: a row per percent of each kept stride."""
    if isinstance(load, MeasureRefused):
        return join_curves([])
    tables = []
    for side in SIDES:
        numbers, strides = chosen_strides(motion, side)
        for name, unit, values in _values(load, side, strides):
            tables.append(curve_table(motion.recording_id, side, name, unit, numbers, values))
    return join_curves(tables)


def _values(
    load: LumbarLoad, side: Side, strides: list[Stride], only: frozenset[str] | None = None
) -> Iterator[tuple[str, Unit, FloatArray]]:
    """(curve, unit, (strides, 101) values) over some strides of one foot; NaN where missing."""
    if not strides:
        return
    times_s = percent_times_s(strides)
    for name, (unit, of) in _CURVES.items():
        if only is None or name in only:
            yield name, unit, _between(times_s, load.time_s, of(load, side))


def load_curves(
    motion: Motion, load: LumbarLoad, runner: Runner, only: frozenset[str] | None = None
) -> tuple[LoadCurve, ...]:
    """Both sides of every curve (of those of ``only``) that at least three strides show.

    The interval joins the spread of the strides with the error of model and instrument (``lumbar_error``).
    """
    made = [
        _curve(name, side, unit, values, load, runner)
        for side in SIDES
        for strides in [[one for one in motion.strides if one.side == side]]
        for name, unit, values in _values(load, side, strides, only)
    ]
    order = {name: place for place, name in enumerate(load_ids())}
    known = (one for one in made if any(value is not None for value in one.mean))
    return tuple(sorted(known, key=lambda one: order[one.id]))  # stable: left stays before right


def _curve(
    name: str, side: Side, unit: Unit, values: FloatArray, load: LumbarLoad, runner: Runner
) -> LoadCurve:
    mean, spread = _mean_and_spread(name, values)
    like, usual = error_of(name), _row(name).get("error_sd")
    error = np.hypot(error_sd(like, load, usual), common_share(like, load, runner) * mean)
    half = np.hypot(spread, Z_95 * error)
    low = np.maximum(mean - half, 0.0) if name in NEVER_NEGATIVE else mean - half
    digits = DECIMALS[unit]
    return LoadCurve(
        id=name,
        side=side,
        unit=unit,
        n_strides=int(np.isfinite(values).any(axis=1).sum()),
        mean=_told(mean, digits),
        low=_told(low, digits),
        high=_told(mean + half, digits),
    )


def _mean_and_spread(name: str, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean of the strides (strides, 101), and how far off their spread lets it be in 95 %, (101,) each; NaN
    where fewer than three strides tell. Strides remember each other, as in ``interval.stride_spread``."""
    seen = np.isfinite(values)
    count = seen.sum(axis=0)
    enough = count >= FEWEST_STRIDES
    n = np.where(enough, count, FEWEST_STRIDES)
    mean = np.where(enough, np.where(seen, values, 0.0).sum(axis=0) / n, np.nan)
    off = np.where(seen, values - mean, 0.0)
    spread = np.sqrt((off**2).sum(axis=0) / (n - 1) / n)
    return mean, stdtrit(n - 1, 0.975) * spread * n ** (memory(error_of(name)) - 0.5)


def error_of(curve: str) -> str:
    """The measure whose error a curve shares, or follows."""
    return str(_row(curve)["measure"])


def _row(curve: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in knowledge(WORDS)["curve"] if row["id"] == curve)
    return found


def _between(times_s: FloatArray, clock_s: FloatArray, values: FloatArray) -> FloatArray:
    """Values (n,) read between samples at (strides, 101) s; NaN outside the record or beside a gap."""
    return np.asarray(np.interp(times_s, clock_s, values, left=np.nan, right=np.nan))


def _told(values: FloatArray, digits: int) -> Curve:
    return tuple(round(value, digits) + 0.0 if np.isfinite(value) else None for value in values.tolist())
