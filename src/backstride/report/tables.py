"""The tables people open elsewhere: contacts and measures as CSV, stride curves as Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from backstride.errors import UnreadableError
from backstride.model.analysis import CURVE_COLUMNS, Analysis
from backstride.model.measure import Measure
from backstride.report.context import Background, background_from_json, background_json
from backstride.report.json_file import TIME_DECIMALS, rounded

if TYPE_CHECKING:
    import pandas as pd

CONTACT_COLUMNS: Final = ("recording", "side", "foot_strike_s", "toe_off_s")
MEASURE_COLUMNS: Final = (
    "recording",
    "side",
    "id",
    "value",
    "unit",
    "interval_low",
    "interval_high",
    "n_strides",
    "detectable_change",
    "reference_low",
    "reference_high",
    "reference_source",
    "verdict",
    "refused",
)
BACKGROUND_KEY: Final = "backstride.background"
WORDS: Final = [name for name, kind in CURVE_COLUMNS if kind == "string"]
CURVE_SCHEMA: Final = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in CURVE_COLUMNS])


def contacts_csv(analysis: Analysis) -> str:
    """One row per contact, times in s on the recording's own clock."""
    rows = (
        (c.recording, c.side, f"{c.foot_strike_s:.{TIME_DECIMALS}f}", f"{c.toe_off_s:.{TIME_DECIMALS}f}")
        for c in analysis.contacts
    )
    return _csv(CONTACT_COLUMNS, rows)


def measures_csv(analysis: Analysis) -> str:
    """One row per measure, side and recording; a missing number is an empty cell."""
    return _csv(MEASURE_COLUMNS, (_measure_row(measure) for measure in analysis.measures))


def curves_parquet(curves: pa.Table, background: Background | None = None) -> bytes:
    """The stride curves with the contract's columns and types; how the files were understood rides along.

    curves: columns of ``CURVE_SCHEMA`` in any order, percent 0-100 of the stride. background: kept in the
    file's metadata, so that a page made again from a result folder says as much as the first one.
    Raises ValueError when a column is missing.
    """
    absent = [name for name in CURVE_SCHEMA.names if name not in curves.column_names]
    if absent:
        raise ValueError(f"curves lack the columns {absent}")
    carried = {BACKGROUND_KEY: background_json(background)} if background else None
    table = curves.select(CURVE_SCHEMA.names).cast(CURVE_SCHEMA).replace_schema_metadata(carried)
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def read_curves(path: Path, *, coded: bool = False) -> pa.Table:
    """The table that ``curves_parquet`` wrote, its metadata included.

    coded: columns of words as codes with their list of words, which spares the time to make the codes.
    Raises UnreadableError when the file is no Parquet file or lacks the contract's columns.
    """
    fix = "Run analyze again"
    try:
        # read_table would import pandas, which takes a second
        words = WORDS if coded else None
        with (
            path.open("rb") as opened,  # pyarrow takes no path that is not UTF-8
            pq.ParquetFile(opened, read_dictionary=words, page_checksum_verification=True) as file,
        ):
            return file.read().select(CURVE_SCHEMA.names)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise UnreadableError(f"cannot be read ({error})", where=path.name, fix=fix) from error


def carried_background(curves: pa.Table) -> Background | None:
    """The background that came with the curves, or None where they carry none that reads."""
    text = (curves.schema.metadata or {}).get(BACKGROUND_KEY.encode())
    if text is None:
        return None
    try:
        return background_from_json(text.decode("utf-8"))
    except ValueError:
        return None


def measures_frame(analysis: Analysis) -> pd.DataFrame:
    """The measures as a data frame with the columns of ``measures.csv``; a missing number is NaN."""
    import pandas as pd

    return pd.read_csv(io.StringIO(measures_csv(analysis)), keep_default_na=False, na_values=[""])


def _measure_row(measure: Measure) -> tuple[str, ...]:
    low, high = measure.interval or (None, None)
    reference = measure.reference
    return (
        measure.recording,
        measure.side,
        measure.id,
        _number(measure.value),
        measure.unit,
        _number(low),
        _number(high),
        str(measure.n_strides),
        _number(measure.detectable_change),
        _number(reference.low if reference else None),
        _number(reference.high if reference else None),
        reference.source if reference else "",
        measure.verdict or "",
        measure.refused or "",
    )


def _number(value: float | None) -> str:
    return "" if value is None else repr(rounded(value))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
