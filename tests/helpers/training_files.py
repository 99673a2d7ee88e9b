"""Folders of small FIT files: what a runner's watch would leave."""

from __future__ import annotations

from pathlib import Path

from helpers.fit_bytes import RUNNING, SUMMER_2024, fit_bytes, records, session

DAY_S = 86400


def write_run(
    path: Path,
    *,
    start: int = SUMMER_2024,
    minutes: float = 1,
    mps: float = 3.0,
    sport: int = RUNNING,
    step_s: int | None = None,
) -> Path:
    """A steady run, a moment every ``step_s``: unless given 1 s up to five minutes, else 5 s."""
    step = step_s or (1 if minutes <= 5 else 5)
    n = round(minutes * 60 / step) + 1
    path.parent.mkdir(parents=True, exist_ok=True)
    told = records(n, start=start, step_s=step, speed=mps, distance=lambda i: mps * i * step)
    whole = session(sport, start=start, seconds=60 * minutes, total_distance=mps * 60 * minutes)
    path.write_bytes(fit_bytes(told + whole))
    return path


def write_gpx(path: Path, *, minutes: int = 2, longitude: float = 8.0, first: str = "2024-06-10T09:") -> Path:
    """A track along a meridian at about 3 m/s, a point every ten seconds."""
    points = "".join(
        f'<trkpt lat="{47 + 0.00027 * i:.5f}" lon="{longitude}">'
        f"<time>{first}{i // 6:02d}:{10 * (i % 6):02d}Z</time></trkpt>"
        for i in range(6 * minutes + 1)
    )
    path.write_text(f"<gpx><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
    return path
