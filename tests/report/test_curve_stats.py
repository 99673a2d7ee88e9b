from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from backstride.model.analysis import Analysis
from backstride.report.curve_chart import curve_chart
from backstride.report.curve_stats import curve_stats, main_recording, toe_off_percent
from backstride.report.tables import CURVE_SCHEMA
from backstride.report.words import curve_words


def long_table(values: dict[str, list[list[float | None]]], recording: str = "a") -> pa.Table:
    rows = [
        (recording, side, stride, "knee_flexion", float(p), value, "deg")
        for side, strides in values.items()
        for stride, curve in enumerate(strides)
        for p, value in enumerate(curve)
    ]
    columns = map(list, zip(*rows, strict=True))
    return pa.table(dict(zip(CURVE_SCHEMA.names, columns, strict=True)), schema=CURVE_SCHEMA)


def test_mean_and_sample_standard_deviation_of_known_strides() -> None:
    stats = curve_stats(long_table({"left": [[1.0, 5.0], [3.0, 5.0]]}), "a")["knee_flexion"]
    (left,) = stats.sides
    assert left.mean == pytest.approx([2.0, 5.0])
    assert left.sd == pytest.approx([np.sqrt(2.0), 0.0])
    assert (left.n_strides, stats.unit) == (2, "deg")


def test_a_missing_sample_leaves_the_other_strides() -> None:
    stats = curve_stats(long_table({"left": [[1.0, None], [3.0, None], [5.0, 4.0]]}), "a")["knee_flexion"]
    assert stats.sides[0].mean == pytest.approx([3.0, 4.0])
    assert np.isnan(stats.sides[0].sd[1])


def test_a_side_that_was_never_seen_is_absent() -> None:
    table = long_table({"left": [[1.0, 2.0]], "right": [[None, None]]})
    assert [one.side for one in curve_stats(table, "a")["knee_flexion"].sides] == ["left"]


def test_a_curve_that_was_never_seen_is_absent() -> None:
    assert curve_stats(long_table({"left": [[None, None]]}), "a") == {}


def test_the_recording_with_the_most_strides_is_drawn() -> None:
    short, long = long_table({"left": [[1.0]]}, "a"), long_table({"left": [[1.0], [2.0]]}, "b")
    assert main_recording(pa.concat_tables([short, long])) == "b"
    assert main_recording(short.slice(0, 0)) is None


def test_toe_off_falls_where_contact_time_over_stride_time_says(analysis: Analysis) -> None:
    assert toe_off_percent(analysis, "run_3.5", "left") == pytest.approx(100 * 0.244 / 0.702)
    assert toe_off_percent(analysis, "another", "left") is None


def test_an_axis_grows_in_steps_when_a_runner_goes_beyond_it() -> None:
    words = next(one for one in curve_words() if one.id == "knee_flexion")
    stats = curve_stats(long_table({"left": [[0.0, 131.0]]}), "a")["knee_flexion"]
    inside = curve_stats(long_table({"left": [[0.0, 90.0]]}), "a")["knee_flexion"]
    assert words.high == 120
    assert ">100°<" in curve_chart(inside, words, {})
    assert curve_chart(stats, words, {}) != curve_chart(inside, words, {})
    assert "from 0 to 131 deg" in curve_chart(stats, words, {})
