"""Phases on a circle and the spread of strides: wrap-around, known answers, and intervals that hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backstride.measures.definitions import definition
from backstride.measures.interval import central, stride_spread
from backstride.measures.rows import valued
from backstride.measures.scatter import circular_sd, folded_mean

angles = hnp.arrays(float, st.integers(3, 30), elements=st.floats(-180, 180))


@given(angles, st.floats(-720, 720))
def test_the_spread_of_phases_does_not_depend_on_where_the_circle_is_cut(
    values: np.ndarray, turn: float
) -> None:
    wrapped = (values + turn + 180) % 360 - 180
    assert float(circular_sd(wrapped)) == pytest.approx(float(circular_sd(values)), abs=0.02)


def test_opposed_strides_on_both_sides_of_the_cut_are_opposed() -> None:
    phases = np.array([170.0, -170.0, 175.0, -175.0, 172.0, -172.0])
    row = valued(definition("pelvis_trunk_phase"), "both", "r", phases, 5.0, None)
    assert row.value == pytest.approx(180.0, abs=1e-6)
    assert np.median(np.abs(phases)) < 173  # what dropping the sign of each stride would give


def test_the_side_that_leads_does_not_change_the_phase() -> None:
    phases = np.array([150.0, 155.0, 160.0])
    assert float(folded_mean(phases)) == pytest.approx(float(folded_mean(-phases)))


def test_a_narrow_circular_spread_is_the_ordinary_one() -> None:
    phases = np.random.default_rng(3).normal(40.0, 4.0, 25)
    assert float(circular_sd(phases)) == pytest.approx(np.std(phases, ddof=1), rel=0.01)


def test_phases_without_direction_stay_within_half_a_turn() -> None:
    assert float(circular_sd(np.array([0.0, 120.0, -120.0]))) == pytest.approx(180.0)


def _coverage(n: int, statistic: str, width: float) -> float:
    """Share of 400 runs of n independent normal strides whose interval holds their true spread."""
    generator, held = np.random.default_rng(7), 0
    for _ in range(400):
        values = generator.normal(175.0, width, n)
        value = central(values, statistic)
        below, above = stride_spread(values, statistic, "x", hurst=0.5)
        held += value - below <= width <= value + above
    return held / 400


@pytest.mark.parametrize("n", [3, 8, 20, 80])
@pytest.mark.parametrize(("statistic", "width"), [("sd", 0.02), ("circular_sd", 10.0)])
def test_nineteen_of_twenty_intervals_of_a_spread_hold_the_truth(
    n: int, statistic: str, width: float
) -> None:
    assert 0.92 <= _coverage(n, statistic, width) <= 0.99


def test_few_strides_widen_the_interval_of_a_spread_upwards() -> None:
    values = np.random.default_rng(5).normal(0.0, 10.0, 60)
    few, many = (stride_spread(v, "circular_sd", "x", hurst=0.5) for v in (values[:5], values))
    assert few[1] > 3 * many[1]
    assert few[1] > few[0]


def test_long_tails_widen_the_interval_of_a_spread() -> None:
    steady = np.random.default_rng(5).normal(0.0, 1.0, 60)
    jumpy = np.append(steady[:-2], [9.0, -9.0])
    of_steady, of_jumpy = (stride_spread(v, "sd", "x", hurst=0.5) for v in (steady, jumpy))
    assert of_jumpy[1] / np.std(jumpy, ddof=1) > 1.5 * of_steady[1] / np.std(steady, ddof=1)
