"""The error that one anatomy for all people brings, as the measures carry it."""

from __future__ import annotations

import math

import pytest

from backstride.knowledge.loader import load
from backstride.loads.muscles.anatomy import FIGURES
from backstride.measures.definitions import trial_error
from backstride.measures.interval import Z_95


def test_compression_follows_from_the_study_s_mean_differences() -> None:
    sd = math.sqrt(math.pi / 2) * math.hypot(0.13, 0.08)
    assert load(FIGURES)["spread"]["compression"] == pytest.approx(1.96 * sd, abs=0.01)


@pytest.mark.parametrize("measure_id", ["l5s1_compression", "lumbar_load_per_km"])
def test_compressions_carry_the_same_share(measure_id: str) -> None:
    half = load(FIGURES)["spread"]["compression"]
    assert trial_error(measure_id).common_share == pytest.approx(half / Z_95, abs=0.005)


@pytest.mark.parametrize("measure_id", ["quadratus_lumborum_force", "quadratus_lumborum_work"])
def test_quadratus_carries_its_factor_to_both_sides(measure_id: str) -> None:
    factor = load(FIGURES)["spread"]["quadratus_lumborum_factor"]
    assert trial_error(measure_id).common_share == pytest.approx((factor - 1) / Z_95, abs=0.005)
