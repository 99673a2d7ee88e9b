"""One run saved twice counts once; two people's runs in one folder are refused.

Decided from times, distances and pace alone. Bounds stand in ``knowledge/sensors/training_files.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from backstride.errors import WrongKindError
from backstride.knowledge.loader import load
from backstride.model.training import TrainingRun
from backstride.sensors.training_scan import few


@dataclass(frozen=True)
class ReadRun:
    """A run and what tells whether it is another's double. name: of its file, with its way below the folder.

    active_s, columns, content: as in ``FileSaid``.
    """

    name: str
    run: TrainingRun
    active_s: float
    columns: int = 0
    content: str = ""

    @property
    def start(self) -> datetime:
        """Only asked of runs that have one."""
        if self.run.start is None:
            raise ValueError(f"{self.name} has no start")
        return self.run.start

    @property
    def end(self) -> datetime:
        """When the runner last moved, not when the device was switched off."""
        return self.start + timedelta(seconds=self.active_s)


def each_once(runs: Sequence[ReadRun]) -> tuple[list[ReadRun], tuple[str, ...]]:
    """The runs, each once, by start, those without a date last; and what to say.

    Of two files of one run the one that tells more stays, what it lacks comes from the other.

    Raises:
        WrongKindError: two runs at the same time are not one run, so they are two people's.
    """
    doubles: list[tuple[str, str]] = []
    kept = _dated([one for one in runs if one.run.start is not None], doubles)
    contents: dict[str, ReadRun] = {}
    for one in sorted((one for one in runs if one.run.start is None), key=lambda one: one.name):
        first = contents.setdefault(one.content or one.name, one)
        if first is one:
            kept.append(one)
        else:
            doubles.append((one.name, first.name))
    if not doubles:
        return kept, ()
    told = few([f"{_base(gone)} (as {_base(stays)})" for gone, stays in doubles])
    return kept, (f"Runs that are here more than once count once; left out {len(doubles)}: {told}.",)


def _dated(runs: Sequence[ReadRun], doubles: list[tuple[str, str]]) -> list[ReadRun]:
    kept: list[ReadRun] = []
    clashes: list[tuple[str, str]] = []
    running: list[int] = []  # which of the kept may still go on
    for one in sorted(runs, key=lambda one: (one.start, one.name)):
        running = [at for at in running if kept[at].end > one.start]
        twin = next((at for at in running if _same(kept[at], one)), None)
        clashes += [(kept[at].name, one.name) for at in running if at != twin and _clash(kept[at], one)]
        if twin is None:
            running.append(len(kept))
            kept.append(one)
        else:
            stays, goes = _richer(kept[twin], one)
            kept[twin] = _merged(stays, goes)
            doubles.append((goes.name, stays.name))
    if clashes:
        _refuse(clashes)
    return sorted(kept, key=lambda one: (one.start, one.name))


def _refuse(clashes: Sequence[tuple[str, str]]) -> None:
    first, second = clashes[0]
    more = len(clashes) - 1
    others = f"; so do {more} more pairs" if more > 1 else "; so does 1 more pair" if more else ""
    raise WrongKindError(
        f"these two runs took place at the same time and are not one run{others}: the files are two people's",
        where=f"{first} and {second}",
        fix="Keep the runs of one person in a folder. If both are yours, take out the one that is wrong",
    )


def _same(a: ReadRun, b: ReadRun) -> bool:
    """Whether two runs that overlap are one."""
    rule = load("sensors/training_files.toml")["same"]
    if a.content and a.content == b.content:
        return True
    shared_s = _shared_s(a, b)
    if shared_s > rule["overlap_share"] * max(a.active_s, b.active_s):
        if _both_ends(a, b, float(rule["treadmill_ends_s"])) and "treadmill" in (
            a.run.surface,
            b.run.surface,
        ):
            return True
        if _close(a.run.distance_m, b.run.distance_m, rule["distance_share"]) and _same_pace(a, b, rule):
            return True
    return _part(a, b, shared_s, rule)


def _part(a: ReadRun, b: ReadRun, shared_s: float, rule: Any) -> bool:
    """Whether one is a part of the other, as a phone keeps whose battery died."""
    shorter = min(a.active_s, b.active_s)
    inside = shorter > 0 and shared_s > float(rule["part_inside_share"]) * shorter
    return inside and _same_pace(a, b, rule)


def _same_pace(a: ReadRun, b: ReadRun, rule: Any) -> bool:
    return _close(_speed(a.run), _speed(b.run), rule["pace_share"])


def _speed(run: TrainingRun) -> float | None:
    """Metres per second in motion."""
    return None if run.distance_m is None or run.moving_s <= 0 else run.distance_m / run.moving_s


def _close(a: float | None, b: float | None, share: float) -> bool:
    """Whether two values agree within a share of the larger; one that is not known disagrees with nothing."""
    return a is None or b is None or abs(a - b) <= share * max(a, b)


def _clash(a: ReadRun, b: ReadRun) -> bool:
    return _shared_s(a, b) >= float(load("sensors/training_files.toml")["two_people"]["overlap_s"])


def _shared_s(a: ReadRun, b: ReadRun) -> float:
    return (min(a.end, b.end) - max(a.start, b.start)).total_seconds()


def _both_ends(a: ReadRun, b: ReadRun, within_s: float) -> bool:
    starts, ends = abs((a.start - b.start).total_seconds()), abs((a.end - b.end).total_seconds())
    return max(starts, ends) <= within_s


def _richer(a: ReadRun, b: ReadRun) -> tuple[ReadRun, ReadRun]:
    """The one that stays, the one that goes: the whole before a part, then the one that holds more."""
    rule = load("sensors/training_files.toml")["same"]
    whole = _shared_s(a, b) > rule["part_inside_share"] * max(a.active_s, b.active_s)

    def rank(one: ReadRun) -> tuple[float, bool, int]:
        return (0.0 if whole else one.active_s, one.run.distance_m is not None, one.columns)

    return (b, a) if rank(b) > rank(a) else (a, b)


def _merged(stays: ReadRun, goes: ReadRun) -> ReadRun:
    """What the one lacks is taken from the other."""
    lacking = {
        name: getattr(goes.run, name)
        for name in ("surface", "shoes", "cadence_spm", "distance_m", "ascent_m", "descent_m")
        if getattr(stays.run, name) is None
    }
    return replace(stays, run=stays.run.model_copy(update=lacking))


def _base(name: str) -> str:
    return name.rpartition("/")[2]
