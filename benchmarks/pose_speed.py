"""How fast a clip becomes keypoints, where the time goes, and how much memory it needs.

Without a clip: the shared walk, as it is and at 1080p, 60 frames/s; ``--minutes`` adds the latter repeated.
``--peer PYTHON`` names an interpreter that can import mediapipe 0.10.21; its pose solution then sees
the same clip. Other work on the machine slows both: the time the processors spent stands beside the time that
passed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from benchmarks.common import CORES, save, shared_data

WALK: Final = "walk_negative_sports2d.mp4"
HD_PX: Final = (1920, 1080)
HD_HZ: Final = 60
STAGES: Final = ("decode", "to RGB", "crop", "detector", "landmarks", "background", "picture")

PEER: Final = """
import sys, time, cv2, mediapipe
pose, clip, frames = mediapipe.solutions.pose.Pose(model_complexity=1), cv2.VideoCapture(sys.argv[1]), 0
start, spent = time.perf_counter(), time.process_time()
while True:
    there, picture = clip.read()
    if not there:
        break
    pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    frames += 1
print(frames, time.perf_counter() - start, time.process_time() - spent)
"""


def main() -> None:
    asked = _arguments()
    if asked.one:
        print(json.dumps(_one(Path(asked.one), asked.stages)))
        return
    with tempfile.TemporaryDirectory() as folder:
        walk = shared_data() / "video" / WALK
        clips = [Path(asked.clip)] if asked.clip else [walk, hd_clip(walk, Path(folder) / "1080p60.mp4")]
        rows = [row for clip in clips for row in _rows(clip, asked.peer)]
        if asked.minutes:
            long = hd_clip(walk, Path(folder) / "long.mp4", asked.minutes * 60.0)
            rows.append(_row(f"{long.stem}, {asked.minutes} min", _measured(long)))
    notes = [f"{CORES} threads", "CPU: processor time of all threads", "stages: share of the threads' time"]
    save("pose_speed", "Speed of the pose pass", "python -m benchmarks.pose_speed", rows, notes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "clip", nargs="?", help="a video; without one the shared walk, as it is and at 1080p60"
    )
    parser.add_argument("--minutes", type=float, default=0.0, help="also a generated clip of this length")
    parser.add_argument("--peer", help="an interpreter that can import mediapipe")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--stages", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _rows(clip: Path, peer: str | None) -> Iterator[dict[str, object]]:
    """Ours, ours by stage, and the peer's, each in its own process."""
    ours = _measured(clip)
    yield _row(clip.stem, ours)
    stages = _measured(clip, "--stages")["stages"]
    whole = sum(stages.values())
    yield {"what": f"{clip.stem}: stages"} | {name: seconds / whole for name, seconds in stages.items()}
    if peer:
        run = subprocess.run([peer, "-c", PEER, str(clip)], check=True, capture_output=True, text=True)
        frames, wall_s, cpu_s = map(float, run.stdout.split())
        theirs = {"frames": frames, "wall_s": wall_s, "cpu_s": cpu_s}
        ratio = ours["frames"] / ours["wall_s"] / (frames / wall_s)
        yield _row(f"{clip.stem}: MediaPipe", theirs) | {"ours over theirs": ratio}


def _row(what: str, found: dict[str, Any]) -> dict[str, object]:
    frames = found["frames"]
    row: dict[str, object] = {"what": what, "frames": int(frames), "frames/s": frames / found["wall_s"]}
    row["CPU ms/frame"] = 1000 * found["cpu_s"] / frames
    return row | ({"peak MB": found["peak_mb"]} if "peak_mb" in found else {})


def _measured(clip: Path, *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.pose_speed", "--one", str(clip), *more]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _one(clip: Path, by_stage: bool) -> dict[str, Any]:
    """One clip in this process: frames, seconds passed and spent, memory at its highest, seconds by stage."""
    import resource
    import time

    from backstride.pose.blaze import BlazeEngine
    from backstride.pose.clip import keypoints_of

    stages = _watch_stages() if by_stage else {}
    start, spent = time.perf_counter(), time.process_time()
    found = keypoints_of(clip, BlazeEngine, cores=CORES)
    return {
        "frames": len(found.time_s),
        "wall_s": time.perf_counter() - start,
        "cpu_s": time.process_time() - spent,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "stages": stages,
    }


def _watch_stages() -> dict[str, float]:
    """Seconds of thread time by stage, counted from now on; a stage inside another is taken out of it."""
    from backstride.pose import background, blaze, decode, follow, watch

    spent = dict.fromkeys(STAGES, 0.0)
    _count(spent, decode.Frame, "image", lambda *_: "to RGB")
    _count(spent, decode.Frame, "small_grey", lambda *_: "background")
    _count(spent, background.Background, "see", lambda *_: "background")
    _count(spent, watch, "seen", lambda *_: "picture")
    _count(spent, blaze, "_crop", lambda *_: "crop")
    _count(spent, blaze._Model, "__call__", lambda _, image: "detector" if len(image) == 224 else "landmarks")
    for user in (watch, follow):
        _count_reading(spent, user)
    return spent


def _count(spent: dict[str, float], owner: Any, name: str, stage: Callable[..., str]) -> None:
    import time

    inner = getattr(owner, name)

    def counted(*given: Any, **named: Any) -> Any:
        start = time.thread_time()
        result = inner(*given, **named)
        spent[stage(*given[:2])] += time.thread_time() - start
        return result

    setattr(owner, name, counted)


def _count_reading(spent: dict[str, float], user: Any) -> None:
    """Decoding is what a reader of frames does between two of them."""
    import time

    inner = user.frames

    def counted(*given: Any, **named: Any) -> Iterator[Any]:
        reading = inner(*given, **named)
        while True:
            start = time.thread_time()
            frame = next(reading, None)
            spent["decode"] += time.thread_time() - start
            if frame is None:
                return
            yield frame

    user.frames = counted


def hd_clip(source: Path, path: Path, least_s: float = 0.0) -> Path:
    """The clip at 1080p, each frame shown once at 60 frames/s, again and again until it lasts; H.264, a key
    every second."""
    import av

    number = 0
    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream("libx264", rate=HD_HZ, options={"preset": "veryfast", "crf": "20"})
        stream.width, stream.height = HD_PX
        stream.pix_fmt, stream.codec_context.gop_size = "yuv420p", HD_HZ
        stream.codec_context.time_base = Fraction(1, HD_HZ)
        while number == 0 or number < least_s * HD_HZ:
            for picture in _large(source):
                picture.pts, picture.time_base = number, Fraction(1, HD_HZ)
                out.mux(stream.encode(picture))
                number += 1
        out.mux(stream.encode(None))
    return path


def _large(source: Path) -> Iterator[Any]:
    """The frames of a clip at 1080p."""
    import av
    import cv2

    with av.open(str(source)) as given:
        for frame in given.decode(video=0):
            large: Any = cv2.resize(frame.to_ndarray(format="rgb24"), HD_PX, interpolation=cv2.INTER_CUBIC)
            yield av.VideoFrame.from_ndarray(large, format="rgb24")


if __name__ == "__main__":
    main()
