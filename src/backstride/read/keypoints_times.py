"""Times and rate of frames: what the file says, what is told, and what no camera does."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import gcd
from typing import Any, Final

import numpy as np

from backstride.errors import RefusedError, UnreadableError, UsageError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note
from backstride.read.keypoints_raw import RawKeypoints, numbers

TIME_KEYS: Final = (
    "time",
    "time_s",
    "timestamp",
    "timestamp_s",
    "t",
    "seconds",
    "time_ms",
    "timestamp_ms",
    "ms",
)
"""Names of a time, in small letters; those that end in ms are in milliseconds."""
SLOWEST_HZ, FASTEST_HZ = 1.0, 2000.0
"""Below, no step is seen twice; beyond, no camera films a whole runner (fast ones reach 1,000 Hz)."""
LONGEST_FRAMES: Final = 1_000_000
"""An hour at 240 frames a second is 864,000: a larger number is a picture's own, not its place in a clip."""
MOST_ABSENT: Final = 50
"""Frames between the first and the last for each that is in the file; beyond, they are no clip. A runner seen
for 2 s in a clip of 90 s is within it."""
_RATE_FIX: Final = "Give the frames a second of the clip with --rate-hz"


def check_told(rate_hz: float | None) -> None:
    """Raise UsageError for a rate no camera has."""
    if rate_hz is not None and not SLOWEST_HZ <= rate_hz <= FASTEST_HZ:
        what = f"a rate of {rate_hz:g} Hz is no camera's"
        raise UsageError(
            what, where="--rate-hz", fix=f"Give {SLOWEST_HZ:g} to {FASTEST_HZ:g} frames a second"
        )


def seconds(stated: Mapping[int, tuple[str, Any] | None], source: str) -> dict[int, float]:
    """Times in s of frames, from (what the file calls it, value); frames without one are left out.

    A name that says no unit is taken as s, unless frames follow each other by more than 1: no clip has less
    than a frame a second. Raises UnreadableError where times do not go forward.
    """
    known = {frame: one for frame, one in sorted(stated.items()) if one is not None and one[1] is not None}
    if not known:
        return {}
    names = {name.lower() for name, _ in known.values()}
    values = numbers([value for _, value in known.values()], source)
    steps = np.diff(values)
    if np.isnan(values).any() or (steps <= 0).any():
        late = list(known)[int(np.flatnonzero(np.isnan(steps) | (steps <= 0))[0]) + 1] if len(steps) else 0
        raise UnreadableError(
            f"time does not go forward at frame {late}", where=source, fix="Export it again"
        )
    told_ms = all(name.endswith("ms") for name in names)
    untold = not any(name.endswith(("_s", "seconds")) for name in names)
    if told_ms or (untold and len(steps) and float(np.median(steps)) > 1.0):
        values = values / 1000.0
    return dict(zip(known, values.tolist(), strict=True))


def clock(raw: RawKeypoints, rate_hz: float | None) -> tuple[FloatArray, FloatArray, tuple[Note, ...]]:
    """Numbers (n,) and times (n,) in s of all frames from the first to the last, absent ones included.

    A rate that is told wins over what the file says. Raises UsageError without any rate, RefusedError for
    frames that are no clip or times that no camera keeps.
    """
    grid, notes = _grid(raw)
    if rate_hz is None and len(raw.times_s) > 1:
        known = np.array(sorted(raw.times_s.items()))
        time_s = _between(grid, known[:, 0], known[:, 1])
    else:
        rate = rate_hz or raw.rate_hz
        if rate is None:
            raise UsageError("the file holds no times and no rate", where=raw.source, fix=_RATE_FIX)
        numbered = grid if grid[0] <= LONGEST_FRAMES else grid - grid[0]
        time_s = numbered / rate
        notes += _told(raw, rate_hz)
    found = (len(grid) - 1) / float(time_s[-1] - time_s[0])
    if not SLOWEST_HZ <= found <= FASTEST_HZ:
        what = f"{found:.3g} frames a second are no camera's: the file's times or its rate are wrong"
        raise RefusedError(what, where=raw.source, fix=_RATE_FIX)
    return grid, time_s, notes


def _grid(raw: RawKeypoints) -> tuple[FloatArray, tuple[Note, ...]]:
    """All frames between the first and the last; every second one where only every second is in the file."""
    present = sorted(raw.frames)
    steps = [after - before for before, after in pairwise(present)]
    every = gcd(*steps) if len(steps) > 1 else 1
    total = (present[-1] - present[0]) // every + 1
    if total > MOST_ABSENT * len(present):
        what = f"{len(present)} frames are numbered from {present[0]} to {present[-1]}: they are no clip"
        raise RefusedError(what, where=raw.source, fix="Give the keypoints of one clip, frame by frame")
    notes = []
    if every > 1:
        text = f"Only one frame in {every} is in the file, by its numbers; the rate is that of the clip."
        notes.append(Note(level="warning", code="every_nth_frame", text=text))
    if total > len(present):
        text = f"{total - len(present)} frames are absent from the file; they are kept as gaps."
        notes.append(Note(level="info", code="absent_frames", text=text))
    return present[0] + every * np.arange(total, dtype=np.float64), tuple(notes)


def _between(grid: FloatArray, frames: FloatArray, time_s: FloatArray) -> FloatArray:
    """Times of all frames: those of the file, straight lines between and beyond them."""
    pace = (time_s[-1] - time_s[0]) / (frames[-1] - frames[0])
    inside = np.interp(grid, frames, time_s)
    before, after = np.minimum(grid - frames[0], 0.0), np.maximum(grid - frames[-1], 0.0)
    placed: FloatArray = inside + pace * (before + after)
    return placed


def _told(raw: RawKeypoints, rate_hz: float | None) -> tuple[Note, ...]:
    stated = raw.rate_hz or _rate_of(raw.times_s)
    if rate_hz is None or stated is None or abs(stated - rate_hz) <= 0.005 * rate_hz:  # as read.clock
        return ()
    text = f"Read at {rate_hz:g} Hz as told; the file says {stated:.4g} Hz."
    return (Note(level="info", code="rate_given", text=text),)


def _rate_of(times_s: Mapping[int, float]) -> float | None:
    if len(times_s) < 2:
        return None
    first, last = min(times_s), max(times_s)
    return (last - first) / (times_s[last] - times_s[first])
