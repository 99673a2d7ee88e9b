from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backstride.errors import UnreadableError
from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.tables import (
    CURVE_SCHEMA,
    carried_background,
    contacts_csv,
    curves_parquet,
    measures_csv,
    measures_frame,
    read_curves,
)


def test_contacts_have_the_columns_of_the_contract_and_a_row_each(analysis: Analysis) -> None:
    rows = list(csv.reader(io.StringIO(contacts_csv(analysis))))
    assert rows[0] == ["recording", "side", "foot_strike_s", "toe_off_s"]
    assert len(rows) == len(analysis.contacts) + 1
    assert rows[1] == ["run_3.5", "left", "0.100000", "0.344000"]


def test_one_row_per_measure_side_and_recording(analysis: Analysis) -> None:
    rows = list(csv.DictReader(io.StringIO(measures_csv(analysis))))
    keys = [(row["id"], row["side"], row["recording"]) for row in rows]
    assert len(set(keys)) == len(keys) == len(analysis.measures)
    cadence = rows[0]
    assert (cadence["value"], cadence["unit"], cadence["reference_low"]) == ("170.9", "steps/min", "158.0")


def test_a_refused_measure_has_empty_cells_and_its_reason(analysis: Analysis) -> None:
    rows = [row for row in csv.DictReader(io.StringIO(measures_csv(analysis))) if row["id"] == "loading_rate"]
    assert rows
    assert all(row["value"] == row["interval_low"] == row["verdict"] == "" for row in rows)
    assert all("1000 Hz" in row["refused"] for row in rows)


def test_the_frame_reads_missing_numbers_as_missing(analysis: Analysis) -> None:
    frame = measures_frame(analysis)
    assert len(frame) == len(analysis.measures)
    assert frame.loc[frame["id"] == "loading_rate", "value"].isna().all()
    assert frame.loc[frame["id"] == "cadence", "value"].item() == 170.9


def test_curves_are_the_same_bytes_twice_and_carry_the_background(
    curves: pa.Table, background: Background, tmp_path: Path
) -> None:
    content = curves_parquet(curves, background)
    assert content == curves_parquet(curves, background)
    path = tmp_path / "curves.parquet"
    path.write_bytes(content)
    back = read_curves(path)
    assert back.schema.equals(CURVE_SCHEMA)
    assert back.num_rows == curves.num_rows
    assert carried_background(back) == background


def test_curves_without_a_background_carry_none(curves: pa.Table) -> None:
    table = pq.read_table(io.BytesIO(curves_parquet(curves)))
    assert carried_background(table) is None


def test_curves_of_another_layout_are_refused(tmp_path: Path, curves: pa.Table) -> None:
    with pytest.raises(ValueError, match="unit"):
        curves_parquet(curves.drop_columns(["unit"]))
    path = tmp_path / "curves.parquet"
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(UnreadableError, match=r"curves\.parquet"):
        read_curves(path)
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(UnreadableError, match=r"curves\.parquet"):
        read_curves(path)
