"""How far off a watch may be, per measure: ``knowledge/sensors/watch_errors.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from backstride.knowledge.loader import load
from backstride.measures.definitions import definition
from backstride.measures.shown import display_unit
from backstride.measures.watch_moments import ERRORS
from backstride.model.recording import Note
from backstride.model.watch import WatchDevice


@dataclass(frozen=True)
class DeviceError:
    """In the measure's unit: sd of the error over a whole run; how much it may read too high, too low.

    band: whether the value may be held against a reference band at all.
    """

    sd: float
    reads_high: float
    reads_low: float
    band: bool


def device_error(
    measure_id: str, value: float, cadence_spm: float | None, device: WatchDevice
) -> DeviceError:
    """The error of one device for a value of this size. cadence_spm: the run's, for what follows from it."""
    row = _row(measure_id, device)
    return DeviceError(
        sd=_sd(row, value, cadence_spm),
        reads_high=float(row.get("reads_high", 0.0)) + abs(value) * float(row.get("reads_high_share", 0.0)),
        reads_low=float(row.get("reads_low", 0.0)) + abs(value) * float(row.get("reads_low_share", 0.0)),
        band=not row.get("no_band", False),
    )


def bias_notes(values: Iterable[tuple[str, float]], device: WatchDevice) -> Iterator[Note]:
    """What is known of a device's bias, in one note at most. values: (measure id, value)."""
    words, said = load(ERRORS)["note"], []
    for measure_id, value in values:
        known, found = definition(measure_id), device_error(measure_id, value, None, device)
        unit = display_unit(known.id, known.unit)
        for way, amount in (("high", found.reads_high), ("low", found.reads_low)):
            if amount > 0:
                told = unit.with_symbol(unit.number(amount))
                said.append(words[way].format(title=known.title.lower(), amount=told))
    if said:
        yield Note(level="info", code="device_bias", text=words["bias"].format(all="; ".join(said)))


def _row(measure_id: str, device: WatchDevice) -> dict[str, Any]:
    """The entry of a measure with what differs for the device's maker."""
    entry: dict[str, Any] = load(ERRORS)["measure"][measure_id]
    special = entry.get("stryd", {}) if "stryd" in (device.maker or "").lower() else {}
    return {**entry, **special}


def _sd(row: dict[str, Any], value: float, cadence_spm: float | None) -> float:
    table = load(ERRORS)["measure"]
    if row.get("from_cadence"):  # stride time is 120 over cadence
        return value**2 / 120.0 * float(table["cadence"]["error_sd"])
    if row.get("from_contact"):  # a share of stride time
        cadence = cadence_spm or float(row["usual_cadence_spm"])
        return float(table["contact_time"]["error_sd"]) * cadence / 120.0
    return float(row.get("error_sd", 0.0)) + abs(value) * float(row.get("error_share", 0.0))
