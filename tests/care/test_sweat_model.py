"""Sweat predicted from size, pace and air: the published lines, their range, and runners others weighed."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import sweat
from benchmarks.common import markdown
from hypothesis import given
from hypothesis import strategies as st

from backstride.care.sweat_model import (
    HYDRATION,
    NotPredicted,
    SteadyRun,
    SweatRate,
    evaporation_w_m2,
    fastest_mps,
    outside,
    predicted_sweat,
    sweat_g_m2_h,
)
from backstride.knowledge.loader import load

DOCS = Path(__file__).parents[2] / "docs" / "hydration.md"


def test_the_parts_of_the_formula_are_those_worked_out_by_hand() -> None:
    run = SteadyRun(1.76, 70.0, 2.5, 28.0, 50.0)
    assert run.skin_m2 == pytest.approx(1.85, abs=0.01)  # Du Bois 1916
    assert run.vapour_kpa == pytest.approx(1.89, abs=0.01)  # half of 3.78 kPa
    # 3.5 + 0.2 x 150 = 33.5 ml/kg/min; x 70 kg x 20.44 J/ml / 60 s = 799 W
    assert run.metabolic_w_m2 * run.skin_m2 == pytest.approx(799, abs=1)
    required, possible = evaporation_w_m2(run)
    # 8.3 x 2.5^0.6 = 14.4 convection, 4.6 radiation; clothes let half the heat, 37 % of vapour through.
    assert run.metabolic_w_m2 - required == pytest.approx(19.0 * 8 * 0.50, rel=0.03)
    assert possible == pytest.approx(0.37 * 16.5 * 14.4 * (5.94 - 1.89), rel=0.03)


def test_the_published_lines_hold_on_both_sides_of_twenty_degrees() -> None:
    for air, base in ((16.0, 350.0), (36.0, 147.0)):
        run = SteadyRun(1.76, 70.0, 2.4, air, 50.0)
        required, possible = evaporation_w_m2(run)
        assert sweat_g_m2_h(run) == pytest.approx(base + 1.527 * required - 0.87 * possible)


runs = st.builds(
    SteadyRun,
    height_m=st.floats(1.45, 2.0),
    mass_kg=st.floats(45, 110),
    speed_mps=st.floats(1.2, 2.5),
    air_c=st.floats(15, 46),
    humidity_percent=st.floats(5, 100),
)


@given(run=runs, hotter=st.floats(0, 25))
def test_hotter_air_never_lowers_the_sweat_predicted(run: SteadyRun, hotter: float) -> None:
    warmer = SteadyRun(run.height_m, run.mass_kg, run.speed_mps, run.air_c + hotter, run.humidity_percent)
    cool, warm = predicted_sweat(run), predicted_sweat(warmer)
    if isinstance(cool, SweatRate) and isinstance(warm, SweatRate):
        assert warm.value >= cool.value


@given(run=runs)
def test_a_prediction_lies_in_its_interval_and_in_the_published_range(run: SteadyRun) -> None:
    found = predicted_sweat(run)
    if isinstance(found, NotPredicted):
        assert found.why == outside(run)
    else:
        assert 0 <= found.low <= found.value <= found.high
        assert found.high - found.low >= 2 * 0.25 or found.low == 0  # 1.96 x 69 g/m2/h and more
        assert run.metabolic_w_m2 <= 450


def test_a_heavy_runner_reaches_the_range_of_effort_before_that_of_speed() -> None:
    light, heavy = SteadyRun(1.76, 70, 2.4, 25, 50), SteadyRun(1.76, 100, 2.4, 25, 50)
    assert fastest_mps(light) == 2.5
    assert fastest_mps(heavy) < 2.4
    assert isinstance(predicted_sweat(heavy), NotPredicted)


def test_the_page_shows_the_benchmark_as_it_is() -> None:
    table = [line for line in markdown(sweat.result()).splitlines() if line.startswith("|")]
    page = DOCS.read_text(encoding="utf-8")
    assert [line for line in table if line not in page] == []


def test_published_runners_lie_within_how_people_differ() -> None:
    person = 1.96 * load(HYDRATION)["spread"]["person_g_m2_h"]
    for case in sweat.CASES:
        measured = 1000 * case.sweat_l_per_h / case.run.skin_m2
        assert abs(sweat_g_m2_h(case.run) - measured) < person, case.study
        assert outside(case.run) is not None
