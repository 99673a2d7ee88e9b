"""The header of a Qualisys TSV: keys in capitals, one to a line, over a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backstride.model.recording import Event
from backstride.read.marker_rules import side_of
from backstride.read.text_table import Layout, cells, find_layout, head_lines, is_number

MM = 0.001  # Qualisys writes lengths in mm, forces in N (Track Manager, export to TSV)


@dataclass(frozen=True)
class Header:
    """``values`` by key, ``events`` as stored, ``columns`` in lower case (empty where none are named)."""

    values: dict[str, list[str]]
    events: tuple[Event, ...]
    columns: list[str]
    layout: Layout

    def text(self, key: str) -> str:
        """A key's first cell, empty where it is not there."""
        return next(iter(self.values.get(key, [])), "")

    def number(self, key: str) -> float | None:
        """A key's first cell as a number; None where it is none."""
        try:
            value = float(self.text(key).replace(",", "."))
        except ValueError:
            return None
        return value if np.isfinite(value) else None


def read_header(path: Path) -> Header:
    """The header of a TSV; raises UnreadableError when no row of numbers follows."""
    lines = head_lines(path)
    layout = find_layout(lines, 0, path.name)
    rows = [cells(line) for line in lines[: layout.first_line] if line.strip()]
    values = header_values(lines)
    columns = [cell.lower() for cell in rows[-1]] if rows and rows[-1][0] not in values else []
    events = tuple(event for row in rows if row[0] == "EVENT" and (event := _event(row[1:])))
    return Header(values, events, columns, layout)


def header_values(lines: list[str]) -> dict[str, list[str]]:
    """Keys in capitals with their cells, up to the first row of numbers."""
    values: dict[str, list[str]] = {}
    for line in lines:
        row = cells(line)
        if not row or not row[0]:
            continue
        if is_number(row[0]):
            break
        if row[0].replace("_", "").isupper() and row[0] not in ("SAMPLE", "FRAME"):
            values.setdefault(row[0], row[1:])
    return values


def _event(row: list[str]) -> Event | None:
    """``EVENT name frame time``; None where the time is not a number."""
    if len(row) < 3 or not is_number(row[2]):
        return None
    time_s = float(row[2].replace(",", "."))
    return Event(time_s=time_s, side=side_of(row[0]), label=row[0]) if np.isfinite(time_s) else None
