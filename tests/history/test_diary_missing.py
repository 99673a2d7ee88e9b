"""The simulated diaries of the benchmark: their truth and how their entries go missing."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from benchmarks.diary_missing import DAYS, LOSS, SPREAD, STEEPER, _error, _expected, _loss, _told, case


@pytest.mark.parametrize("memory", [0.0, 0.9])
def test_the_expected_points_are_those_of_many_draws(memory: float) -> None:
    draw = np.random.default_rng(3)
    line = np.linspace(-1, 9, DAYS)
    many = np.mean([_told(line + _error(draw, memory)) for _ in range(4000)], axis=0)
    assert np.abs(many - _expected(line)).max() < 4 * SPREAD / np.sqrt(4000)


@pytest.mark.parametrize("way", ["none", "at random", "more on bad days"])
def test_as_many_entries_are_lost_in_both_ways_and_more_of_the_bad_days_in_one(
    way: Literal["none", "at random", "more on bad days"],
) -> None:
    pain = np.arange(DAYS) % 11.0
    chance = _loss(way, pain)
    assert chance.mean() == pytest.approx(0 if way == "none" else LOSS)
    if way == "more on bad days":
        odds = chance / (1 - chance)
        assert odds[1] / odds[0] == pytest.approx(np.exp(STEEPER))
    else:
        assert np.ptp(chance) == 0


def test_the_same_seed_gives_the_same_diaries() -> None:
    first, again = (case(5, 4, "at random", 0.8, -0.5, 4.0) for _ in range(2))
    assert first == again
    assert len({one.error for one in first}) == 4
