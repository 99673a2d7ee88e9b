"""The zero of a plate is found where it is free, and nothing is taken from a plate that never is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.read.baseline import find_baseline

RATE_HZ = 300.0
TIMES = np.arange(0, 30, 1 / RATE_HZ)


def running(step_s: float = 0.36, contact_s: float = 0.26, peak_n: float = 1700.0) -> np.ndarray:
    into = TIMES % step_s / contact_s
    return np.where(into < 1, peak_n * np.sin(np.pi * np.clip(into, 0, 1)), 0.0)


def channels(vertical: np.ndarray) -> np.ndarray:
    """Fore-aft, vertical, sideways of one plate."""
    return np.column_stack([0.1 * vertical, vertical, -0.05 * vertical])


def swing(step_s: float = 0.36, contact_s: float = 0.26) -> np.ndarray:
    into = TIMES % step_s
    return (into > contact_s + 0.02) & (into < step_s - 0.02)


@settings(max_examples=25, deadline=None)
@given(
    offset=st.floats(-200, 200),
    drift=st.floats(-150, 150),
    step_s=st.floats(0.3, 0.42),
    flight_s=st.floats(0.06, 0.15),
    noise=st.floats(0, 8),
)
def test_offset_and_drift_leave_swing_at_zero(offset, drift, step_s, flight_s, noise) -> None:
    rng = np.random.default_rng(1)
    truth = channels(running(step_s, step_s - flight_s))
    lost = np.column_stack([0.4, 1.0, 0.2] * (offset + drift * TIMES[:, None] / 30))
    given_n = truth + lost.reshape(-1, 3) + rng.normal(0, noise, truth.shape)
    found = find_baseline(given_n[:, 1], given_n, RATE_HZ)
    assert found.verdict == "removed"
    error = (given_n - found.values - truth)[swing(step_s, step_s - flight_s)]
    assert np.abs(np.median(error, axis=0)).max() < 8.5  # offsets under 8 N are not told from zero


def test_a_bending_drift_is_followed() -> None:
    wander = 40 * np.sin(2 * np.pi * TIMES / 25)
    given_n = channels(running()) + wander[:, None]
    found = find_baseline(given_n[:, 1], given_n, RATE_HZ)
    assert np.sqrt(np.mean((found.values[:, 1] - wander) ** 2)) < 5


def test_a_shaking_belt_keeps_its_mean() -> None:
    rng = np.random.default_rng(2)
    shaking = 50 + 40 * np.sin(2 * np.pi * 22 * TIMES) + rng.normal(0, 15, len(TIMES))
    given_n = channels(running()) + shaking[:, None]
    found = find_baseline(given_n[:, 1], given_n, RATE_HZ)
    assert np.abs(found.values[:, 1] - 50).max() < 10


@pytest.mark.parametrize("lowest", [60.0, 400.0])
@pytest.mark.parametrize("noise", [0.0, 10.0])
def test_a_plate_that_never_unloads_is_left(lowest: float, noise: float) -> None:
    rng = np.random.default_rng(3)
    walking = lowest + 350 * (1 + np.sin(2 * np.pi * 2 * TIMES)) + rng.normal(0, noise, len(TIMES))
    found = find_baseline(walking, channels(walking), RATE_HZ)
    assert found.verdict == "never_unloaded"
    assert not found.values.any()


def test_someone_standing_is_not_an_offset() -> None:
    standing = 700 + np.random.default_rng(4).normal(0, 5, len(TIMES))
    assert find_baseline(standing, channels(standing), RATE_HZ).verdict == "never_unloaded"


def test_someone_stepping_on_and_standing_keeps_the_empty_zero() -> None:
    vertical = np.where(TIMES > 10, 700.0, 0.0) + 25
    found = find_baseline(vertical, channels(vertical), RATE_HZ)
    assert found.verdict == "removed"
    np.testing.assert_allclose(found.values[:, 1], 25, atol=1)


def test_a_plate_nobody_steps_on_is_zero() -> None:
    vertical = 12 + np.random.default_rng(5).normal(0, 2, len(TIMES))
    found = find_baseline(vertical, channels(vertical), RATE_HZ)
    np.testing.assert_allclose(found.values[:, 1], 12, atol=0.5)


def test_one_contact_on_an_overground_plate() -> None:
    vertical = np.where((TIMES > 12) & (TIMES < 12.24), 1800 * np.sin(np.pi * (TIMES - 12) / 0.24), 0.0) - 30
    found = find_baseline(vertical, channels(vertical), RATE_HZ)
    np.testing.assert_allclose(found.values[:, 1], -30, atol=0.5)


def test_a_zeroed_plate_is_left_exactly() -> None:
    vertical = running()
    found = find_baseline(vertical, channels(vertical), RATE_HZ)
    assert found.verdict == "removed"
    assert not found.values[:, 1].any()


def test_a_small_vertical_offset_is_left_whatever_the_sign_stored() -> None:
    vertical = running() + 3
    stored = np.column_stack([np.full(len(vertical), -20.0), -vertical])
    found = find_baseline(vertical, stored, RATE_HZ)
    assert not found.values[:, 1].any()
    np.testing.assert_allclose(found.values[:, 0], -20)
