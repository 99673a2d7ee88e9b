"""What a recording itself says about up, forward and right: directions in the file's own axes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.recording import Forces, MarkerMatch
from backstride.read.raw import RawRecording

_LEVELS = (
    re.compile(r"(heel|mt\d|toe|midfoot|ankle)"),
    re.compile(r"(shank|tibial|fibula)"),
    re.compile(r"(thigh|knee|patella|trochanter)"),
    re.compile(r"(asis|psis|iliac|sacrum|pelvis)"),
    re.compile(r"(c7|t\d|sternum|clavicle|acromion|shoulder|thorax)"),
    re.compile(r"head"),
)
"""Body levels from the ground up; a standing or running person has them in this order."""

_FOOT = re.compile(r"(heel|mt\d|toe|midfoot)")
_PELVIS_LEVEL = 3
_PELVIS = _LEVELS[_PELVIS_LEVEL]
_MOST_FRAMES = 20_000
"""Frames looked at: medians over 20,000 (two minutes at 150 Hz) are exact enough whatever the length."""

_LOW_PERCENTILE = 20.0
"""A foot marker is on the ground about a third of a running stride; its lowest fifth of frames is stance."""

_LOADED_N = 100.0
"""A plate that never carries 100 N carried no foot."""


class Evidence:
    """Positions by anatomical name, thinned to a bounded number of frames; (k, 3) in the file's axes."""

    def __init__(self, raw: RawRecording, match: MarkerMatch) -> None:
        self._positions = raw.positions_m
        self._rate_hz = raw.rate_hz
        column = {label: number for number, label in enumerate(raw.labels)}
        self._column = {name: column[label] for name, label in match.names.items()}
        step = max(1, len(raw.time_s) // _MOST_FRAMES)
        self._frames = np.arange(0, len(raw.time_s), step)
        self._inner = np.arange(1, len(raw.time_s) - 1, step)

    def pick(self, wanted: Callable[[str], object]) -> list[str]:
        """The names for which ``wanted`` holds."""
        return [name for name in self._column if wanted(name)]

    def up(self) -> FloatArray | None:
        """From the lowest body level ever seen to the pelvis, else to the highest; median over time."""
        levels = [self.pick(pattern.match) for pattern in _LEVELS]
        uppers = sorted(range(len(levels)), key=lambda number: (number != _PELVIS_LEVEL, -number))
        pairs = ((lower, upper) for lower in range(len(levels)) for upper in uppers if upper > lower)
        found = (self.between(levels[lower], levels[upper]) for lower, upper in pairs)
        return next((line for line in found if line is not None), None)

    def front(self) -> FloatArray | None:
        """From PSIS, sacrum to ASIS and from heels to forefeet, each as a direction, added."""
        pairs = (
            (self.pick(re.compile(r"psis|sacrum").match), self.pick(re.compile("asis").match)),
            (self.pick(re.compile("heel").match), self.pick(re.compile(r"mt\d|toe").match)),
        )
        found = [unit(line) for back, front in pairs if (line := self.between(back, front)) is not None]
        return np.sum(found, axis=0) if found else None

    def right(self) -> FloatArray | None:
        """From left to right over all names that have both, median over time."""
        both = [n.removesuffix("_left") for n in self._column if n.endswith("_left")]
        both = [n for n in both if f"{n}_right" in self._column]
        return self.between([f"{n}_left" for n in both], [f"{n}_right" for n in both])

    def between(self, start: list[str], end: list[str]) -> FloatArray | None:
        """The median vector from the mean of some points to the mean of others; None where never seen."""
        if not start or not end:
            return None
        line = self._mean(end, self._frames) - self._mean(start, self._frames)
        return _median(line)

    def run(self, up: FloatArray) -> FloatArray | None:
        """Velocity of the body over its stance feet, m/s: the same on a belt and over ground.

        Stance is each foot marker's lowest fifth of frames. The body is the pelvis, or all but the feet.
        """
        feet = self.pick(_FOOT.match)
        body = self.pick(_PELVIS.match) or self.pick(lambda name: not _FOOT.match(name))
        if not feet or not body or len(self._inner) == 0:
            return None
        moving = _mean_of(self._velocity(name) for name in body)
        parts = [self._over_stance(name, moving, up) for name in feet]
        return _median(np.concatenate(parts))

    def travel(self) -> FloatArray | None:
        """Mean velocity of the body through the laboratory, m/s; on a treadmill next to nothing."""
        body = self.pick(_PELVIS.match) or self.pick(lambda _: True)
        if not body or len(self._inner) == 0:
            return None
        moving = _mean_of(self._velocity(name) for name in body)
        seen = moving[np.isfinite(moving).all(axis=1)]
        return seen.mean(axis=0) if len(seen) else None

    def _over_stance(self, foot: str, moving: FloatArray, up: FloatArray) -> FloatArray:
        relative = moving - self._velocity(foot)
        height = self._positions[self._inner, self._column[foot]] @ up
        seen = np.isfinite(height) & np.isfinite(relative).all(axis=1)
        if not seen.any():
            return np.empty((0, 3))
        low = seen & (height <= np.percentile(height[seen], _LOW_PERCENTILE))
        stance: FloatArray = relative[low]
        return stance

    def _velocity(self, name: str) -> FloatArray:
        column = self._column[name]
        after, before = self._positions[self._inner + 1, column], self._positions[self._inner - 1, column]
        velocity: FloatArray = (after - before) * (self._rate_hz / 2)
        return velocity

    def _mean(self, names: list[str], frames: np.ndarray[tuple[int], np.dtype[np.int64]]) -> FloatArray:
        return _mean_of(self._positions[frames, self._column[name]] for name in names)


def force_up(forces: Forces | None) -> FloatArray | None:
    """The direction of all ground reaction together: over whole steps only body weight is left of it."""
    if forces is None:
        return None
    loaded = [
        p.force_n for p in forces.plates if np.linalg.norm(np.nan_to_num(p.force_n), axis=1).max() > _LOADED_N
    ]
    return np.sum([np.nan_to_num(force).sum(axis=0) for force in loaded], axis=0) if loaded else None


def unit(vector: FloatArray) -> FloatArray:
    """The vector at length one; zero stays zero."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def _mean_of(rows: Iterable[FloatArray]) -> FloatArray:
    """Mean of (k, 3) arrays over those present in each frame; NaN where none is."""
    total: FloatArray | None = None
    count: FloatArray | None = None
    for row in rows:
        seen = np.isfinite(row)
        values = np.where(seen, row, 0.0)
        total = values if total is None else total + values
        count = seen.astype(np.float64) if count is None else count + seen
    if total is None or count is None:
        return np.empty((0, 3))
    return np.where(count > 0, total / np.maximum(count, 1.0), np.nan)


def _median(rows: FloatArray) -> FloatArray | None:
    seen = rows[np.isfinite(rows).all(axis=1)]
    return np.median(seen, axis=0) if len(seen) else None
