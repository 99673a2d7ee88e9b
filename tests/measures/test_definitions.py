from __future__ import annotations

from pathlib import Path

import pytest

from backstride.knowledge.loader import load
from backstride.measures.asymmetry import asymmetries, difference
from backstride.measures.bands import bounds, reference
from backstride.measures.definitions import definitions, trial_error
from backstride.measures.docs import page
from backstride.measures.interval import STATISTICS
from backstride.model.measure import Measure

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_measures_is_the_generated_one() -> None:
    assert (DOCS / "measures.md").read_text(encoding="utf-8") == page(), (
        "run: python -m backstride.measures.docs > docs/measures.md"
    )


def test_every_measure_names_its_statistic_error_and_sources() -> None:
    for d in definitions():
        assert load("measures.toml")[d.id]["statistic"] in STATISTICS
        assert trial_error(d.id).markers > 0
        assert trial_error(d.id).source
        assert d.detectable_change_source
        assert len(d.plain.split()) <= 30


def test_changes_and_bands_belong_to_measures_that_exist() -> None:
    ids = {d.id for d in definitions()}
    assert set(load("detectable_changes.toml")) == ids
    assert {band["measure"] for band in load("references.toml")["band"]} <= ids
    assert "pelvic_tilt" not in {band["measure"] for band in load("references.toml")["band"]}


def test_a_band_is_interpolated_over_speed_and_never_extrapolated() -> None:
    slow, middle, fast = (reference("cadence", v, "treadmill") for v in (2.5, 3.0, 3.5))
    assert slow
    assert middle
    assert fast
    assert middle.low == pytest.approx((slow.low + fast.low) / 2, abs=1e-3)
    assert reference("cadence", 4.79, "treadmill") is not None
    assert reference("cadence", 4.81, "treadmill") is None


def test_a_band_of_few_runners_is_wider_than_the_same_of_many() -> None:
    """Eight runners: t(0.95, 7) sqrt(1 + 1/8) = 1.8946 x 1.0607 = 2.0095 instead of 1.645 SD."""
    few = bounds({"mean": 10.0, "sd": 1.0, "n": 8})
    many = bounds({"mean": 10.0, "sd": 1.0})
    assert few == pytest.approx((10 - 2.0095, 10 + 2.0095), abs=1e-3)
    assert many == pytest.approx((10 - 1.6449, 10 + 1.6449), abs=1e-3)


def test_treadmill_bands_do_not_judge_the_road() -> None:
    assert reference("cadence", 3.0, "road") is None
    assert reference("cadence", 3.0, None) is None


def _row(side: str, value: float, half: float) -> Measure:
    return Measure(
        id="contact_time",
        side=side,  # type: ignore[arg-type]
        value=value,
        unit="s",
        interval=(value - half, value + half),
        n_strides=9,
        detectable_change=0.008,
        reference=None,
        verdict="no_reference",
        recording="r",
    )


@pytest.mark.parametrize(
    ("right", "half", "clear"), [(0.24, 0.003, True), (0.255, 0.003, False), (0.24, 0.02, False)]
)
def test_sides_differ_clearly_only_beyond_error_and_interval(right: float, half: float, clear: bool) -> None:
    found = difference(_row("left", 0.26, half), _row("right", right, half))
    assert found.clear is clear
    assert found.difference == pytest.approx(0.26 - right)


def test_a_measure_with_one_side_has_no_asymmetry() -> None:
    assert asymmetries([_row("left", 0.26, 0.003)]) == ()
