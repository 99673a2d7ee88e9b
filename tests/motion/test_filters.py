from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from backstride.errors import RefusedError
from backstride.motion.filters import (
    PAD_SAMPLES,
    REACH,
    acceleration,
    derivative,
    finite_runs,
    low_pass,
    second_derivative,
)

RATE_HZ = 300.0


def _sine(frequency_hz: float, n: int = 3000) -> np.ndarray:
    return np.sin(2 * np.pi * frequency_hz * np.arange(n) / RATE_HZ)


def test_gain_at_the_cutoff_is_one_half_and_there_is_no_lag():
    middle = slice(1000, 2000)
    filtered = low_pass(_sine(20.0), RATE_HZ, 20.0)
    np.testing.assert_allclose(filtered[middle], 0.5 * _sine(20.0)[middle], atol=1e-6)


def test_slow_motion_passes_and_fast_noise_does_not():
    middle = slice(1000, 2000)
    np.testing.assert_allclose(low_pass(_sine(1.0), RATE_HZ, 20.0)[middle], _sine(1.0)[middle], atol=2e-4)
    assert np.abs(low_pass(_sine(120.0), RATE_HZ, 20.0)[middle]).max() < 1e-3


def test_it_is_the_plain_filter_run_both_ways():
    x = np.random.default_rng(0).normal(size=(400, 2, 3))
    b, a = signal.butter(2, 50.0, fs=RATE_HZ)
    np.testing.assert_allclose(low_pass(x, RATE_HZ, 50.0), signal.filtfilt(b, a, x, axis=0), atol=1e-9)


def test_each_finite_run_is_filtered_by_itself_and_gaps_stay():
    x = np.random.default_rng(1).normal(size=(300, 2, 3)).cumsum(axis=0)
    x[100:120, 1] = np.nan
    filtered = low_pass(x, RATE_HZ, 15.0)
    assert np.array_equal(np.isnan(filtered), np.isnan(x))
    np.testing.assert_allclose(filtered[:100, 1], low_pass(x[:100, 1], RATE_HZ, 15.0))
    np.testing.assert_allclose(filtered[120:, 1], low_pass(x[120:, 1], RATE_HZ, 15.0))
    np.testing.assert_allclose(filtered[:, 0], low_pass(x[:, 0], RATE_HZ, 15.0))


def test_a_run_too_short_for_the_filter_becomes_missing():
    x = np.full(60, np.nan)
    x[5 : 5 + PAD_SAMPLES] = 1.0
    x[30 : 31 + PAD_SAMPLES] = 1.0
    filtered = low_pass(x, RATE_HZ, 15.0)
    assert np.isnan(filtered[:30]).all()
    np.testing.assert_allclose(filtered[30 : 31 + PAD_SAMPLES], 1.0)


def test_the_axis_is_kept():
    x = np.random.default_rng(2).normal(size=(3, 200))
    np.testing.assert_allclose(low_pass(x, RATE_HZ, 15.0, axis=1), low_pass(x.T, RATE_HZ, 15.0).T)


@pytest.mark.parametrize("rate_hz", [10.0, 29.9, 30.0])
def test_a_cutoff_at_half_the_rate_is_refused_with_a_way_out(rate_hz):
    with pytest.raises(RefusedError, match=r"samples per second.*Record at a higher rate"):
        low_pass(np.zeros(100), rate_hz, 15.0)


def test_the_derivative_of_a_parabola_is_exact_to_the_ends():
    t = np.arange(50) / RATE_HZ
    np.testing.assert_allclose(derivative(3 * t**2, RATE_HZ), 6 * t, atol=1e-10)


def test_the_derivative_never_reaches_across_a_missing_sample():
    x = np.arange(10.0)
    x[4] = np.nan
    assert np.flatnonzero(np.isnan(derivative(x, 1.0))).tolist() == [3, 4, 5]
    assert np.isnan(derivative(np.arange(2.0), 1.0)).all()


def test_the_second_derivative_of_a_parabola_is_exact_and_keeps_more_than_two_first_ones():
    t = np.arange(50) / RATE_HZ
    np.testing.assert_allclose(second_derivative(3 * t**2, RATE_HZ)[1:-1], 6.0, atol=1e-8)
    wave = np.sin(2 * np.pi * 15 * np.arange(200) / 100.0)
    kept = second_derivative(wave, 100.0)[5:-5] / (-((2 * np.pi * 15) ** 2) * wave[5:-5])
    np.testing.assert_allclose(kept[np.abs(wave[5:-5]) > 0.1], 0.928, atol=1e-3)


def test_the_second_derivative_is_missing_at_both_ends_and_beside_a_gap():
    x = np.arange(10.0)
    x[4] = np.nan
    assert np.flatnonzero(np.isnan(second_derivative(x, 1.0))).tolist() == [0, 3, 4, 5, 9]


@given(st.lists(st.booleans(), max_size=40))
def test_runs_cover_exactly_the_true_samples(bits):
    mask = np.array(bits, dtype=np.bool_)
    rebuilt = np.zeros_like(mask)
    for start, stop in finite_runs(mask):
        assert start < stop
        assert not rebuilt[start:stop].any()
        rebuilt[start:stop] = True
    assert np.array_equal(rebuilt, mask)


@given(st.floats(-5, 5), st.floats(2, 60))
def test_a_constant_is_left_alone(value, cutoff_hz):
    np.testing.assert_allclose(low_pass(np.full(50, value), RATE_HZ, cutoff_hz), value, atol=1e-9)


@pytest.mark.parametrize(
    ("frequency_hz", "kept"), [(5.0, 1.0), (10.0, 0.9999), (15.0, 0.9989), (20.0, 0.9945)]
)
def test_the_wide_second_derivative_keeps_fast_motion(frequency_hz: float, kept: float) -> None:
    """At 100 frames a second; the three-point difference keeps 0.928 of 15 Hz."""
    omega, time_s = 2 * np.pi * frequency_hz, np.arange(200) / 100.0
    sine = np.sin(omega * time_s)
    inside = slice(REACH, -REACH)
    gain = acceleration(sine, 100.0)[inside] @ -sine[inside] / (omega**2 * (sine[inside] @ sine[inside]))
    assert gain == pytest.approx(kept, abs=2e-4)


def test_the_wide_second_derivative_is_exact_for_polynomials_of_degree_seven() -> None:
    time_s = np.linspace(-1.0, 1.0, 21)
    power = np.polynomial.Polynomial(np.arange(1.0, 9.0))
    found = acceleration(power(time_s), 10.0)
    np.testing.assert_allclose(
        found[REACH:-REACH], power.deriv(2)(time_s)[REACH:-REACH], rtol=1e-9, atol=1e-9
    )


def test_the_wide_second_derivative_leaves_gaps_where_they_are() -> None:
    x = np.ones((40, 2))
    x[20, 1] = np.nan
    found = acceleration(x, 100.0)
    assert np.flatnonzero(np.isnan(found[:, 0])).tolist() == [0, 1, 2, 37, 38, 39]
    assert np.flatnonzero(np.isnan(found[:, 1])).tolist() == [0, 1, 2, *range(17, 24), 37, 38, 39]
    assert np.isnan(acceleration(np.ones(6), 100.0)).all()
    np.testing.assert_array_equal(acceleration(x.T, 100.0, axis=1).T, found)
