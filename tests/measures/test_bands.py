"""Bands by surface and sex, and a detectable change that knows how good this recording is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backstride.knowledge.loader import load
from backstride.measures.bands import reference
from backstride.measures.definitions import definition
from backstride.measures.rows import valued

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"


def ends(measure: str, sex: str | None, speed_mps: float = 3.0) -> tuple[float, float]:
    band = reference(measure, speed_mps, "treadmill", sex)  # type: ignore[arg-type]
    assert band is not None
    return band.low, band.high


def test_women_turn_the_pelvis_further_and_an_unknown_sex_gets_both_ends() -> None:
    man, woman, unknown = (ends("pelvic_rotation_range", sex) for sex in ("male", "female", None))
    assert woman == pytest.approx((man[0] + 3.0, man[1] + 3.0), abs=1e-3)
    assert unknown == (man[0], woman[1])
    band = reference("pelvic_rotation_range", 3.0, "treadmill", "female")
    assert band is not None
    assert "women against men" in band.source
    assert "by sex" not in reference("pelvic_rotation_range", 3.0, "treadmill", "male").source  # type: ignore[union-attr]


def test_a_band_without_a_difference_of_the_sexes_is_the_same_for_all() -> None:
    assert ends("cadence", "male") == ends("cadence", "female") == ends("cadence", None)


@pytest.mark.parametrize(
    ("measure", "less"),
    [("knee_flexion_at_strike", 2.3), ("contact_time", 0.005), ("vertical_oscillation", -0.015)],
)
def test_overground_bands_are_the_treadmills_moved_by_the_pooled_difference(
    measure: str, less: float
) -> None:
    belt, ground = (reference(measure, 2.75, surface) for surface in ("treadmill", "road"))
    assert belt is not None
    assert ground is not None
    assert ground.low == pytest.approx(belt.low - less, abs=0.06 if less > 1 else 1e-3)
    assert ground.source.startswith("Derived")


def test_every_band_names_its_source_and_says_when_it_is_derived() -> None:
    for band in load("references.toml")["band"]:
        assert band["source"]
        assert ("female_more" in band) == ("female_source" in band)
        for row in band["at"]:
            assert {"mean", "sd"} <= set(row) or {"low", "high"} <= set(row)


def test_a_worse_instrument_has_a_larger_detectable_change() -> None:
    known, strides = definition("leg_angle_at_strike"), np.array([11.0, 11.5, 12.0, 11.2])
    good, poor = (valued(known, "left", "run", strides, error, None) for error in (0.1, 2.0))
    assert good.detectable_change == known.detectable_change
    assert poor.detectable_change == pytest.approx(5.54)


def test_no_measure_is_shipped_whose_median_interval_is_wider_either_way_than_what_counts_as_a_change() -> (
    None
):
    rows = json.loads((RESULTS / "synthetic_runners.json").read_text(encoding="utf-8"))["rows"]
    widths = {row["what"]: row["half width"] for row in rows if row.get("half width") is not None}
    assert len(widths) > 30
    assert {what: width for what, width in widths.items() if width > 1} == {}
