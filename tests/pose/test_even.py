"""Frames at even times: what a cubic spline must give back exactly, and what no spline may invent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.pose.even import LONGEST_HOLE_S, evenly, is_even

EVEN_S = np.arange(120) / 60.0


def cubic(time_s: np.ndarray) -> np.ndarray:
    """(n, 1, 2): third powers of time, which cubic splines follow exactly."""
    return np.stack([3 * time_s**3 - 2 * time_s, 5 - time_s**2], axis=1)[:, None, :]


def test_even_times_come_back_as_they_are() -> None:
    values = cubic(EVEN_S)
    times, out = evenly(EVEN_S, values)
    assert times is EVEN_S
    np.testing.assert_array_equal(out, values)


def test_even_within_the_rounding_of_a_file() -> None:
    rounded = np.round(EVEN_S, 4)
    assert is_even(rounded)
    assert evenly(rounded, cubic(rounded))[0] is rounded
    assert not is_even(np.delete(EVEN_S, 50))
    assert not is_even(np.where(np.arange(120) == 7, EVEN_S + 0.001, EVEN_S))


@settings(max_examples=40)
@given(data=st.data())
def test_dropped_and_late_frames_lie_on_the_same_curve(data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.sampled_from([1, 1, 1, 1, 2, 3]), min_size=40, max_size=80))
    late = data.draw(st.lists(st.floats(0, 0.3), min_size=len(steps), max_size=len(steps)))
    time_s = 7.0 + (np.cumsum(steps) + np.array(late)) / 60.0
    times, out = evenly(time_s, cubic(time_s))
    assert np.diff(times) == pytest.approx(np.median(np.diff(time_s)))
    assert time_s[0] == times[0] <= times[-1] <= time_s[-1] + 1e-9
    np.testing.assert_allclose(out, cubic(times), rtol=0, atol=1e-6 * np.abs(cubic(times)).max())


@pytest.mark.parametrize(("lost", "filled"), [(1, True), (4, True), (5, False), (30, False)])
def test_short_holes_are_bridged_and_long_ones_stay(lost: int, filled: bool) -> None:
    """Four lost frames at 60 frames/s leave 83 ms, five 100."""
    values = cubic(EVEN_S)
    values[40 : 40 + lost] = np.nan
    _, out = evenly(EVEN_S, values)
    assert np.isfinite(out[40 : 40 + lost]).all() == filled
    assert np.isfinite(out).all(axis=(1, 2)).sum() == (120 if filled else 120 - lost)
    seen = np.isfinite(out).all(axis=(1, 2))
    np.testing.assert_allclose(out[seen], cubic(EVEN_S)[seen], atol=1e-9)


def test_at_slow_rates_one_lost_frame_is_always_bridged() -> None:
    time_s = np.arange(48) / 24.0
    values = cubic(time_s)
    values[[10, 20, 21]] = np.nan
    _, out = evenly(time_s, values)
    gone = np.flatnonzero(np.isnan(out).any(axis=(1, 2)))
    assert 2 / 24.0 < LONGEST_HOLE_S < 3 / 24.0
    assert gone.tolist() == [20, 21]


def test_nothing_is_invented_before_the_first_and_after_the_last() -> None:
    values = cubic(EVEN_S)
    values[:3] = values[-4:] = np.nan
    _, out = evenly(EVEN_S, values)
    assert np.isnan(out[:3]).all()
    assert np.isnan(out[-4:]).all()


def test_points_have_holes_of_their_own() -> None:
    values = np.concatenate([cubic(EVEN_S), cubic(EVEN_S)], axis=1)
    values[40:70, 0] = np.nan
    _, out = evenly(EVEN_S, values)
    assert np.isnan(out[41:69, 0]).all()
    np.testing.assert_array_equal(out[:, 1], values[:, 1])


def test_a_point_seen_thrice_is_none() -> None:
    values = np.full((120, 1, 2), np.nan)
    values[[3, 4, 5]] = 1.0
    assert np.isnan(evenly(EVEN_S, values)[1]).all()


def test_a_pause_in_the_file_is_a_hole() -> None:
    time_s = np.concatenate([EVEN_S, EVEN_S + 5.0])
    times, out = evenly(time_s, cubic(time_s))
    between = (times > EVEN_S[-1] + 1e-6) & (times < 5.0 - 1e-6)
    assert between.sum() > 150
    assert np.isnan(out[between]).all()
    assert np.isfinite(out[~between]).all()
