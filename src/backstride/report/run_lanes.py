"""A watch's trace as lanes: one per column that the watch gave, in the units that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.run_trace import RunTrace
from backstride.report.numbers import EN_DASH, DisplayUnit, pace_text
from backstride.report.words import word

SPEED, HEIGHT = "speed_mps", "altitude_m"
FEWEST: Final = 2  # points that make a line


@dataclass(frozen=True, eq=False)
class Lane:
    """One column over the distance. values: (n,) in the unit that is drawn, NaN where nothing is known.

    least: an axis spans so much at least, or noise would look like hills.
    """

    id: str
    title: str
    unit: str
    values: FloatArray
    decimals: int
    least: float

    def text(self, value: float) -> str:
        """A value as it is read: a speed as minutes a kilometre, a dash where there is none."""
        if not np.isfinite(value):
            return EN_DASH
        return pace_text(value) if self.id == SPEED else plain(value, self.decimals)

    def mean(self, chosen: Sequence[int]) -> float:
        """The mean over some pieces, NaN where none is known; of speeds that of their pace."""
        found = self.values[list(chosen)]
        found = found[np.isfinite(found)]
        if not found.size:
            return float("nan")
        return float(1 / np.mean(1 / found)) if self.id == SPEED else float(np.mean(found))


def lanes(trace: RunTrace) -> tuple[Lane, ...]:
    """The lanes that hold anything, in the order they are drawn; the height last."""
    made = (_lane(trace, row) for row in load("report.toml")["run_lane"])
    belt = trace.surface == "treadmill"  # its height says nothing
    known = (one for one in made if not (belt and one.id == HEIGHT))
    return tuple(one for one in known if np.isfinite(one.values).sum() >= FEWEST)


def column(values: Sequence[float | None]) -> FloatArray:
    """A column as numbers (n,), NaN where nothing is known."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def plain(value: float, decimals: int) -> str:
    """Digits with a true minus sign and no negative nought."""
    return DisplayUnit("", 1.0, decimals).number(value)


def km_text(metres: float) -> str:
    """Kilometres with one digit where it says something; under a kilometre with two.

    >>> km_text(6000), km_text(9240), km_text(153.2)
    ('6', '9.2', '0.15')
    """
    return f"{round(metres / 1000, 1 if metres >= 950 else 2):g}"


def clock_text(seconds: float) -> str:
    """Minutes and seconds, hours before them where there are any.

    >>> clock_text(3310.4), clock_text(3725)
    ('55:10', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def lasting(seconds: float) -> str:
    """How long: seconds up to a minute, then as a clock.

    >>> lasting(6.4), lasting(3310.4)
    ('6 s', '55:10')
    """
    return f"{seconds:.0f} s" if seconds < 59.5 else clock_text(seconds)


def piece_m(trace: RunTrace) -> float:
    """The length of one piece of the trace, in m: its places are the middles."""
    places = trace.distance_m
    return (places[-1] - places[0]) / (len(places) - 1) if len(places) > 1 else 2 * places[0]


def length_m(trace: RunTrace) -> float:
    """How far the trace goes: to the end of its last piece."""
    return trace.distance_m[-1] + piece_m(trace) / 2


def stretches(marks: Sequence[object]) -> Iterator[tuple[object, int, int]]:
    """Neighbours of one kind: the kind, its first place and the one after its last.

    >>> list(stretches(("up", "up", "flat")))
    [('up', 0, 2), ('flat', 2, 3)]
    """
    at = 0
    for kind, same in groupby(marks):
        until = at + len(list(same))
        yield kind, at, until
        at = until


def slope_of(percent: float | None) -> str | None:
    """The kind of ground of a slope in percent, as the shares are counted; None where it is not known."""
    if percent is None:
        return None
    low, high = slope_limits()
    kind = "up" if percent > 0 else "down"
    if abs(percent) < low:
        return "flat"
    return f"steep_{kind}" if abs(percent) >= high else kind


def slope_limits() -> tuple[float, float]:
    """From which slope on, in percent, ground counts as up or down, and as steep."""
    rule = load("sensors/watch_errors.toml")["slopes"]
    return float(rule["up_percent"]), float(rule["steep_up_percent"])


def run_text(key: str, **filled: object) -> str:
    """A sentence about a run with its gaps filled."""
    return word("run", key).format(**filled)


def _lane(trace: RunTrace, row: dict[str, object]) -> Lane:
    name = str(row["id"])
    factor, decimals, least = (float(str(row[key])) for key in ("factor", "decimals", "least"))
    values = column(getattr(trace, name)) * factor
    if row.get("running_only"):
        values[np.array(trace.walked, dtype=bool)] = np.nan
    if name == SPEED:
        values[~(values > 0)] = np.nan  # standing has no pace
    return Lane(name, str(row["title"]), str(row["unit"]), values, int(decimals), least)
