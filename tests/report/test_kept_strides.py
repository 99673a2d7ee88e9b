"""The single strides behind the values: few enough to travel, the same when the page is made again."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.measures.definitions import definition
from backstride.model.analysis import Analysis
from backstride.report.cards.measure_card import error_text
from backstride.report.cards.strides import MOST, stride_values
from backstride.report.context import Background, RecordingBackground, with_strides
from backstride.report.html import render
from backstride.report.json_file import fingerprint, load
from backstride.report.tables import carried_background, read_curves
from backstride.report.write import write


def test_sides_where_there_are_sides_else_the_one_value(analysis: Analysis) -> None:
    kept = {(one.measure, one.side): one for one in stride_values(analysis.measures)}
    assert {side for measure, side in kept if measure == "overstride"} == {"left", "right"}
    assert {side for measure, side in kept if measure == "cadence"} == {"both"}
    assert not [one for one in kept if one[0] == "loading_rate"]  # refused
    row = next(r for r in analysis.measures if (r.id, r.side) == ("overstride", "left"))
    assert kept["overstride", "left"].values == pytest.approx(row.per_stride, rel=1e-4)


def test_of_an_hour_only_some_are_kept_and_the_card_says_so(analysis: Analysis, curves: pa.Table) -> None:
    long = tuple(
        row.model_copy(update={"per_stride": tuple(float(n) for n in range(5000))})
        if (row.id, row.side) == ("cadence", "both")
        else row
        for row in analysis.measures
    )
    (kept,) = (one for one in stride_values(long) if one.measure == "cadence")
    assert len(kept.values) <= MOST
    assert kept.values[:3] == (0.0, 25.0, 50.0)
    page = render(analysis.model_copy(update={"measures": long}), curves)
    assert "One in 25 is drawn." in page


def test_a_saved_result_keeps_them_and_one_without_says_nothing(
    analysis: Analysis, curves: pa.Table, background: Background, tmp_path: Path
) -> None:
    write(analysis, curves, tmp_path / "out", background=background)
    carried = carried_background(read_curves(tmp_path / "out" / "curves.parquet"))
    assert carried is not None
    assert carried.strides == stride_values(analysis.measures)
    again = load(tmp_path / "out" / "analysis.json")
    assert with_strides(carried, again.measures) == carried
    bare = render(again, curves)
    assert "The value of each stride" not in bare
    assert "Left 42, Right 42. The recording holds" in bare


def test_the_page_names_the_file_it_belongs_to(analysis: Analysis, curves: pa.Table, tmp_path: Path) -> None:
    report, result, *_ = write(analysis, curves, tmp_path / "out")
    digits = hashlib.sha256(result.read_bytes()).hexdigest()
    assert fingerprint(analysis) == digits[:12]
    assert f"SHA-256 {digits[:12]}…" in report.read_text("utf-8")
    other = analysis.model_copy(update={"contacts": analysis.contacts[1:]})
    assert fingerprint(other) != digits[:12]


@pytest.mark.parametrize(
    ("known", "said", "unsaid"),
    [
        ({"contacts_source": "plates"}, ["force plates"], ["fewer pictures"]),
        ({"contacts_source": "markers"}, ["from markers", "fewer pictures"], ["force plates"]),
        ({"centre_of_mass": "pelvis"}, ["stands in for the whole body"], []),
        ({"centre_of_mass": "segments"}, [], ["stands in"]),
    ],
)
def test_the_error_is_that_of_this_recording(
    known: dict[str, str], said: list[str], unsaid: list[str]
) -> None:
    one = RecordingBackground("run", "", "", "", has_standing=True, **known)  # type: ignore[arg-type]
    text = error_text(definition("overstride"), one)
    assert [part for part in said if part not in text] == []
    assert [part for part in unsaid if part in text] == []
    assert re.match(r"[\d.]+ cm \(standard deviation in a whole trial", text)


def test_without_standing_the_error_of_what_needs_it_is_larger() -> None:
    one = RecordingBackground("run", "", "", "", has_standing=False)
    assert "no standing trial" in error_text(definition("pelvic_drop_peak"), one)
    assert "no standing trial" not in error_text(definition("cadence"), one)
