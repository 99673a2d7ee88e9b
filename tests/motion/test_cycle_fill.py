"""Long gaps filled from the mean stride."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.model.common import SIDES
from backstride.motion.contact_guess import Guess
from backstride.motion.cycle_fill import fill_by_cycle, stride_phase

RATE, STRIDE_S = 150.0, 0.72
TIME_S = np.arange(0, 20, 1 / RATE)


def beats(skip: tuple[int, ...] = ()) -> list[Guess]:
    times = np.arange(0.2, 19, STRIDE_S / 2)
    return [Guess(SIDES[i % 2], t, t + 0.25) for i, t in enumerate(times) if i not in skip]


def run() -> np.ndarray:
    """A pelvis point that bobs, travels at 3 m/s and wanders slowly."""
    turn = 2 * np.pi * TIME_S / STRIDE_S
    wander = 0.02 * np.sin(2 * np.pi * TIME_S / 7.0)
    return np.stack(
        [wander + 3.0 * TIME_S, 1.0 + 0.04 * np.cos(2 * turn), 0.02 * np.sin(turn) + wander], axis=1
    )


def with_blocks(place: np.ndarray, seconds: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    out = place.copy()
    for start in np.arange(1.0, 19.0, 0.7):
        first = int((start + rng.uniform(0, 0.4)) * RATE)
        out[first : first + int(seconds * RATE)] = np.nan
    return out


def test_phase_grows_by_one_a_stride_and_counts_a_lost_strike() -> None:
    full, holed = stride_phase(beats(), TIME_S), stride_phase(beats(skip=(8, 20)), TIME_S)
    assert full is not None
    assert holed is not None
    inside = (TIME_S > 0.3) & (TIME_S < 18)
    assert np.diff(full[inside]) == pytest.approx(1 / RATE / STRIDE_S)
    np.testing.assert_allclose(np.diff(holed[inside]), np.diff(full[inside]), atol=1e-9)
    assert stride_phase(beats()[:5], TIME_S) is None


def test_a_block_in_every_stride_comes_back_within_2_mm() -> None:
    phase = stride_phase(beats(), TIME_S)
    assert phase is not None
    holed = with_blocks(run(), 0.2)
    assert np.isnan(holed).any()
    filled = fill_by_cycle(holed, phase, RATE)
    assert np.isfinite(filled[int(RATE) : int(18 * RATE)]).all()
    assert np.nanmax(np.abs(filled - run())) < 0.002


def test_nothing_is_filled_at_the_ends_over_long_gaps_or_from_too_little() -> None:
    phase = stride_phase(beats(), TIME_S)
    assert phase is not None
    place = run()
    place[:20], place[1000:1100] = np.nan, np.nan  # an end; two thirds of a second
    filled = fill_by_cycle(place, phase, RATE)
    assert np.isnan(filled[:20]).all()
    assert np.isnan(filled[1000:1100]).all()
    mostly_gone = run()
    mostly_gone[np.arange(len(TIME_S)) % 3 > 0] = np.nan
    assert np.isnan(fill_by_cycle(mostly_gone, phase, RATE)).any()


def test_a_part_of_the_stride_that_was_never_seen_is_not_made_up() -> None:
    phase = stride_phase(beats(), TIME_S)
    assert phase is not None
    holed = run()
    holed[np.mod(np.nan_to_num(phase), 1.0) < 0.2] = np.nan
    assert fill_by_cycle(holed, phase, RATE) is holed
