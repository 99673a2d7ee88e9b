"""Published figures and what it means that ours agree: pure, without recordings."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FIGURES = Path(__file__).with_name("anchors.toml")
OUR_SPEEDS_MPS = (2.5, 3.5, 4.5)  # of RBDS, eight of our nine treadmill runners
GRID_MPS = tuple(
    round(2.5 + 0.1 * i, 1) for i in range(21)
)  # between them, where a study's speed was not read


@dataclass(frozen=True)
class Figure:
    """What a study prints at one speed: mean with or without SD, or low and high.

    speed_mps: None where the speed was not read. sd: None where no spread is printed.
    low, high: what counts as agreement: mean +- 1 SD, the printed range, the last printed digit.
    widest: what should hold nearly every runner: mean +- 2 SD, or again the printed range.
    """

    speed_mps: float | None
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    last_digit: float | None = None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Within these the mean of our runners agrees; None where no spread is printed."""
        return self._within(1)

    @property
    def widest(self) -> tuple[float, float] | None:
        """Within these nearly every runner should lie."""
        return self._within(2)

    def _within(self, times: float) -> tuple[float, float] | None:
        if self.low is not None and self.high is not None:
            return self.low, self.high
        half = times * self.sd if self.sd is not None else self.last_digit
        return None if half is None or self.mean is None else (self.mean - half, self.mean + half)

    def __str__(self) -> str:
        """As a study prints it.

        >>> str(Figure(2.5, 162.0, 9.0, None, None))
        '162 +- 9'
        """
        if self.mean is None:
            return f"{self.low:g} to {self.high:g}"
        digit = None if self.last_digit is None else f"{self.last_digit:g} (last digit)"
        spread = digit if self.sd is None else f"{self.sd:.3g}"
        return f"{self.mean:.4g}" + ("" if spread is None else f" +- {spread}")


@dataclass(frozen=True)
class Anchor:
    """One published quantity, the figures by speed and what must be known to read them."""

    what: str
    measure: str
    unit: str
    source: str
    n: str
    mark: str
    surface: str
    at: tuple[Figure, ...]
    scale: float = 1.0
    beside: tuple[str, ...] = ("treadmill",)
    foot_strike: str | None = None
    runner: str | None = None
    other: str | None = None
    inferred: bool = False
    remark: str | None = None

    @property
    def speed_read(self) -> bool:
        """Whether the study's speed is known to us."""
        return self.at[0].speed_mps is not None

    def figures(self) -> list[tuple[float, Figure]]:
        """(speed of ours to set beside it, the figure there), interpolated between its own speeds only.

        A figure of one speed stands at that speed (ours are interpolated); none where the speed was not read.
        """
        if len(self.at) == 1:
            return [(speed, self.at[0]) for speed in (self.at[0].speed_mps,) if speed is not None]
        found = [(speed, interpolated(self.at, speed)) for speed in OUR_SPEEDS_MPS]
        return [(speed, figure) for speed, figure in found if figure is not None]


def interpolated(at: Sequence[Figure], speed_mps: float) -> Figure | None:
    """The figure at a speed between the printed ones; None outside them: nothing is extrapolated."""
    speeds = [figure.speed_mps for figure in at if figure.speed_mps is not None]
    if not speeds[0] <= speed_mps <= speeds[-1]:
        return None
    mean, sd, low, high = (
        _between(speeds, [getattr(figure, name) for figure in at], speed_mps)
        for name in ("mean", "sd", "low", "high")
    )
    return Figure(speed_mps, mean, sd, low, high)


def _between(speeds: Sequence[float], values: Sequence[float | None], speed_mps: float) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.interp(speed_mps, speeds, known)) if len(known) == len(values) else None


def agreement(ours: Sequence[float], figure: Figure) -> str:
    """``within``, ``outside`` or ``no spread printed``: the mean of our runners against the figure.

    >>> agreement([160.0, 166.0], Figure(2.5, 162.0, 9.0, None, None))
    'within'
    """
    if figure.bounds is None:
        return "no spread printed"
    low, high = figure.bounds
    return "within" if low <= float(np.mean(ours)) <= high else "outside"


def verdict(ours: Sequence[float], figure: Figure, anchor: Anchor, surface: str) -> str:
    """What may be said: only a plain ``within`` counts as reproduced, everything else says why not."""
    if reason := not_counted(anchor, surface):
        return reason
    found = agreement(ours, figure)
    return f"{found}, definition inferred" if anchor.inferred else found


def not_counted(anchor: Anchor, surface: str) -> str | None:
    """Why an anchor may be shown beside our runners on this surface but not compared."""
    if anchor.other:
        return "other definition"
    return None if anchor.surface in ("unread", surface) else "other surface"


def agreeing_speeds(means: Sequence[float], figure: Figure) -> tuple[float, ...]:
    """The speeds of ``GRID_MPS`` at which our mean agrees with a figure whose own speed was not read."""
    pairs = zip(GRID_MPS, means, strict=True)
    return tuple(speed for speed, mean in pairs if agreement([mean], figure) == "within")


def in_words(speeds: Sequence[float]) -> str:
    """Speeds of the grid as runs.

    >>> in_words((2.5, 2.6, 2.7, 4.0))
    '2.5 to 2.7 and 4'
    """
    starts = [i for i in range(len(speeds)) if i == 0 or speeds[i] - speeds[i - 1] > 0.15]
    ends = [*(i - 1 for i in starts[1:]), len(speeds) - 1]
    runs = [(speeds[a], speeds[b]) for a, b in zip(starts, ends, strict=False)]
    return " and ".join(f"{a:g}" if a == b else f"{a:g} to {b:g}" for a, b in runs)


def inside(ours: Sequence[float], figure: Figure) -> int | None:
    """How many of our runners lie within mean +- 2 SD or the printed range; None without a spread."""
    if figure.widest is None:
        return None
    low, high = figure.widest
    return sum(low <= value <= high for value in ours)


def apart(ours: Sequence[float], figure: Figure) -> float | None:
    """Our mean minus theirs in their SD; None where one of both is not printed."""
    if figure.mean is None or not figure.sd:
        return None
    return (float(np.mean(ours)) - figure.mean) / figure.sd


@cache
def anchors() -> tuple[Anchor, ...]:
    """Every published quantity of ``anchors.toml``."""
    data = tomllib.loads(FIGURES.read_text(encoding="utf-8"))
    return tuple(_anchor(entry) for entry in data["anchor"])


def _anchor(entry: dict[str, Any]) -> Anchor:
    rest = {key: value for key, value in entry.items() if key not in ("at", "last_digit", "beside")}
    figures = tuple(_figure(row, entry.get("last_digit")) for row in entry["at"])
    return Anchor(**rest, at=figures, beside=tuple(entry.get("beside", ("treadmill",))))


def _figure(row: dict[str, float], last_digit: float | None) -> Figure:
    mean, sd, low, high = (row.get(name) for name in ("mean", "sd", "low", "high"))
    return Figure(row["speed_mps"] or None, mean, sd, low, high, last_digit)
