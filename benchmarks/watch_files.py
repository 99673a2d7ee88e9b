"""Real watch files: are the device's own averages given back by what was saved?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backstride.errors import RecordingError
from backstride.model.watch import WatchRun
from backstride.sensors.agreement import Agreement, agreement, lap_agreement, saved_share
from backstride.sensors.load import load_watch
from benchmarks.common import save, shared_data

COMMAND = "python -m benchmarks.watch_files"


def main() -> None:
    files = sorted((shared_data() / "fit").glob("*.fit"))
    rows = [_row(path) for path in files]
    save("watch_files", "Watch files: the device's own averages", COMMAND, rows, NOTES)


NOTES = [
    "An average counts where it is within one unit of what the device writes (heart rate 1, power 1 W, "
    "contact time 1 ms, oscillation and step length 0.1 mm, cadence 2 steps/min, ratios 0.01 %, speed "
    "1 mm/s).",
    "A device averages every second. Where a file saves a third of them, its averages cannot be had from it; "
    "the worst of those is shown as a share of the value.",
    "The 9 km file saves no contact time while its wearer walks, its own average has it: laps 2 and 3, run "
    "throughout, come out whole. A lap's speed is left out: a lap ends between two saved seconds.",
]


def _row(path: Path) -> dict[str, Any]:
    row: dict[str, Any] = {"file": path.stem}
    try:
        run = load_watch(path)
    except RecordingError as error:
        return row | {"verdict": f"refused: {error.what}"}
    whole = agreement(run)
    laps = [one for lap in lap_agreement(run) for one in lap if one.column != "speed_mps"]
    return row | {
        "verdict": "read",
        "moments": run.records.time_s.size,
        "seconds saved %": round(100 * saved_share(run), 1),
        "averages": f"{_within(whole)} of {len(whole)}",
        "of laps": f"{_within(laps)} of {len(laps)}",
        "farthest": _farthest(whole),
        "way, device m": _way(run),
        "way, saved m": round(float(run.records.distance_m[-1]), 2),
    }


def _within(rows: tuple[Agreement, ...] | list[Agreement]) -> int:
    return sum(row.within for row in rows)


def _farthest(rows: tuple[Agreement, ...]) -> str | None:
    apart = [row for row in rows if not row.within]
    if not apart:
        return None
    worst = max(apart, key=lambda row: abs(row.records / row.device - 1))
    return f"{worst.column} {worst.records / worst.device - 1:+.1%}"


def _way(run: WatchRun) -> float | None:
    return next((one.totals.distance_m for one in run.sessions if one.used), None)


if __name__ == "__main__":
    main()
