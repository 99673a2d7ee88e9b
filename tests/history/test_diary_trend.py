"""The interval of a coefficient: known answers, memory, gaps, and diaries whose trend is known."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.history.diary_trend import coefficient
from backstride.model.arrays import FloatArray

OFTEN = 200
AIM = 0.9
CHANCE = 0.02  # of the share of so many, one standard deviation


def line(days: FloatArray) -> FloatArray:
    return np.column_stack([np.ones(days.size), days / 7])


def error(draw: np.random.Generator, memory: float, days: int) -> FloatArray:
    """Noise of variance 1 that remembers the day before."""
    out = np.empty(days)
    out[0] = draw.normal()
    for n in range(1, days):
        out[n] = memory * out[n - 1] + np.sqrt(1 - memory**2) * draw.normal()
    return out


def test_an_exact_line_is_found_with_the_interval_that_whole_points_allow() -> None:
    days = np.arange(0.0, 42.0, 3.0)
    value, low, high = coefficient(days, 1 + days / 7, line(days), 1)
    assert value == pytest.approx(1.0)
    assert 0.05 < high - low < 0.8
    narrow = coefficient(days, 1 + days / 7, line(days), 1, step=0.1)
    assert narrow[2] - narrow[1] == pytest.approx((high - low) / 10)


def test_pain_that_never_changes_has_no_trend_and_still_an_interval() -> None:
    days = np.array([0.0, 3, 5, 9, 15, 20])
    value, low, high = coefficient(days, np.zeros(6), line(days), 1)
    assert value == pytest.approx(0.0)
    assert low == pytest.approx(-high)
    assert high > 0.02


def test_shifting_scaling_and_turning_the_diary_round_do_the_same_to_the_trend() -> None:
    draw = np.random.default_rng(5)
    days = np.sort(draw.choice(42, 18, replace=False)).astype(float)
    pain = 4 + 2 * draw.normal(size=18)
    value, low, high = coefficient(days, pain, line(days), 1)
    assert coefficient(days + 100, pain + 3, line(days + 100), 1) == pytest.approx((value, low, high))
    assert coefficient(days, 2 * pain, line(days), 1) == pytest.approx((2 * value, 2 * low, 2 * high))
    back = coefficient(42 - days[::-1], pain[::-1], line(42 - days[::-1]), 1)
    assert back == pytest.approx((-value, -high, -low))


def test_the_filter_gives_what_inverting_the_whole_covariance_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, own = 4.0, 0.3
    monkeypatch.setattr("backstride.history.diary_trend.MEMORY_DAYS", np.array([memory]))
    monkeypatch.setattr("backstride.history.diary_trend.OWN_SHARE", np.array([own]))
    draw = np.random.default_rng(1)
    days = np.array([0.0, 1, 2, 6, 9, 10, 18, 30])
    pain = 3 + 2 * draw.normal(size=8)
    whole = (1 - own) * np.exp(-np.abs(days[:, None] - days) / memory) + own * np.eye(8)
    x, inverse = line(days), np.linalg.inv(whole)
    spread = np.linalg.inv(x.T @ inverse @ x)
    beta = spread @ x.T @ inverse @ pain
    rest = (pain - x @ beta) @ inverse @ (pain - x @ beta)
    half = 2.446912 * np.sqrt(rest / 6 * spread[1, 1])  # t of 6 degrees of freedom, from a printed table
    assert coefficient(days, pain, x, 1) == pytest.approx((beta[1], beta[1] - half, beta[1] + half), rel=1e-5)


@pytest.mark.parametrize("memory", [0.0, 0.85])
def test_nine_of_ten_intervals_hold_the_trend_with_a_third_of_the_entries_missing(memory: float) -> None:
    """Seeds, slope and size apart from those of ``benchmarks/diary_missing.py``."""
    draw = np.random.default_rng(90 + int(100 * memory))
    held = 0
    for _ in range(OFTEN):
        day = np.arange(40.0)
        pain = np.clip(np.round(4 + 0.4 * (day - 20) / 7 + 1.3 * error(draw, memory, 40)), 0, 10)
        kept = (day % 2 == 0) & (draw.random(40) > 0.3)
        _, low, high = coefficient(day[kept], pain[kept], line(day[kept]), 1)
        held += low <= 0.4 <= high
    assert held / OFTEN >= AIM - CHANCE


def test_entries_that_resemble_their_neighbours_tell_less_than_they_would_alone() -> None:
    draw = np.random.default_rng(2)
    days = np.arange(40.0)
    wider = []
    for memory in (0.0, 0.9):
        noise = [5 + 3 * error(draw, memory, 40) for _ in range(20)]
        own = [np.ptp(coefficient(days, one, line(days), 1)[1:]) for one in noise]
        alone = [2 * 2.024394 * np.polyfit(days / 7, one, 1, cov=True)[1][0, 0] ** 0.5 for one in noise]
        wider.append(np.median(np.divide(own, alone)))
    assert 1.0 < wider[0] < wider[1] - 0.3
