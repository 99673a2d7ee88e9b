from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from backstride.measures.curves import MOST_STRIDES, join_curves, stride_curves


def _values(table: pa.Table, side: str, curve: str) -> np.ndarray:
    chosen = table.filter((pc.field("side") == side) & (pc.field("curve") == curve))
    return chosen.column("value").to_numpy(zero_copy_only=False).reshape(-1, 101)


def test_columns_are_the_contract(paper: ModuleType) -> None:
    table = stride_curves(paper.analytic_motion(), None)
    assert table.column_names == ["recording", "side", "stride", "curve", "percent", "value", "unit"]
    assert set(table.column("unit").to_pylist()) == {"deg", "m"}


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_leg_curve_runs_strike_to_strike_of_its_own_foot(paper: ModuleType, side: str) -> None:
    knee = _values(stride_curves(paper.analytic_motion(), None), side, "knee_flexion")
    expected = 30 + 20 * np.cos(2 * np.pi * np.arange(101) / 100)
    assert knee.shape == (11, 101)
    np.testing.assert_allclose(knee, np.tile(expected, (11, 1)), atol=0.05)


def test_pelvis_curves_are_turned_to_the_side_so_that_left_and_right_lie_on_each_other(
    paper: ModuleType,
) -> None:
    """A symmetric runner: what the left does at left strike the right does half a stride later."""
    table = stride_curves(paper.analytic_motion(), None)
    for curve in ("pelvic_obliquity", "pelvic_rotation"):
        left, right = (_values(table, side, curve).mean(axis=0) for side in ("left", "right"))
        np.testing.assert_allclose(left, right, atol=0.02)
    assert _values(table, "left", "pelvic_obliquity")[0, 0] == pytest.approx(
        4.0, abs=0.02
    )  # stance side higher
    assert _values(table, "left", "pelvic_rotation")[0, 0] == pytest.approx(-6.0, abs=0.02)


def test_tables_of_recordings_are_joined(paper: ModuleType) -> None:
    one = stride_curves(paper.analytic_motion(), None)
    assert join_curves([one, one]).num_rows == 2 * one.num_rows
    assert join_curves([]).column_names == one.column_names


def test_vertical_force_is_in_body_weights_and_starts_near_nothing(paper: ModuleType) -> None:
    motion = paper.analytic_motion()
    force = _values(stride_curves(motion, paper.analytic_reaction(motion)), "left", "vertical_force")
    assert np.all(force[:, 0] < 0.2)
    assert force.max() == pytest.approx(np.pi / 2 * paper.STRIDE_S / 2 / paper.CONTACT_S, abs=0.02)


def test_missing_samples_are_null_not_nan(paper: ModuleType) -> None:
    motion = paper.analytic_motion()
    angles = motion.angles.copy(deep=True)
    angles[{"time": slice(100, 120)}] = np.nan
    table = stride_curves(replace(motion, angles=angles), None)
    values = table.column("value")
    assert values.null_count > 0
    assert not pc.any(pc.is_nan(values)).as_py()


def test_an_hour_gives_no_more_curves_than_a_few_minutes(paper: ModuleType) -> None:
    table = stride_curves(paper.analytic_motion(n_strides=MOST_STRIDES + 50), None)
    left = table.filter((pc.field("side") == "left") & (pc.field("curve") == "pelvic_tilt"))
    strides = pc.unique(left.column("stride")).to_pylist()
    assert len(strides) == MOST_STRIDES
    assert strides[-1] == MOST_STRIDES + 50 - 2  # the last stride of the run is among them


def test_no_strides_give_an_empty_table(paper: ModuleType) -> None:
    assert stride_curves(replace(paper.analytic_motion(), strides=()), None).num_rows == 0
