"""How long the main job takes and how much memory an hour of markers needs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from backstride.model.recording import Recording
from backstride.pipeline import analyze
from backstride.read.load import load
from benchmarks.common import rbds_standing, rbds_trials, save

RUNS = 5


def main() -> None:
    trial = rbds_trials()[0]
    standing = rbds_standing(trial)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        rows = [
            _row(
                "30 s with plates, in process, with report", lambda: _in_process(trial, standing, out / "a")
            ),
            _row("30 s with plates, from the shell", lambda: _shell(trial, standing, out / "b")),
            _row("--help from the shell", lambda: _command("--help")),
            _row("--version from the shell", lambda: _command("--version")),
        ]
        rows.extend(_long(trial, standing, out))
    save("speed", "Speed and memory", "python -m benchmarks.speed", rows, [f"median of {RUNS}; two cores"])


def _row(what: str, work: Callable[[], None]) -> dict[str, object]:
    work()
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return {"what": what, "median s": statistics.median(seconds), "worst s": max(seconds)}


def _in_process(trial: Path, standing: Path, out: Path) -> None:
    analyze(trial, standing=standing, runner={"height_m": 1.81, "mass_kg": 62.0}, speed_mps=2.5).save(out)


def _shell(trial: Path, standing: Path, out: Path) -> None:
    _command("analyze", str(trial), "--standing", str(standing), "--speed-mps", "2.5", "--out", str(out))


def _command(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "backstride.cli", *arguments], check=True, capture_output=True)


def _long(trial: Path, standing: Path, out: Path) -> list[dict[str, object]]:
    """The same trial repeated to five minutes and to an hour, as TRC, each in its own process."""
    rows: list[dict[str, object]] = []
    for minutes in (5, 60):
        path = _repeated(load(trial), minutes * 60.0, out / f"{minutes}min.trc")
        code = (
            "import sys, resource, time; from backstride.pipeline import analyze;"
            "start = time.perf_counter();"
            f"analyze({str(path)!r}, standing={str(standing)!r}, speed_mps=2.5)"
            f".save({str(out / 'long')!r});"
            "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
        )
        run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        seconds, megabytes = map(float, run.stdout.split())
        size_mb = path.stat().st_size / 1e6
        rows.append(
            {"what": f"{minutes} min of markers at 150 Hz (TRC, {size_mb:.0f} MB)"}
            | {"median s": seconds, "worst s": seconds, "peak MB": megabytes}
        )
        path.unlink()
    return rows


def _repeated(recording: Recording, seconds: float, path: Path) -> Path:
    """The trial end to end until it is long enough; the seams are jumps, as any seam is."""
    from dataclasses import replace

    import xarray as xr

    from backstride.read.trc import write_trc

    values = recording.points.to_numpy()
    times = int(np.ceil(seconds * recording.rate_hz / len(values)))
    long = np.concatenate([values] * times)[: int(seconds * recording.rate_hz)]
    coords = {**{name: recording.points.coords[name] for name in ("point", "axis")}}
    points = xr.DataArray(
        long,
        dims=("time", "point", "axis"),
        coords={"time": np.arange(len(long)) / recording.rate_hz, **coords},
        attrs={"units": "m"},
    )
    write_trc(replace(recording, points=points, forces=None), path)
    return path


if __name__ == "__main__":
    main()
