"""Pelvic ranges on every real trial, and how far they move when pelvis samples are blanked.

Three ways to lose 15 % or more of the pelvis: single frames of every pelvis marker, one 200 ms block per
stride of each marker by itself, one 200 ms block per stride of all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from backstride.errors import RecordingError
from backstride.measures.compute import compute
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.common import rbds_standing, save
from benchmarks.plates import trials

PELVIS = ("asis", "psis", "iliac_crest", "sacrum")
IDS = ("pelvic_tilt_range", "pelvic_obliquity_range", "pelvic_rotation_range")
SHARE, BLOCK_S, STRIDE_S, SEED = 0.15, 0.2, 0.7, 20

Blank = Callable[[Recording, np.random.Generator], Recording]


def main() -> None:
    rows = []
    for paths in trials():
        recording = load_session(paths)[0]
        standing = load(rbds_standing(paths[0])) if recording.id.startswith("RBDS") else None
        rows.extend(_score(recording, standing))
    blanked = [row for row in rows if row["case"] != "as recorded"]
    tried = [row for row in blanked if row["range deg"] is not None or row["was deg"] is not None]
    refused = sum(row["range deg"] is None for row in tried)
    worst = max((row["moved deg"] for row in tried if row["moved deg"] is not None), default=0.0)
    largest = max(row["range deg"] or 0.0 for row in rows if row["case"] == "as recorded")
    notes = [
        f"largest range as recorded: {largest:.1f} deg",
        f"largest move under blanking {worst:.2f} deg; {refused} of {len(tried)} blanked ranges refused",
    ]
    save(
        "pelvis",
        "Pelvic ranges and blanked pelvis samples",
        "python -m benchmarks.pelvis",
        _summary(rows),
        notes,
    )


def _score(recording: Recording, standing: Recording | None) -> list[dict]:  # type: ignore[type-arg]
    base = _ranges(recording, standing)
    rows = [
        {"trial": recording.id, "case": "as recorded", "measure": name, "range deg": base.get(name)}
        for name in IDS
    ]
    for case, blank in CASES.items():
        after = _ranges(blank(recording, np.random.default_rng(SEED)), standing)
        for name in IDS:
            was, now = base.get(name), after.get(name)
            moved = abs(now - was) if was is not None and now is not None else None
            rows.append(
                {"trial": recording.id, "case": case, "measure": name}
                | {"was deg": was, "range deg": now, "moved deg": moved}
            )
    return rows


def _ranges(recording: Recording, standing: Recording | None) -> dict[str, float]:
    try:
        motion = solve(recording, standing, Runner(), Settings())
    except RecordingError:
        return {}
    rows = compute(motion, None, Runner())
    return {
        row.id: row.value for row in rows if row.id in IDS and row.side == "both" and row.value is not None
    }


def _columns(recording: Recording) -> list[int]:
    names = recording.points.coords["point"].to_numpy()
    return [index for index, name in enumerate(names) if str(name).startswith(PELVIS)]


def _with_missing(recording: Recording, missing: np.ndarray) -> Recording:
    values = recording.points.to_numpy().copy()
    for row, column in enumerate(_columns(recording)):
        values[missing[:, row], column] = np.nan
    return replace(recording, points=recording.points.copy(data=values))


def single_frames(recording: Recording, rng: np.random.Generator) -> Recording:
    """15 % of frames, all pelvis markers."""
    lost = rng.random(recording.points.sizes["time"]) < SHARE
    return _with_missing(recording, np.repeat(lost[:, None], len(_columns(recording)), axis=1))


def own_blocks(recording: Recording, rng: np.random.Generator) -> Recording:
    """One 200 ms block per stride of each marker, at its own times."""
    lost = [_blocks(recording, rng) for _ in _columns(recording)]
    return _with_missing(recording, np.stack(lost, axis=1))


def common_blocks(recording: Recording, rng: np.random.Generator) -> Recording:
    """One 200 ms block per stride of all pelvis markers at once."""
    lost = _blocks(recording, rng)
    return _with_missing(recording, np.repeat(lost[:, None], len(_columns(recording)), axis=1))


def _blocks(recording: Recording, rng: np.random.Generator) -> np.ndarray:
    frames = recording.points.sizes["time"]
    lost = np.zeros(frames, dtype=bool)
    length = round(BLOCK_S * recording.rate_hz)
    for start in np.arange(0, frames, round(STRIDE_S * recording.rate_hz)):
        first = int(start + rng.integers(0, round((STRIDE_S - BLOCK_S) * recording.rate_hz)))
        lost[first : first + length] = True
    return lost


CASES: dict[str, Blank] = {
    "single frames": single_frames,
    "own blocks": own_blocks,
    "common blocks": common_blocks,
}


def _summary(rows: list[dict]) -> list[dict[str, object]]:  # type: ignore[type-arg]
    table: list[dict[str, object]] = []
    for case in ("as recorded", *CASES):
        for name in IDS:
            chosen = [row for row in rows if row["case"] == case and row["measure"] == name]
            ranges = [row["range deg"] for row in chosen if row["range deg"] is not None]
            moved = [row["moved deg"] for row in chosen if row.get("moved deg") is not None]
            lost = [row["trial"] for row in chosen if row["range deg"] is None]
            table.append(
                {"case": case, "measure": name, "trials": len(chosen), "refused": len(lost)}
                | {"largest range deg": max(ranges, default=None)}
                | {"median move deg": float(np.median(moved)) if moved else None}
                | {"largest move deg": max(moved, default=None), "refused trials": ", ".join(lost) or None}
            )
    return table


if __name__ == "__main__":
    main()
