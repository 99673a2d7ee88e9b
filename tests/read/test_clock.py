"""The clock behind a time column is found whatever its decimals, start and holes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backstride.errors import UnreadableError
from backstride.read.clock import read_clock

RATES = st.sampled_from([50.0, 60.0, 100.0, 120.0, 150.0, 200.0, 240.0, 250.0, 300.0, 360.0, 500.0, 1000.0])


def written(times: np.ndarray, decimals: int) -> np.ndarray:
    return np.round(times, decimals)


@given(rate=RATES, start=st.floats(0, 3600), decimals=st.integers(2, 7), count=st.integers(2, 3000))
def test_a_stated_rate_survives_rounding(rate, start, decimals, count):
    times = written(start + np.arange(count) / rate, decimals)
    assume(np.ptp(times) > 0)
    clock = read_clock(times, rate, "x")
    assert clock.rate_hz == rate
    assert clock.count == count
    assert clock.notes == ()


@given(rate=RATES, start=st.floats(0, 3600), decimals=st.integers(4, 7), count=st.integers(100, 3000))
def test_the_rate_is_found_without_being_stated(rate, start, decimals, count):
    clock = read_clock(written(start + np.arange(count) / rate, decimals), None, "x")
    assert clock.rate_hz == pytest.approx(rate, rel=1e-3)
    assert clock.count == count
    assert clock.notes == ()


@given(
    rate=RATES,
    stated=st.booleans(),
    decimals=st.integers(4, 7),
    lost=st.sets(st.integers(1, 298), min_size=1, max_size=60),
)
def test_absent_frames_are_found_one_by_one(rate, stated, decimals, lost):
    kept = np.array(sorted(set(range(300)) - lost))
    clock = read_clock(written(1.0 + kept / rate, decimals), rate if stated else None, "x")
    assert clock.count == 300
    np.testing.assert_array_equal(clock.frames, kept)
    assert [note.code for note in clock.notes] == ["absent_frames"]
    values = clock.spread(np.ones((len(kept), 2)))
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(values[:, 0])), sorted(lost))


def test_an_absent_frame_shows_even_in_decimals_as_coarse_as_a_frame():
    times = np.round(np.delete(np.arange(50) / 100, 20), 2)
    clock = read_clock(times, 100.0, "x")
    assert clock.count == 50


@given(st.floats(0.5, 0.99) | st.floats(1.01, 2))
def test_a_wrong_stated_rate_is_overruled_and_noted(factor):
    clock = read_clock(np.arange(500) / 150, 150 * factor, "x")
    assert clock.rate_hz == pytest.approx(150.0)
    assert [note.code for note in clock.notes] == ["rate_disagrees"]


def test_small_jitter_is_noted_large_jitter_refused():
    rng = np.random.default_rng(0)
    times = np.arange(400) / 100
    clock = read_clock(times + rng.uniform(-0.001, 0.001, 400), None, "x")
    assert [note.code for note in clock.notes] == ["uneven_time"]
    assert clock.rate_hz == pytest.approx(100.0, rel=1e-3)
    with pytest.raises(UnreadableError, match="unevenly"):
        read_clock(times + rng.uniform(-0.0045, 0.0045, 400), None, "x")


def test_without_times_the_stated_rate_counts_from_zero():
    clock = read_clock(np.full(5, np.nan), 200.0, "x")
    np.testing.assert_allclose(clock.time_s, np.arange(5) / 200)
    assert [note.code for note in clock.notes] == ["no_time"]


@pytest.mark.parametrize(
    ("times", "stated", "says"),
    [
        ([], 100.0, "no rows"),
        ([np.nan, np.nan], None, "no times and no rate"),
        ([1.0, 1.0, 1.0], 100.0, "stands still"),
        ([0.0, 0.01, np.nan, 0.03], 100.0, "missing in row 3"),
        ([0.0, 0.02, 0.01], None, "forward at row 3"),
        ([0.0, 0.01, 1e300], 100.0, "impossible"),
        ([0.0, 0.01, 0.02, 5000.0], 100.0, "unevenly"),
    ],
)
def test_times_that_cannot_be_used_are_refused(times, stated, says):
    with pytest.raises(UnreadableError, match=says):
        read_clock(np.array(times), stated, "x")
