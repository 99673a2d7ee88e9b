from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backstride.knowledge.loader import load
from backstride.measures.interval import DEVIATIONS, STATISTICS, Z_95, central, join, memory, stride_spread

strides = hnp.arrays(float, st.integers(3, 40), elements=st.floats(50, 150))


@given(strides, st.sampled_from(sorted(set(STATISTICS) - set(DEVIATIONS))))
def test_the_value_lies_among_the_strides_and_inside_its_interval(values: np.ndarray, how: str) -> None:
    value = central(values, how)
    low, high = join(value, stride_spread(values, how, "x"), 1.0)
    assert values.min() - 1e-9 <= value <= values.max() + 1e-9
    assert low <= value <= high


@given(strides, st.floats(0, 20), st.floats(0, 20))
def test_a_worse_instrument_never_narrows_the_interval(values: np.ndarray, a: float, b: float) -> None:
    better, worse = sorted((a, b))
    spread = stride_spread(values, "mean", "x")
    narrow, wide = join(100, spread, better), join(100, spread, worse)
    assert wide[0] <= narrow[0]
    assert narrow[1] <= wide[1]


def test_equal_strides_have_no_spread() -> None:
    assert stride_spread(np.full(9, 4.2), "mean", "x") == pytest.approx((0, 0), abs=1e-12)


def test_events_over_time_is_the_average_of_a_rate() -> None:
    """One stride of 1 s and one of 0.5 s: 4 steps in 1.5 s are 160 a minute, not the mean 180."""
    assert central(120 / np.array([1.0, 0.5]), "rate") == pytest.approx(160)


def remembering(n: int, hurst: float, generator: np.random.Generator) -> np.ndarray:
    """(n,) fractional Gaussian noise of unit variance: strides that remember each other, by the textbook."""
    lag = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    covariance = (
        (lag + 1.0) ** (2 * hurst) - 2.0 * lag ** (2 * hurst) + np.abs(lag - 1.0) ** (2 * hurst)
    ) / 2
    return np.asarray(np.linalg.cholesky(covariance) @ generator.normal(size=n))


def coverage(n: int, hurst: float, assumed: float) -> float:
    """Share of 400 runs of n strides whose interval holds the truth; its binomial error at 95 % is 1.1 %."""
    generator, held = np.random.default_rng(7), 0
    for _ in range(400):
        values = remembering(n, hurst, generator)
        below, above = stride_spread(values, "mean", "x", hurst=assumed)
        held += values.mean() - below <= 0 <= values.mean() + above
    return held / 400


@pytest.mark.parametrize(("n", "hurst"), [(3, 0.5), (8, 0.5), (80, 0.5), (20, 0.65), (40, 0.65), (40, 0.75)])
def test_nineteen_of_twenty_intervals_hold_the_truth(n: int, hurst: float) -> None:
    assert 0.91 <= coverage(n, hurst, hurst) <= 0.985


def test_strides_that_remember_each_other_break_an_interval_made_as_if_they_did_not() -> None:
    assert coverage(40, 0.75, 0.5) < 0.75


def test_many_strides_are_drawn_in_part_and_give_the_same_spread() -> None:
    values = np.random.default_rng(3).normal(10, 1, 5000)
    expected = Z_95 / np.sqrt(5000)
    assert stride_spread(values, "mean", "x", hurst=0.5) == pytest.approx((expected, expected), rel=0.1)


def test_the_memory_of_a_measure_is_the_fitted_one_or_the_middle_of_all() -> None:
    table = load("coefficients/stride_memory.json")
    assert memory("cadence") == table["hurst"]["cadence"]
    assert memory("not fitted") == table["default"]
    assert all(0.5 <= value <= 0.9 for value in table["hurst"].values())


def test_a_narrow_spread_still_carries_the_instrument() -> None:
    low, high = join(5.0, (0.0, 0.0), 2.0)
    assert (high - low) / 2 == pytest.approx(2 * Z_95)
