"""What a watch file holds, for a person to read; positions and serial numbers are left out."""

from __future__ import annotations

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.common import Frozen
from backstride.model.watch import WatchRun
from backstride.sensors.agreement import agreement, saved_share


class ColumnFacts(Frozen):
    """One column of a run, in the unit people read: the middle and the range of what was kept."""

    name: str
    title: str
    unit: str
    median: float
    low: float
    high: float
    missing_percent: float


class DeviceMean(Frozen):
    """The device's own mean of a column beside that of the saved moments, in the unit people read."""

    name: str
    title: str
    unit: str
    device: float
    records: float
    within_rounding: bool


class WatchFacts(Frozen):
    """Everything ``backstride check`` says about a run of a watch."""

    format: str
    sport: str | None
    started: str | None
    duration_s: float
    paused_s: float
    pauses: int
    distance_m: float | None
    laps: int
    moments: int
    saved_percent: float
    running_percent: float
    has_positions: bool
    device: str | None
    columns: tuple[ColumnFacts, ...]
    developer: tuple[str, ...]
    device_means: tuple[DeviceMean, ...]


def watch_facts(run: WatchRun) -> WatchFacts:
    """The facts of one run."""
    records = run.records
    distance = records.distance_m[np.isfinite(records.distance_m)]
    used = [one for one in run.sessions if one.used]
    return WatchFacts(
        format=run.format,
        sport=used[0].sport if used else None,
        started=run.start.strftime("%Y-%m-%d %H:%M UTC") if run.start else None,
        duration_s=round(float(records.time_s[-1] - records.time_s[0]), 1),
        paused_s=round(sum(until - since for since, until in run.pauses), 1),
        pauses=len(run.pauses),
        distance_m=round(float(distance[-1]), 1) if distance.size else None,
        laps=len(run.laps),
        moments=records.time_s.size,
        saved_percent=round(100 * saved_share(run), 1),
        running_percent=round(100 * float(records.running.mean()), 1),
        has_positions=bool(np.isfinite(records.latitude_deg).any()),
        device=" ".join(part for part in (run.device.maker, run.device.product) if part) or None,
        columns=tuple(_columns(run)),
        developer=tuple(f"{one.name} ({one.units})" if one.units else one.name for one in run.developer),
        device_means=tuple(_device_means(run)),
    )


def _columns(run: WatchRun) -> list[ColumnFacts]:
    """The columns that hold anything, in the order of the data file."""
    out = []
    for name, rule in load("sensors/watch.toml")["columns"].items():
        values = getattr(run.records, name) * float(rule["scale"])
        known = values[np.isfinite(values)]
        if known.size:
            low, middle, high = (round(float(one), 2) for one in np.percentile(known, (0, 50, 100)))
            missing = round(100 * (1 - known.size / values.size), 1)
            out.append(
                ColumnFacts(
                    name=name,
                    title=rule["title"],
                    unit=rule["shown"],
                    median=middle,
                    low=low,
                    high=high,
                    missing_percent=missing,
                )
            )
    return out


def _device_means(run: WatchRun) -> list[DeviceMean]:
    rules = load("sensors/watch.toml")["columns"]
    return [
        DeviceMean(
            name=row.column,
            title=rules[row.column]["title"],
            unit=rules[row.column]["shown"],
            device=round(row.device * rules[row.column]["scale"], 3),
            records=round(row.records * rules[row.column]["scale"], 3),
            within_rounding=row.within,
        )
        for row in agreement(run)
    ]
