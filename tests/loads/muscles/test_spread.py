"""The interval that one anatomy for all people asks for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.loads.muscles.spread import compression_interval, quadratus_interval


@given(st.floats(0.01, 20.0))
def test_the_figure_lies_inside_and_neither_end_pushes(value: float) -> None:
    for interval in (compression_interval, quadratus_interval):
        low, high = interval(value)
        assert 0 < low < value < high


def test_compression_follows_from_the_study_s_mean_differences() -> None:
    sd = math.sqrt(math.pi / 2) * math.hypot(0.13, 0.08)
    low, high = compression_interval(1.0)
    assert (high - low) / 2 == pytest.approx(1.96 * sd, abs=0.01)


def test_quadratus_is_open_by_the_same_factor_either_way() -> None:
    low, high = quadratus_interval(0.1)
    assert high / 0.1 == pytest.approx(0.1 / low)
