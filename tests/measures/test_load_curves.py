"""Loads over the stride: the mean, its interval, and the signs that lay left and right on each other."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pyarrow.compute as pc
import pytest

from backstride.errors import MeasureRefused
from backstride.loads.lumbar_load import LumbarLoad
from backstride.measures.definitions import trial_error
from backstride.measures.interval import Z_95
from backstride.measures.load_curves import COMPRESSION, error_of, load_curves, load_ids, load_table
from backstride.model.loads import LoadCurve
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.report.back_load_words import load_words
from helpers.lumbar_made import lumbar

PERCENT = np.arange(101) / 100


@pytest.fixture(scope="module")
def motion(paper: ModuleType) -> Motion:
    return paper.analytic_motion()


@pytest.fixture(scope="module")
def load(paper: ModuleType, motion: Motion) -> LumbarLoad:
    return lumbar(motion, paper.STRIDE_S, paper.FIRST_STRIKE_S)


@pytest.fixture(scope="module")
def curves(motion: Motion, load: LumbarLoad) -> dict[tuple[str, str], LoadCurve]:
    return {(one.id, one.side): one for one in load_curves(motion, load, Runner())}


def test_every_load_of_both_sides_in_the_order_of_the_report(motion: Motion, load: LumbarLoad) -> None:
    assert [(one.id, one.side) for one in load_curves(motion, load, Runner())] == [
        (name, side) for name in load_ids() for side in ("left", "right")
    ]
    assert load_ids() == tuple(words.id for words in load_words())


def test_the_mean_of_equal_strides_is_the_stride(curves: dict[tuple[str, str], LoadCurve]) -> None:
    for side in ("left", "right"):
        np.testing.assert_allclose(
            curves[COMPRESSION, side].mean, 2 + 2 * np.sin(4 * np.pi * PERCENT), atol=0.01
        )


def test_left_and_right_of_a_body_alike_on_both_sides_lie_on_each_other(
    curves: dict[tuple[str, str], LoadCurve],
) -> None:
    """Bending to the right in the left foot's step, to the left in the right's: both away from the foot."""
    for name in ("l5s1_bending_moment", "l5s1_axial_moment", "l5s1_shear_sideways"):
        left, right = (np.array(curves[name, side].mean) for side in ("left", "right"))
        np.testing.assert_allclose(left, right, atol=0.01)
    assert curves["l5s1_bending_moment", "left"].mean[25] == pytest.approx(-0.6, abs=0.01)
    assert curves["l5s1_axial_moment", "left"].mean[0] == pytest.approx(0.3, abs=0.01)


def test_equal_strides_leave_the_errors_of_model_and_instrument(
    curves: dict[tuple[str, str], LoadCurve],
) -> None:
    one, error = curves[COMPRESSION, "left"], trial_error(COMPRESSION)
    at = 12  # near the peak
    assert one.mean[at] is not None
    assert one.high[at] is not None
    half = Z_95 * np.hypot(error.markers, error.common_share * one.mean[at])
    assert one.high[at] - one.mean[at] == pytest.approx(half, rel=0.02)


def test_strides_that_differ_widen_the_interval(
    paper: ModuleType, motion: Motion, curves: dict[tuple[str, str], LoadCurve]
) -> None:
    grown = 1 + 0.1 * motion.time_s
    other = lumbar(
        motion,
        paper.STRIDE_S,
        paper.FIRST_STRIKE_S,
        compression_bw=2 * grown,
    )
    wide = {(c.id, c.side): c for c in load_curves(motion, other, Runner())}[COMPRESSION, "left"]
    error = trial_error(COMPRESSION)
    assert wide.mean[50] is not None
    assert wide.high[50] is not None
    assert wide.high[50] - wide.mean[50] > 1.02 * Z_95 * np.hypot(
        error.markers, error.common_share * wide.mean[50]
    )


def test_what_cannot_be_negative_is_not_in_its_interval_either(
    curves: dict[tuple[str, str], LoadCurve],
) -> None:
    for name in (COMPRESSION, "quadratus_lumborum_force"):
        lows = [value for value in curves[name, "left"].low if value is not None]
        assert min(lows) == 0.0
    assert min(v for v in curves["l5s1_bending_moment", "left"].low if v is not None) < 0


def test_a_percent_that_two_strides_alone_show_is_null(
    paper: ModuleType, motion: Motion, load: LumbarLoad
) -> None:
    phase = ((motion.time_s - paper.FIRST_STRIKE_S) / paper.STRIDE_S) % 1
    late = motion.time_s > paper.FIRST_STRIKE_S + 2 * paper.STRIDE_S
    holed = np.where((phase > 0.4) & (phase < 0.5) & late, np.nan, load.compression_bw)
    one = load_curves(
        motion, lumbar(motion, paper.STRIDE_S, paper.FIRST_STRIKE_S, compression_bw=holed), Runner()
    )
    left = next(c for c in one if c.id == COMPRESSION and c.side == "left")
    assert left.mean[45] is None
    assert left.low[45] is None
    assert left.mean[30] is not None


def test_the_table_holds_every_stride_of_every_load(motion: Motion, load: LumbarLoad) -> None:
    table = load_table(motion, load)
    assert set(pc.unique(table["curve"]).to_pylist()) == set(load_ids())
    assert table.num_rows == len(load_ids()) * len(motion.strides) * 101
    assert set(pc.unique(table["unit"]).to_pylist()) == {"N m/kg", "BW"}


def test_refused_loads_give_no_row(motion: Motion) -> None:
    assert load_table(motion, MeasureRefused("No arms")).num_rows == 0


def test_every_curve_shares_the_error_of_a_measure() -> None:
    for name in load_ids():
        assert trial_error(error_of(name)).markers > 0
