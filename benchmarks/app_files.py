"""Small recordings that the app's benchmarks send: a watch's run, markers, a clip in which nobody runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

MINUTES, SPM, MPS = 12, 166, 2.9


def recordings(folder: Path) -> tuple[Path, ...]:
    """A TCX, a TRC and an MP4, each done within seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    return watch_run(folder / "evening run.tcx"), markers(folder), grey_clip(folder / "clip.mp4")


def watch_run(path: Path, number: int = 0) -> Path:
    """A run with speed and cadence each second; the number makes it another one."""
    begun = datetime(2026, 5, 1, 18, tzinfo=UTC) + timedelta(days=number)
    draw = np.random.default_rng(number)
    points = "".join(
        f"<Trackpoint><Time>{(begun + timedelta(seconds=second)):%Y-%m-%dT%H:%M:%SZ}</Time>"
        f"<DistanceMeters>{MPS * second:.1f}</DistanceMeters>"
        f"<Extensions><TPX><Speed>{MPS}</Speed><RunCadence>{SPM // 2 + int(step)}</RunCadence></TPX>"
        "</Extensions></Trackpoint>"
        for second, step in enumerate(draw.integers(-1, 2, 60 * MINUTES))
    )
    lap = f"<Lap StartTime='{begun:%Y-%m-%dT%H:%M:%SZ}'><Track>{points}</Track></Lap>"
    path.write_text(
        "<?xml version='1.0'?><TrainingCenterDatabase><Activities><Activity Sport='Running'>"
        f"{lap}</Activity></Activities></TrainingCenterDatabase>",
        encoding="utf-8",
    )
    return path


def markers(folder: Path) -> Path:
    """The demo's runner as a TRC."""
    from backstride.export import export
    from backstride.synth.presets import preset
    from backstride.synth.runner import synthesise
    from backstride.synth.write import write_synthetic

    made = write_synthetic(synthesise(preset("faulty")), folder / "made")
    return next(path for path in export([made["run"]], "trc", out=folder) if path.suffix == ".trc")


def grey_clip(path: Path, frames: int = 40) -> Path:
    """A clip of a grey wall."""
    import av

    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(frames):
            image = np.full((240, 320, 3), 90 + number, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    return path
