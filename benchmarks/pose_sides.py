"""Left and right legs exchanged on purpose in clips of a virtual camera: found, and put right?

Synthetic runners and the markers of real ones, seen from the side, up to 15 degrees off it, and from behind;
with jitter of 1 % of the trunk's length, 2 % of the points dropped and the runner lost three times.
Exchanged are single frames, runs of 2 to 15 frames, and runs that begin where the legs pass each other. In
one more case both legs' points are put between the two. Beside it the plain rule: labels as they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import xarray as xr

from backstride.errors import RecordingError
from backstride.model.arrays import BoolArray
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.pose.camera import Camera
from backstride.pose.side_paths import IntArray
from backstride.pose.side_points import body_size_px
from backstride.pose.sides import solve_sides
from backstride.read.load import load
from backstride.synth.filmed import filmed, places_of
from backstride.synth.presets import usual
from backstride.synth.runner import synthesise
from benchmarks.common import rbds_standing, rbds_trials, save

LEGS: Final = ("hip_centre", "knee_centre", "ankle_centre", "heel", "toe")
RATES_HZ: Final = (30.0, 60.0, 120.0, 240.0)
SPEEDS_MPS: Final = (2.2, 2.8, 3.5, 4.5)
YAWS_DEG: Final = (0.0, 15.0, -15.0)
SHARES: Final = (0.0, 0.005, 0.02, 0.05, 0.1, 0.2)
MERGED: Final = "merged"
KINDS: Final = ("single frames", "runs", "runs from a crossing")
JITTER, DROPPED, LOST_S, TIMES_LOST = 0.01, 0.02, 0.1, 3
SECONDS: Final = 10.0
RUN_FRAMES: Final = (2, 15)
AWAY_M: Final = 6.0
Rng = np.random.Generator


@dataclass(frozen=True, eq=False)
class Scene:
    """One runner seen by one camera without any error, and what to call it in the table."""

    group: str
    rate_hz: float
    clean: Keypoints


def main() -> None:
    rng = np.random.default_rng(5)
    tally: dict[tuple[str, str], Counter[str]] = {}
    seconds: list[float] = []
    for scene in [*synthetic_scenes(), *real_scenes()]:
        shown = with_noise(scene.clean, rng)
        for kind, share in cases():
            faulty, truth = with_fault(shown, kind, share, rng)
            key = (scene.group, "as filmed" if share == 0 else kind)
            start = perf_counter()
            found = score(faulty, truth)
            if scene.rate_hz == RATES_HZ[-1]:
                seconds.append(perf_counter() - start)
            whole = [
                (f"{scene.rate_hz:g} Hz", "all exchanged"),
                (scene.group, f"{100 * share:g} % exchanged"),
            ]
            if kind == MERGED or share == 0:
                whole = []
            for name in (key, *whole):
                tally.setdefault(name, Counter()).update(found)
    title, command = "Left and right legs in video, exchanged on purpose", "python -m benchmarks.pose_sides"
    save("pose_sides", title, command, [row(*key, tally[key]) for key in sorted(tally)], notes(seconds))


def cases() -> Iterator[tuple[str, float]]:
    """Every kind and share; the clip as filmed and merged legs once each."""
    yield KINDS[0], 0.0
    for kind in KINDS:
        for share in SHARES[1:]:
            yield kind, share
    yield MERGED, 0.05


def synthetic_scenes() -> Iterator[Scene]:
    """Every rate and speed from the side, with one yaw each in turn; from behind at each rate."""
    for place, speed in enumerate(SPEEDS_MPS):
        spec = usual(speed).model_copy(update={"duration_s": SECONDS, "marker_rate_hz": 150.0, "seed": place})
        places = places_of(synthesise(spec))
        for turn, rate_hz in enumerate(RATES_HZ):
            yaw = YAWS_DEG[(place + turn) % len(YAWS_DEG)]
            yield Scene("synthetic, side", rate_hz, filmed(places, camera(places, yaw), rate_hz))
            if place == 1:
                yield Scene("synthetic, rear", rate_hz, filmed(places, camera(places, -90.0), rate_hz))


def real_scenes() -> Iterator[Scene]:
    """Every third trial of RBDS from the side, at one rate each in turn."""
    for turn, trial in enumerate(rbds_trials()[::3]):
        places = places_of_trial(trial)
        rate_hz = RATES_HZ[turn % 3]  # filmed at 150 Hz
        yaw = YAWS_DEG[turn % len(YAWS_DEG)]
        yield Scene("markers, side", rate_hz, filmed(places, camera(places, yaw), rate_hz))


def places_of_trial(trial: Path) -> xr.DataArray:
    """(time, point, axis) m of the points a pose engine looks for, the first seconds."""
    settings = Settings(surface="treadmill")
    points = solve(load(trial), load(rbds_standing(trial)), Runner(), settings).points
    names = [*LEGS, "shoulder_centre", "elbow_centre", "wrist_centre"]
    there = [f"{name}_{side}" for name in names for side in SIDES]
    known = [name for name in there if name in points.indexes["point"]]
    out = points.sel(point=known)
    return out.sel(time=slice(None, float(out.coords["time"][0]) + SECONDS))


def camera(places: xr.DataArray, yaw_deg: float) -> Camera:
    """At hip height, looking at the middle of the runner, turned about him; -90 is from behind."""
    middle = np.nanmean(places.to_numpy(), axis=(0, 1))
    yaw = np.radians(yaw_deg)
    back_m = AWAY_M * np.array([np.sin(yaw), 0.0, np.cos(yaw)])
    return Camera(middle + back_m, 1920, 1080, focal_px=1900.0, heading_rad=-float(yaw))


def with_noise(clean: Keypoints, rng: Rng) -> Keypoints:
    """Jitter, points dropped, and the runner lost for a while."""
    points = clean.points.to_numpy() + JITTER * body_size_px(clean) * rng.standard_normal(clean.points.shape)
    points[rng.random(points.shape[:2]) < DROPPED] = np.nan
    for start_s in rng.uniform(0, clean.time_s[-1], TIMES_LOST):
        points[(clean.time_s >= start_s) & (clean.time_s < start_s + LOST_S)] = np.nan
    return replace(clean, points=clean.points.copy(data=points), depth=None)


def with_fault(shown: Keypoints, kind: str, share: float, rng: Rng) -> tuple[Keypoints, BoolArray]:
    """The clip with a fault in a share of its frames, and in which."""
    frames = _frames(shown, kind, share, rng)
    points = shown.points.to_numpy().copy()
    order = shown.points.indexes["point"]
    there = [name for name in LEGS if f"{name}_left" in order]  # RBDS has no tips of toes
    left, right = (order.get_indexer([f"{name}_{side}" for name in there]) for side in SIDES)
    one, other = points[np.ix_(frames, left)], points[np.ix_(frames, right)]
    if kind == MERGED:
        one = other = (one + other) / 2
    points[np.ix_(frames, left)], points[np.ix_(frames, right)] = other, one
    return replace(shown, points=shown.points.copy(data=points)), frames


def _frames(shown: Keypoints, kind: str, share: float, rng: Rng) -> BoolArray:
    n = len(shown.time_s)
    frames = np.zeros(n, dtype=bool)
    starts = crossings(shown) if kind.endswith("crossing") else np.arange(n)
    wanted = max(1, round(share * n)) if share else 0
    for start in rng.permutation(starts):
        if frames.sum() >= wanted:
            break
        longest = {"single frames": 1, MERGED: 5}.get(kind, RUN_FRAMES[1])
        length = int(rng.integers(min(RUN_FRAMES[0], longest), longest + 1))
        frames[start : start + length] = True
    return frames


def crossings(shown: Keypoints) -> IntArray:
    """Frames in which one ankle passes the other."""
    across = [shown.points.sel(point=f"ankle_centre_{side}", axis="x").to_numpy() for side in SIDES]
    return np.flatnonzero(np.diff(np.sign(across[0] - across[1])) != 0) + 1


def score(faulty: Keypoints, truth: BoolArray) -> Counter[str]:
    """Frames counted: right and wrong exchanges, those left wrong, those left out, refusals."""
    knees = [f"knee_centre_{side}" for side in SIDES]
    seen = np.isfinite(faulty.points.sel(point=knees).to_numpy()).all(axis=(1, 2))
    count = Counter(clips=1, frames=int(seen.sum()), wrong_before=int((truth & seen).sum()))
    try:
        solved = solve_sides(faulty)
    except RecordingError:
        return count + Counter(refused=1, wrong=int(seen.sum()), missed=int((truth & seen).sum()))
    told = solved.exchanged
    return count + Counter(
        found=int((told & truth & seen).sum()),
        missed=int((~told & truth & seen).sum()),
        false=int((told & ~truth & seen).sum()),
        wrong=int(((told != truth) & seen & ~solved.doubtful).sum()),
        doubtful=int((solved.doubtful & seen).sum()),
    )


def row(group: str, case: str, count: Counter[str]) -> dict[str, Any]:
    """One line of the table; F1 of exchanged frames, the rest in % of frames."""
    both = 2 * count["found"] + count["missed"] + count["false"]
    merged = case == MERGED
    share = {name: 100 * count[name] / count["frames"] for name in ("wrong_before", "wrong", "doubtful")}
    return {
        "clips": group,
        "case": case,
        "n": count["clips"],
        "frames": count["frames"],
        "faulty %": share["wrong_before"],
        "F1": None if merged or not count["wrong_before"] else 2 * count["found"] / max(both, 1),
        "left wrong %": None if merged else share["wrong"],
        "left out %": share["doubtful"],
        "refused": count["refused"],
    }


def notes(seconds: list[float]) -> list[str]:
    return [
        "faulty: frames exchanged (or merged), as labels come; left wrong: frames whose legs still bear the "
        "other's name; left out: frames in which leg points were taken out",
        "merged: both legs' points between the two for 2 to 5 frames; asked is that they are left out",
        f"{SECONDS:g} s at {RATES_HZ[-1]:g} Hz take {np.median(seconds):.2f} s (median)",
    ]


if __name__ == "__main__":
    main()
