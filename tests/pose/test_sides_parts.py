"""The parts of the solver on curves known by formula."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.pose.side_merged import astray, between
from backstride.pose.side_paths import best_path, mean_size, nearest_of, rows_held
from backstride.pose.side_proof import agreement, half_stride, likeness, on_even_clock, orient

STRIDE_S = 0.7


def ellipse(time_s: np.ndarray) -> np.ndarray:
    """(n, 3, 2) left minus right that goes round once a stride, larger joint by joint."""
    phase = 2 * np.pi * time_s / STRIDE_S
    once = np.stack([np.cos(phase), 0.6 * np.sin(phase)], axis=1)
    return once[:, None, :] * np.array([0.5, 1.0, 1.2])[None, :, None]


def turned(frames: np.ndarray, n: int) -> np.ndarray:
    sign = np.ones(n)
    sign[frames] = -1
    return sign


@pytest.mark.parametrize("rate_hz", [25.0, 60.0, 240.0])
def test_the_path_finds_the_signs(rate_hz: float) -> None:
    time_s = np.arange(0, 5, 1 / rate_hz)
    sign = turned(np.r_[10:13, 40, 55:62], len(time_s))
    path = best_path(ellipse(time_s) * sign[:, None, None], time_s, 0.2)
    np.testing.assert_array_equal(path.sign, sign[path.rows])
    assert path.stretch.max() == 0
    assert np.diff(path.rows).min() >= 1


def test_velocity_decides_at_a_crossing() -> None:
    """On a line through nought, going on and turning back have the same places but for the velocity."""
    time_s = np.arange(0, 4, 1 / 50)
    swing = np.sin(2 * np.pi * (time_s + 0.003) / STRIDE_S)
    folded = np.abs(swing)[:, None, None] * np.array([[1.0, 0.0], [0.8, 0.0]])
    path = best_path(folded, time_s, 0.0)
    true = np.sign(swing[path.rows])
    np.testing.assert_array_equal(path.sign * path.sign[0], true * true[0])


def test_a_gap_opens_the_path() -> None:
    time_s = np.arange(0, 5, 1 / 60)
    apart = ellipse(time_s)
    apart[100:115] = np.nan
    path = best_path(apart, time_s, 0.2)
    assert path.rows[path.opens].tolist() == [0, 115]


def test_rows_are_thinned_and_close_ones_passed_over() -> None:
    time_s = np.arange(0, 2, 1 / 240)
    apart = ellipse(time_s)
    apart[200:204] *= 0.1
    rows = rows_held(apart, time_s)
    assert 100 <= len(rows) <= 121
    assert not set(rows) & set(range(200, 204))


def test_sizes_and_neighbours() -> None:
    apart = np.array([[[3.0, 4.0], [0.0, 0.0]], [[3.0, 4.0], [np.nan, 0.0]]])
    np.testing.assert_allclose(mean_size(apart), [5 / np.sqrt(2), np.nan])
    np.testing.assert_array_equal(
        nearest_of(np.array([-1.0, 0.4, 0.6, 9.0]), np.array([0.0, 1.0])), [0, 0, 1, 1]
    )


def test_half_a_stride_and_its_score() -> None:
    time_s = np.arange(0, 5, 1 / 100)
    apart = ellipse(time_s)
    even = on_even_clock(apart, time_s, best_path(apart, time_s, 0.2))
    found = half_stride(even)
    assert found is not None
    assert found[0] * even.step_s == pytest.approx(STRIDE_S / 2, abs=even.step_s)
    assert found[1] == pytest.approx(1.0, abs=0.02)
    alike = likeness(even)
    assert alike[0] == pytest.approx(1.0)
    assert alike[2 * found[0]] > 0.95


def test_a_still_picture_says_nothing() -> None:
    time_s = np.arange(0, 5, 1 / 50)
    apart = ellipse(time_s)
    apart[:100] = apart[100]
    even = on_even_clock(apart, time_s, best_path(apart, time_s, 0.2))
    assert even.weight[:95].max() < 1e-6
    found = half_stride(even)
    assert found is not None
    assert found[1] > 0.95


def test_stretches_are_turned_to_each_other() -> None:
    time_s = np.arange(0, 6, 1 / 60)
    apart = ellipse(time_s)
    apart[150:165] = np.nan
    path = best_path(apart, time_s, 0.2)
    path.sign[path.stretch == 1] *= -1
    even = on_even_clock(apart, time_s, path)
    agree = agreement(even, round(STRIDE_S / 2 / even.step_s), path)
    assert agree[0, 1] == agree[1, 0] < 0
    turn, say = orient(agree, np.array([1.0, -1.0]), np.array([150.0, 190.0]))
    assert turn[0] * turn[1] == -1
    assert (say > 0.2).all()


def test_the_loudest_speaks_first() -> None:
    agree = np.array([[0.0, 1.0, 30.0], [1.0, 0.0, -20.0], [30.0, -20.0, 0.0]])
    turn, _ = orient(agree, np.zeros(3), np.array([100.0, 20.0, 30.0]))
    assert turn.tolist() == [1.0, -1.0, 1.0]


def test_lines_between_rows() -> None:
    time_s = np.arange(5.0)
    values = (time_s**2)[:, None, None] * np.ones((5, 1, 2))
    line = between(values, np.array([0, 2, 4]), time_s, 3.0)[:, 0, 0]
    np.testing.assert_allclose(line, [np.nan, 2.0, np.nan, 10.0, np.nan])


def test_only_the_leg_off_its_line_goes_astray() -> None:
    time_s = np.arange(0, 3, 1 / 60)
    apart = ellipse(time_s)
    left, right = apart / 2, -apart / 2
    left[80:82] = right[80:82]
    one, other = astray(left, right, time_s)
    assert np.flatnonzero(one).tolist() == [80, 81]
    assert not other.any()
