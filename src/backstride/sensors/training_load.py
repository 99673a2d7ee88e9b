"""How the runs of a folder loaded the runner: each set against those before it, in whole days.

One run is held against the longest of the 30 days before it, as in the study that found it to matter. The
change from week to week is worked out too, since people look at it; that study found nothing in it. A ratio
of one week to the mean of several (acute to chronic load) is not worked out: there it pointed the wrong way.

Source: Frandsen 2025, BJSM 59:1203 (5,205 runners, 588,071 runs).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.common import Surface
from backstride.model.training import Break, Share, Spike, TrainingLoad, TrainingRun, Week, percent_over

SAME_RUN: Final = timedelta(minutes=1)  # between the starts that two files of one run name (judged)
Said = tuple[str | None, Surface | None]
"""What the runner noted on a day: the shoes, the ground."""


@dataclass(frozen=True)
class _Placed:
    """A run that has its day, and its start on one clock where the device told it."""

    run: TrainingRun
    day: date
    clock: datetime | None
    distance_m: float

    def after(self, other: _Placed) -> bool:
        """Whether it surely came after the other: on a later day, or later that day."""
        if self.day != other.day:
            return self.day > other.day
        return self.clock is not None and other.clock is not None and self.clock > other.clock


def training_load(
    runs: Iterable[TrainingRun],
    until: date | None = None,
    *,
    said: Mapping[date, Said] | None = None,
    skipped: Iterable[tuple[str, str]] = (),
    notes: Iterable[str] = (),
) -> TrainingLoad:
    """What these runs say up to a day.

    Args:
        runs: in any order; those without a day cannot be placed and do not count.
        until: the last day that counts; else that of the newest run.
        said: day -> shoes and ground as a diary has them, for runs whose own file is silent.
        skipped, notes: of the reading, carried along.

    Raises:
        RefusedError: no run has a day, or none lies up to ``until``.
    """
    placed = _placed(runs, said or {})
    last = until or max((one.day for one in placed), default=None)
    known = [one for one in placed if last is not None and one.day <= last]
    if last is None or not known:
        asked = f"no run up to {last.day} {last:%B} {last.year}" if last and placed else ""
        raise RefusedError(
            asked or "no run with a day that can be used",
            fix="Give another day, or a folder of FIT, TCX or GPX files of your runs",
        )
    look, against = load("training.toml")["look"], _against(known)
    since, first = _days_before(last, look["kept_days"]), _days_before(last, _window_days() - 1)
    month = [one for one in known if one.day >= first]
    judged = [one for one in against if one is not None and one.day > since]
    spikes = [one for one in judged if one.day >= first and one.percent > _too_far()]
    longest = max(month, key=lambda one: one.distance_m, default=None)
    newest = known[-1]
    return TrainingLoad(
        until=last,
        last_day=newest.day,
        runs=len(known),
        runs_30d=len(month),
        distance_30d_m=sum(one.distance_m for one in month),
        ascent_30d_m=_total(one.run.ascent_m for one in month),
        descent_30d_m=_total(one.run.descent_m for one in month),
        longest_30d_m=longest.distance_m if longest and longest.distance_m > 0 else None,
        longest_30d_day=longest.day if longest and longest.distance_m > 0 else None,
        last=against[-1],
        spikes=tuple(spikes),
        judged=tuple(judged),
        unjudged_30d=against[len(known) - len(month) :].count(None),  # both by day: the month comes last
        breaks=tuple(one for one in _breaks(known, look["break_days"]) if one.back > since),
        weeks=tuple(_weeks(known, last, look["weeks"])),
        surfaces=_shares((one.run.surface, one) for one in month),
        shoes=_shares((one.run.shoes, one) for one in known),
        skipped=tuple(skipped),
        notes=tuple(notes),
    )


def with_run(runs: Iterable[TrainingRun], run: TrainingRun) -> tuple[TrainingRun, ...]:
    """The runs and this one, once: a file of the folder that tells the same start is the same run."""
    rest = tuple(runs)
    return rest if any(_same(one, run) for one in rest) else (*rest, run)


def _same(one: TrainingRun, other: TrainingRun) -> bool:
    first, second = _clock(one.start), _clock(other.start)
    if first is None or second is None:
        return (one.file, one.day, one.distance_m) == (other.file, other.day, other.distance_m)
    return abs(first - second) <= SAME_RUN


def _placed(runs: Iterable[TrainingRun], said: Mapping[date, Said]) -> list[_Placed]:
    """The runs that have their day, by day and start."""
    kept = [
        _Placed(
            _completed(run, said.get(run.day, (None, None))),
            run.day,
            _clock(run.start),
            run.distance_m or 0.0,
        )
        for run in runs
        if run.day is not None
    ]
    return sorted(kept, key=lambda one: (one.day, one.clock or datetime.max, one.run.file))


def _completed(run: TrainingRun, said: Said) -> TrainingRun:
    """The run with the shoes and the ground that its own file does not tell."""
    shoes, surface = run.shoes or said[0], run.surface or said[1]
    if (shoes, surface) == (run.shoes, run.surface):
        return run
    return run.model_copy(update={"shoes": shoes, "surface": surface})


def _clock(start: datetime | None) -> datetime | None:
    """A start on one clock, so that starts with and without a time zone can be set in order."""
    if start is None or start.tzinfo is None:
        return start
    return start.astimezone(UTC).replace(tzinfo=None)


def _against(known: Sequence[_Placed]) -> list[Spike | None]:
    """Each run against the 30 days before it, None where it cannot be. known: by day and start."""
    days = [one.day for one in known]
    found = []
    for at, one in enumerate(known):
        first = bisect_left(days, _days_before(one.day, _window_days()))
        found.append(_spike(one, [other for other in known[first:at] if one.after(other)]))
    return found


def _spike(one: _Placed, before: Sequence[_Placed]) -> Spike | None:
    longest = max((other.distance_m for other in before), default=0.0)
    if longest <= 0 or one.distance_m <= 0:
        return None
    percent = percent_over(one.distance_m, longest)
    return Spike(
        file=one.run.file, day=one.day, distance_m=one.distance_m, longest_m=longest, percent=percent
    )


def _breaks(known: Sequence[_Placed], least: int) -> list[Break]:
    days = sorted({one.day for one in known})
    gaps = (Break(last=a, back=b, days=(b - a).days - 1) for a, b in pairwise(days))
    return [one for one in gaps if one.days >= least]


def _weeks(known: Sequence[_Placed], last: date, count: int) -> list[Week]:
    """The last weeks, oldest first."""
    newest = _days_before(last, last.weekday())
    mondays = [_days_before(newest, 7 * back) for back in range(count, -1, -1)]
    runs: dict[date, list[float]] = {monday: [] for monday in mondays}
    for one in known:
        if (monday := _days_before(one.day, one.day.weekday())) in runs:
            runs[monday].append(one.distance_m)
    return [_week(monday, runs[monday], sum(runs[before]), last) for before, monday in pairwise(mondays)]


def _week(monday: date, distances: Sequence[float], before_m: float, last: date) -> Week:
    over, distance_m = monday.toordinal() + 6 <= last.toordinal(), sum(distances)
    return Week(
        monday=monday,
        runs=len(distances),
        distance_m=distance_m,
        longest_m=max(distances, default=0.0),
        change_percent=percent_over(distance_m, before_m) if over and before_m > 0 else None,
        over=over,
    )


def _shares(named: Iterable[tuple[str | None, _Placed]]) -> tuple[Share, ...]:
    """One share a name, the farthest first; what nobody named comes last."""
    groups: dict[str | None, list[_Placed]] = {}
    for name, one in named:
        groups.setdefault(name, []).append(one)
    shares = [
        Share(
            name=name,
            runs=len(group),
            distance_m=sum(one.distance_m for one in group),
            last_day=max(one.day for one in group),
        )
        for name, group in groups.items()
    ]
    return tuple(sorted(shares, key=lambda one: (one.name is None, -one.distance_m, one.name or "")))


def _total(values: Iterable[float | None]) -> float | None:
    told = [value for value in values if value is not None]
    return sum(told) if told else None


def _days_before(day: date, days: int) -> date:
    """The day so many days before, or the first day there is."""
    return date.fromordinal(max(day.toordinal() - days, 1))


def _window_days() -> int:
    days: int = load("training.toml")["window_days"]
    return days


def _too_far() -> float:
    percent: float = load("training.toml")["too_far_percent"]
    return percent
