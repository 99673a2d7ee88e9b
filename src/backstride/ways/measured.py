"""What one recording gave, before it is joined with the others; how one that was refused is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backstride.errors import RecordingError
from backstride.model.analysis import CURVE_COLUMNS, Quality, RecordingSummary
from backstride.model.common import RecordingKind
from backstride.model.contact import Contact
from backstride.model.drift import Drift
from backstride.model.loads import LumbarLoads
from backstride.model.measure import Measure
from backstride.report.context import RecordingBackground

if TYPE_CHECKING:
    import pyarrow as pa

    from backstride.clips import Played
    from backstride.read.session import Source
    from backstride.ways.pairs import Pace


@dataclass(frozen=True, eq=False)
class MeasuredRecording:
    """What one recording gave, before it is joined with the others. pace: of a watch, to tell two people.
    loads: of the back, None where they are refused."""

    summary: RecordingSummary
    contacts: tuple[Contact, ...]
    measures: tuple[Measure, ...]
    drift: tuple[Drift, ...]
    curves: pa.Table
    background: RecordingBackground
    played: Played | None = None
    pace: Pace | None = None
    loads: LumbarLoads | None = None


def no_curves() -> pa.Table:
    """The curves of a recording that shows none: a watch, a sensor."""
    import pyarrow as pa

    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in CURVE_COLUMNS])
    return pa.Table.from_arrays([pa.nulls(0, kind) for kind in schema.types], schema=schema)  # no pandas


def refused_summary(source: Source, error: RecordingError, kind: RecordingKind) -> RecordingSummary:
    """How a recording that could not be used is listed."""
    return RecordingSummary(
        id=source.id,
        paths=tuple(path.name for path in source.paths),
        kind=kind,
        rate_hz=0.0,
        duration_s=0.0,
        view="none",
        quality=refused_quality(error),
    )


def refused_quality(error: RecordingError) -> Quality:
    """The verdict on a recording that could not be used."""
    return Quality(verdict="refused", reasons=(str(error),))
