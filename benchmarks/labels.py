"""Label faults injected into every real trial, foot by foot: found, and repaired to within 10 mm?

Into the first six seconds of each recording, for every foot marker: missing throughout; exchanged with every
other marker of the foot, throughout and from the middle on; in a block of 30 % of the frames or in 30 %
single frames lying on another marker or at a fixed point. And the recordings as they are, at full length:
every note is listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.recording import Recording
from backstride.motion.clean import Cleaned, clean
from backstride.motion.clusters import clusters
from backstride.read.load import load
from benchmarks.common import rbds_standing, rbds_trials, save, shared_data

SECONDS: Final = 6.0
JUMP_SHARE: Final = 0.3
RIGHT_M: Final = 0.010  # root mean square distance to the original, all frames
FAULTS: Final = (
    "labels_swapped",
    "marker_misplaced",
    "marker_moved",
    "marker_missing",
    "marker_frozen",
    "labels_doubtful",
)
# Faults the recordings themselves hold, looked at one by one in plots of the distances within each foot.
TRUE_FAULTS: Final = {
    "RBDS001runT25": "mt1 and mt5 right exchanged throughout",
    "RBDS001runT35": "mt1 and mt5 right exchanged throughout",
    "RBDS014runT45": "mt1 right missing",
    "RBDS05runT45": "mt1 right missing",
    "hamner_s01_Run_4": "mt5 left leaves its foot by 44 mm for 3 frames",
    "hamner_s01_Run_5": "mt5 left leaves its foot by 71 mm for 15 frames",
    "bmclab_run": "mt5 and toe right exchanged in 43 of 123 frames, every third",
}


@dataclass(frozen=True)
class Case:
    """A faulty recording, what was done to it and which markers that touched."""

    kind: str
    markers: tuple[str, ...]
    recording: Recording


def main() -> None:
    tally: dict[tuple[str, str], Counter[str]] = {}
    alarms: list[str] = []
    for run, standing in trials():
        recording, still = load(run), None if standing is None else load(standing)
        alarms += _alarms(recording, clean(recording, still))
        whole = _first(recording, SECONDS)
        truth = clean(whole, still)
        for case in cases(replace(whole, points=truth.points), np.random.default_rng(17)):
            key = ("RBDS" if run.stem.startswith("RBDS") else "other laboratories", case.kind)
            tally.setdefault(key, Counter()).update(_score(case, clean(case.recording, still), truth))
    save("labels", "Label faults on feet", "python -m benchmarks.labels", _rows(tally), _notes(tally, alarms))


def trials() -> Iterator[tuple[Path, Path | None]]:
    """Every running trial with its standing trial where there is one."""
    for run in rbds_trials():
        yield run, rbds_standing(run)
    full = shared_data() / "fullbody"
    for run in sorted(full.glob("hamner*Run*.trc")):
        yield run, full / "hamner_s01_static.trc"
    yield full / "JA1Gait21.c3d", full / "JA1Static05.c3d"
    yield full / "bmclab_run.trc", None


def cases(clean_recording: Recording, rng: np.random.Generator) -> Iterator[Case]:
    """Every fault of every foot marker."""
    names = [str(name) for name in clean_recording.points["point"].values]
    for foot in (c for c in clusters(names) if c.kind == "foot"):
        there = [m for m in foot.markers if np.isfinite(_track(clean_recording, m)).all()]
        for marker in there:
            others = [m for m in there if m != marker]
            yield Case("missing throughout", (marker,), _without(clean_recording, marker))
            yield from _jumps(clean_recording, marker, str(rng.choice(others)), rng)
        for first, second in combinations(there, 2):
            n = clean_recording.points.sizes["time"]
            for kind, start in (("exchanged throughout", 0), ("exchanged from the middle", n // 2)):
                yield Case(kind, (first, second), _exchanged(clean_recording, first, second, start))


def _jumps(recording: Recording, marker: str, other: str, rng: np.random.Generator) -> Iterator[Case]:
    n = recording.points.sizes["time"]
    length = round(JUMP_SHARE * n)
    start = int(rng.integers(1, n - length - 1))
    block = np.arange(start, start + length)
    scattered = np.sort(rng.choice(np.arange(1, n - 1), length, replace=False))
    onto = _track(recording, other)
    fixed = np.broadcast_to(_track(recording, marker).mean(axis=0) + np.array([0.5, 0.3, 0.2]), onto.shape)
    for kind, frames, place in (
        ("block on another marker", block, onto),
        ("block at a fixed point", block, fixed),
        ("single frames on another marker", scattered, onto),
        ("single frames at a fixed point", scattered, fixed),
    ):
        track = _track(recording, marker).copy()
        track[frames] = place[frames]
        yield Case(kind, (marker,), _with(recording, {marker: track}))


def _score(case: Case, cleaned: Cleaned, truth: Cleaned) -> Counter[str]:
    told = " ".join(note.text for note in cleaned.notes if note.code in FAULTS)
    found = all(marker in told for marker in case.markers)
    there = set(cleaned.points["point"].values)
    right = all(marker in there and _off_m(cleaned, truth, marker) < RIGHT_M for marker in case.markers)
    return Counter(cases=1, found=int(found), right=int(right))


def _off_m(cleaned: Cleaned, truth: Cleaned, marker: str) -> float:
    off = cleaned.points.sel(point=marker).values - truth.points.sel(point=marker).values
    return float(np.sqrt((off**2).sum(axis=-1).mean()))


def _alarms(recording: Recording, cleaned: Cleaned) -> list[str]:
    stem = Path(recording.paths[0]).stem
    told = [note.text for note in cleaned.notes if note.level != "info"]
    return [f"{stem}: {text}" for text in told]


def _rows(tally: dict[tuple[str, str], Counter[str]]) -> list[dict[str, object]]:
    rows = []
    for (group, kind), count in tally.items():
        rows.append({"recordings": group, "fault": kind, **_rates(count)})
    for group in dict.fromkeys(group for group, _ in tally):
        total = sum((count for (g, _), count in tally.items() if g == group), Counter[str]())
        rows.append({"recordings": group, "fault": "all", **_rates(total)})
    return rows


def _rates(count: Counter[str]) -> dict[str, object]:
    share = {name: round(100 * count[name] / count["cases"], 1) for name in ("found", "right")}
    return {"cases": count["cases"], "found %": share["found"], "repaired within 10 mm %": share["right"]}


def _notes(tally: dict[tuple[str, str], Counter[str]], alarms: list[str]) -> list[str]:
    total = sum(tally.values(), Counter[str]())
    rates = _rates(total)
    false = [alarm for alarm in alarms if alarm.split(":")[0] not in TRUE_FAULTS]
    return [
        f"all {rates['cases']} cases: found {rates['found %']} %, "
        f"repaired within 10 mm {rates['repaired within 10 mm %']} %",
        f"false alarms on {len(list(trials()))} recordings as they are: {len(false)}",
        *(f"as recorded, {alarm}" for alarm in alarms),
    ]


def _track(recording: Recording, marker: str) -> FloatArray:
    return np.asarray(recording.points.sel(point=marker).values, dtype=np.float64)


def _first(recording: Recording, seconds: float) -> Recording:
    frames = round(seconds * recording.rate_hz)
    return replace(recording, points=recording.points.isel(time=slice(0, frames)))


def _with(recording: Recording, tracks: dict[str, FloatArray]) -> Recording:
    points = recording.points.copy()
    for marker, track in tracks.items():
        points.loc[{"point": marker}] = track
    return replace(recording, points=points)


def _without(recording: Recording, marker: str) -> Recording:
    return replace(recording, points=recording.points.drop_sel(point=marker))


def _exchanged(recording: Recording, first: str, second: str, start: int) -> Recording:
    one, two = _track(recording, first).copy(), _track(recording, second).copy()
    one[start:], two[start:] = _track(recording, second)[start:], _track(recording, first)[start:]
    return _with(recording, {first: one, second: two})


if __name__ == "__main__":
    main()
