"""Curves of every stride on 0-100 %, foot strike to foot strike of the same foot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from backstride.model.analysis import CURVE_COLUMNS
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Stride
from backstride.model.motion import Motion

if TYPE_CHECKING:
    from backstride.loads.ground_reaction import GroundReaction

PERCENT: Final = np.arange(101, dtype=float)  # by convention 0 and 100 % are successive foot strikes
# An hour holds 5,000 strides a side; this many, evenly spread over the run, draw the same band and keep
# the table below 100 MB.
MOST_STRIDES: Final = 200
SCHEMA: Final = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in CURVE_COLUMNS])
FORCE_AXES: Mapping[str, int] = MappingProxyType(
    {"forward_force": 0, "vertical_force": 1, "rightward_force": 2}
)

# Frontal and transverse curves are drawn as this side sees them, so that left and right may be laid over
# each other: + this side higher, forward, or (trunk_lateral) leaning to this side. As the motion room has
# them obliquity is + right side lower, the others + right side forward or to the right.
SIGN: Mapping[Side, Mapping[str, float]] = MappingProxyType(
    {
        "left": {"pelvic_rotation": -1.0, "trunk_rotation": -1.0, "trunk_lateral": -1.0},
        "right": {"pelvic_obliquity": -1.0},
    }
)


def stride_curves(motion: Motion, reaction: GroundReaction | None) -> pa.Table:
    """Long table: recording, side, stride, curve, percent, value, unit (``deg``, ``m``, ``BW``).

    One row per percent of each stride of each curve. A leg's curves are given over its own foot's
    strides without their side suffix (``knee_flexion``); those of pelvis and trunk over both feet's,
    turned to this side (``SIGN``).
    ``stride`` counts from 0 in time order within a side. Values are null where missing. Forces are the
    total of both feet on the runner. At most 200 strides a side, evenly spread over the run.
    """
    tables = [
        curve_table(motion.recording_id, side, name, unit, numbers, values)
        for side in SIDES
        for numbers, strides in [chosen_strides(motion, side)]
        if strides
        for name, unit, values in _side_curves(motion, reaction, side, strides)
    ]
    return join_curves(tables)


def join_curves(tables: Sequence[pa.Table]) -> pa.Table:
    """The stride curves of several recordings as one table."""
    return pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def chosen_strides(motion: Motion, side: Side) -> tuple[FloatArray, list[Stride]]:
    """The strides of one foot that are kept, and their numbers in time order."""
    strides = [s for s in motion.strides if s.side == side]
    count = min(len(strides), MOST_STRIDES)
    numbers = (
        np.unique(np.linspace(0, len(strides) - 1, count).round().astype(int)) if count else np.array([])
    )
    return numbers, [strides[i] for i in numbers]


def _side_curves(
    motion: Motion, reaction: GroundReaction | None, side: Side, strides: list[Stride]
) -> Iterator[tuple[str, str, FloatArray]]:
    """(name, unit, (strides, 101) values) of everything that is drawn over this side's strides."""
    times_s = percent_times_s(strides)
    for name in _curves_of(motion, side):
        angle = np.asarray(motion.angles.sel(curve=name).values, dtype=float)
        degrees = SIGN[side].get(name, 1.0) * np.degrees(angle)
        yield name.removesuffix(f"_{side}"), "deg", np.interp(times_s, motion.time_s, degrees)
    height = np.asarray(motion.centre_of_mass.values, dtype=float)[:, 1]
    yield "centre_of_mass_height", "m", np.interp(times_s, motion.time_s, height)
    if reaction is not None and reaction.body_weight_n is not None:
        for name, axis in FORCE_AXES.items():
            force_bw = reaction.force_n[:, axis] / reaction.body_weight_n
            outside = {"left": np.nan, "right": np.nan}
            yield name, "BW", np.interp(times_s, reaction.time_s, force_bw, **outside)


def _curves_of(motion: Motion, side: Side) -> Iterable[str]:
    other = "_right" if side == "left" else "_left"
    return [str(name) for name in motion.angles.coords["curve"].values if not str(name).endswith(other)]


def percent_times_s(strides: list[Stride]) -> FloatArray:
    """(strides, 101) s."""
    starts = np.array([s.foot_strike_s for s in strides])[:, None]
    stops = np.array([s.next_foot_strike_s for s in strides])[:, None]
    return np.asarray(starts + (stops - starts) * PERCENT / 100)


def curve_table(
    recording: str, side: Side, curve: str, unit: str, numbers: FloatArray, values: FloatArray
) -> pa.Table:
    """The rows of one curve, values (strides, 101)."""
    n = values.size
    columns = [
        _repeated(recording, n),
        _repeated(side, n),
        pa.array(np.repeat(numbers, PERCENT.size).astype(np.int32)),
        _repeated(curve, n),
        pa.array(np.tile(PERCENT, len(numbers))),
        pa.array(values.ravel(), from_pandas=True),  # NaN becomes null
        _repeated(unit, n),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _repeated(text: str, n: int) -> pa.Array:
    return pa.repeat(text, n)
