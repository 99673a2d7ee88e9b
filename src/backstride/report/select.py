"""Which rows of an analysis a page shows."""

from __future__ import annotations

from collections.abc import Iterable

from backstride.model.measure import SESSION as SESSION
from backstride.model.measure import Measure


def session_rows(measures: Iterable[Measure]) -> dict[str, tuple[Measure, ...]]:
    """The rows that stand for the whole session, by measure id in the order given.

    The rows named "session" where several recordings were joined, else those of the first recording.
    """
    by_id: dict[str, list[Measure]] = {}
    for row in measures:
        by_id.setdefault(row.id, []).append(row)
    return {measure: _of_session(rows) for measure, rows in by_id.items()}


def both_or_sides(rows: Iterable[Measure]) -> tuple[Measure, ...]:
    """Left and right where measured, else the single value of both; nothing where all were refused."""
    there = tuple(row for row in rows if row.value is not None)
    sides = tuple(row for row in there if row.side != "both")
    return sides or there


def _of_session(rows: list[Measure]) -> tuple[Measure, ...]:
    joined = tuple(row for row in rows if row.recording == SESSION)
    first = rows[0].recording
    return joined or tuple(row for row in rows if row.recording == first)
