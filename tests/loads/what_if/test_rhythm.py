"""Steps, clock and spring-mass path of a quicker run, against what is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.errors import MeasureRefused
from backstride.loads.weight import GRAVITY_MPS2
from backstride.loads.what_if.plants import plants
from backstride.loads.what_if.retime import clock, filtered_for, read_at
from backstride.loads.what_if.spring_path import spring_excursion_m, spring_height_m
from backstride.loads.what_if.steps import Steps, quickened, steps_of
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.motion.filters import low_pass

STEP_S, CONTACT_S = 0.36, 0.26


def _contacts(count: int, *, contact_s: float = CONTACT_S, without: int | None = None) -> list[Contact]:
    sides: tuple[Side, Side] = ("left", "right")
    every = [
        Contact(recording="r", side=sides[k % 2], foot_strike_s=k * STEP_S, toe_off_s=k * STEP_S + contact_s)
        for k in range(count)
    ]
    return [one for k, one in enumerate(every) if k != without]


def _steps(count: int = 9) -> Steps:
    return steps_of(_contacts(count))


def test_a_missing_contact_ends_the_stretch() -> None:
    assert len(steps_of(_contacts(12, without=4)).strike_s) == 7


def test_less_than_a_stride_is_refused() -> None:
    with pytest.raises(MeasureRefused, match="whole stride"):
        steps_of(_contacts(2))


def test_feet_that_overlap_on_the_ground_are_refused() -> None:
    with pytest.raises(MeasureRefused, match="flight"):
        steps_of(_contacts(6, contact_s=0.37))


def test_quicker_steps_are_as_much_shorter_and_contacts_follow_their_power() -> None:
    quick = quickened(_steps(), 1.1, 0.85)
    np.testing.assert_allclose(np.diff(quick.strike_s), STEP_S / 1.1)
    np.testing.assert_allclose(quick.contact_s, CONTACT_S * 1.1**-0.85)


def test_steps_without_a_flight_left_are_refused() -> None:
    with pytest.raises(MeasureRefused, match="no flight"):
        quickened(steps_of(_contacts(6, contact_s=0.35)), 1.1, 0.2)


def test_a_clock_that_does_not_hurry_shows_the_recording() -> None:
    time_s = np.arange(0.0, 3.0, 0.01)
    shown = clock(time_s, 100.0, _steps(), 1.0, 0.0)
    np.testing.assert_allclose(shown.now_s, shown.then_s, atol=1e-12)
    np.testing.assert_allclose(shown.now_s[0], 0.0, atol=1e-12)


def test_a_clock_shows_ten_per_cent_more_in_the_same_time() -> None:
    time_s = np.arange(0.0, 3.5, 0.01)
    shown = clock(time_s, 100.0, _steps(), 1.1, 0.0)
    np.testing.assert_allclose(np.diff(shown.now_s), 0.01)
    np.testing.assert_allclose(np.diff(shown.then_s), 0.011)
    assert shown.then_s[-1] <= _steps().off_s[-1] + 1e-9


def test_reading_between_samples_keeps_a_fast_movement_and_its_gaps() -> None:
    time_s = np.arange(0.0, 2.0, 0.01)
    wave = np.sin(2 * np.pi * 12 * time_s)[:, None] * np.ones((1, 2))
    wave[100:120, 1] = np.nan
    at_s = np.arange(0.3, 1.7, 0.0093)
    found = read_at(wave, time_s, at_s)
    np.testing.assert_allclose(found[:, 0], np.sin(2 * np.pi * 12 * at_s), atol=2e-3)
    gap = (at_s > time_s[99]) & (at_s < time_s[120])
    assert np.isnan(found[gap, 1]).all()
    assert np.isfinite(found[~gap, 1]).all()


def test_a_hurried_recording_is_filtered_as_if_it_had_been_hurried_first() -> None:
    """A landing of two waves, low-passed and then shown 1.1 times as fast, against the other order."""
    rate_hz, factor = 200.0, 1.1
    time_s = np.arange(0.0, 6.0, 1 / rate_hz)

    def landing(t: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * 2.7 * t) + 0.4 * np.sin(2 * np.pi * 17 * t)

    first = low_pass(landing(time_s)[:, None], rate_hz, 20.0)
    now_s = np.arange(0.0, 5.0, 1 / rate_hz)
    ours = read_at(filtered_for(first, rate_hz, factor), time_s, now_s * factor)[:, 0]
    theirs = low_pass(landing(now_s * factor), rate_hz, 20.0)
    bare = read_at(first, time_s, now_s * factor)[:, 0]
    inside = slice(200, -200)
    assert np.abs(ours - theirs)[inside].max() < 0.004
    assert np.abs(bare - theirs)[inside].max() > 0.03


def test_filtering_for_no_hurry_changes_nothing() -> None:
    noise = np.random.default_rng(0).normal(size=(300, 2, 3))
    np.testing.assert_allclose(filtered_for(noise, 150.0, 1.0), noise, atol=1e-10)


def test_between_contacts_the_spring_falls_freely_and_its_mean_push_is_the_weight() -> None:
    steps, rate_hz = _steps(), 2000.0
    time_s = np.arange(0.0, 8 * STEP_S, 1 / rate_hz)
    height = spring_height_m(steps, time_s)
    up = np.gradient(np.gradient(height, 1 / rate_hz), 1 / rate_hz)
    phase = time_s % STEP_S
    air = (phase > CONTACT_S + 0.005) & (phase < STEP_S - 0.005)
    np.testing.assert_allclose(up[air], -GRAVITY_MPS2, atol=1e-5)
    whole = (time_s >= STEP_S) & (time_s < 7 * STEP_S)
    np.testing.assert_allclose(up[whole].mean(), 0.0, atol=0.01)
    peak = GRAVITY_MPS2 * (np.pi / 2 * STEP_S / CONTACT_S - 1)
    np.testing.assert_allclose(up[5:-5].max(), peak, rtol=1e-3)
    np.testing.assert_allclose(height[0], height[-1], atol=1e-3)


def test_the_spring_sinks_in_contact_as_morin_has_it() -> None:
    """``F tc^2 / (m pi^2) - g tc^2 / 8`` in contact, and in the air ``g tf^2 / 8`` above the strike."""
    peak = np.pi / 2 * STEP_S / CONTACT_S * GRAVITY_MPS2
    sunk = peak * CONTACT_S**2 / np.pi**2 - GRAVITY_MPS2 * CONTACT_S**2 / 8
    risen = GRAVITY_MPS2 * (STEP_S - CONTACT_S) ** 2 / 8
    found = spring_excursion_m(np.array([STEP_S]), np.array([CONTACT_S]))[0]
    np.testing.assert_allclose(found, risen + _dip(peak), atol=1e-9)
    assert found == pytest.approx(sunk + risen, rel=0.12)  # Morin's drop counts from the end of free fall


def _dip(peak: float) -> float:
    """By quadrature: how far the body sinks from strike to the middle of the contact."""
    time_s = np.linspace(0, CONTACT_S / 2, 200001)
    push = peak * np.sin(np.pi * time_s / CONTACT_S) - GRAVITY_MPS2
    step = time_s[1]
    speed = -GRAVITY_MPS2 * (STEP_S - CONTACT_S) / 2 + np.concatenate(
        [[0.0], np.cumsum((push[1:] + push[:-1]) / 2) * step]
    )
    return -float(np.trapezoid(speed, time_s))


def _going(now_s: np.ndarray) -> np.ndarray:
    """A foot that goes forward like one that swings: still in stance, a smooth metre between."""
    phase = now_s / (2 * STEP_S)
    stance = CONTACT_S / (2 * STEP_S)
    share = np.clip((phase % 1.0 - stance) / (1 - stance), 0.0, 1.0)
    return np.asarray(np.floor(phase) + share - np.sin(2 * np.pi * share) / (2 * np.pi))


def test_a_planted_foot_does_not_move_and_swings_without_a_jerk() -> None:
    moved = np.outer(np.arange(9) * -0.1, [1.0, 0.0, 0.0])
    steps = _steps()
    left = plants(steps, "left", moved, np.array([-0.1 / STEP_S, 0.0, 0.0]), _going)
    time_s = np.arange(0.0, 3.0, 0.0005)
    path = left.at(time_s)[:, 0]
    for strike, off in zip(steps.strike_s[::2], steps.off_s[::2], strict=True):
        down = (time_s >= strike) & (time_s <= off)
        assert np.ptp(path[down]) < 1e-12
    bend = np.gradient(np.gradient(path, 0.0005), 0.0005)
    assert np.abs(np.diff(bend)).max() < 0.05 * np.abs(bend).max()
    np.testing.assert_allclose(path[np.searchsorted(time_s, 2 * STEP_S + 0.01)], -0.2, atol=1e-9)


def test_a_swing_that_was_not_recorded_is_drawn_out_evenly() -> None:
    def unknown(now_s: np.ndarray) -> np.ndarray:
        return np.full_like(now_s, np.nan)

    moved = np.outer(np.arange(9) * -0.1, [1.0, 0.0, 0.0])
    left = plants(_steps(), "left", moved, np.zeros(3), unknown)
    middle_s = (CONTACT_S + 2 * STEP_S) / 2
    np.testing.assert_allclose(left.at(np.array([middle_s]))[0, 0], -0.1, atol=1e-6)
