"""The day and the length of a watch's run, as a diary wants them."""

from __future__ import annotations

from datetime import date
from pathlib import Path


def day_and_km(path: Path) -> tuple[date | None, float | None]:
    """The day on this machine's clock, and the kilometres; None where the file does not say.

    Raises as ``sensors.load.load_watch`` does.
    """
    import numpy as np

    from backstride.sensors.load import load_watch

    run = load_watch(path)
    known = run.records.distance_m[np.isfinite(run.records.distance_m)]
    km = round(float(known[-1]) / 1000, 2) if known.size else None
    return (run.start.astimezone().date() if run.start else None), km
