"""From saved numbers to believable ones: units guarded, noughts and impossible values left out, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note

Columns = dict[str, FloatArray]
CADENCE_OF_BOTH: Final = 2.0  # a cycle is two steps


def with_developer(
    columns: Mapping[str, FloatArray], developer: Mapping[tuple[str, str], FloatArray]
) -> tuple[Columns, tuple[Note, ...]]:
    """Columns the device left empty, filled from what an app or foot pod wrote, by the unit it states."""
    out, notes = dict(columns), []
    for (name, units), values in developer.items():
        told = _known_field(name, units)
        if told is None or not np.isfinite(values).any():
            continue
        column, scale = told
        own = out.get(column)
        if own is None or not (np.isfinite(own) & (own != 0)).any():
            out[column] = values * scale
            text = f"{name} is the field of an app or a foot pod ({units})."
            notes.append(Note(level="info", code="developer_field", text=text))
    return out, tuple(notes)


def _known_field(name: str, units: str) -> tuple[str, float] | None:
    for row in load("sensors/watch.toml")["developer"]:
        if row["name"] == name.strip().lower() and units.strip().lower() in row["units"]:
            return str(row["column"]), float(row["units"][units.strip().lower()])
    return None


def steps_per_cycle(cycles: FloatArray) -> tuple[float, tuple[Note, ...]]:
    """What to multiply a saved cadence by: 2, or 1 where steps of both feet were saved already."""
    told = cycles[np.isfinite(cycles) & (cycles > 0)]
    least = float(load("sensors/watch.toml")["guards"]["steps_from_cycles"])
    if not told.size or np.median(told) < least:
        return CADENCE_OF_BOTH, ()
    text = f"Cadence is saved as steps of both feet already (median {np.median(told):.0f}): not doubled."
    return 1.0, (Note(level="info", code="cadence_in_steps", text=text),)


def oscillation_scale(values_m: FloatArray) -> tuple[float, tuple[Note, ...]]:
    """10 where a file holds centimetres in a field of millimetres, else 1."""
    told = values_m[np.isfinite(values_m) & (values_m > 0)]
    least = float(load("sensors/watch.toml")["guards"]["oscillation_in_cm_below_m"])
    if not told.size or np.median(told) >= least:
        return 1.0, ()
    text = "Vertical oscillation is saved in cm where the format asks for mm: taken as cm."
    return 10.0, (Note(level="warning", code="oscillation_in_cm", text=text),)


def believable(columns: Mapping[str, FloatArray]) -> tuple[Columns, tuple[Note, ...]]:
    """Noughts that mean "nothing" and values beyond the bounds become NaN; each kind is counted in a note."""
    out, notes, noughts = dict(columns), [], []
    for name, rule in load("sensors/watch.toml")["columns"].items():
        values = out[name].copy()
        if rule["zero_is_missing"]:
            nought = values == 0
            values[nought] = np.nan
            if nought.any():
                noughts.append(f"{rule['title'].lower()} {int(nought.sum())}")
        wrong = (values < rule["low"]) | (values > rule["high"])
        if wrong.any():
            notes.append(_rejected(rule, values, int(wrong.sum())))
            values[wrong] = np.nan
        out[name] = values
    if noughts:
        text = f"Noughts count as missing: {', '.join(noughts)}."
        notes.insert(0, Note(level="info", code="zeros", text=text))
    return out, tuple(notes)


def _rejected(rule: Mapping[str, Any], values: FloatArray, count: int) -> Note:
    known = values[np.isfinite(values)]
    scale, unit = float(rule["scale"]), rule["shown"]
    bounds = f"{rule['low'] * scale:g} to {rule['high'] * scale:g} {unit}"
    span = f"{known.min() * scale:.4g} to {known.max() * scale:.4g} {unit}"
    text = (
        f"{rule['title']}: {count} of {known.size} values left out (the file has {span}; kept are {bounds})."
    )
    return Note(level="warning" if 2 * count > known.size else "info", code="implausible", text=text)


def flight_time(cadence_spm: FloatArray, stance_s: FloatArray) -> FloatArray:
    """Step time less contact time in s; NaN where either is missing or no flight is left."""
    with np.errstate(divide="ignore", invalid="ignore"):
        flight = 60.0 / cadence_spm - stance_s
    return np.where(flight > 0, flight, np.nan)
