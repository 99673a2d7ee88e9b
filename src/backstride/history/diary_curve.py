"""The pain curve of a diary, with trends that hold when entries are missing (``diary_trend``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import NormalDist, median
from typing import Final

from backstride.history.diary_found import (
    MOMENTS,
    DiaryCurve,
    Estimate,
    Moment,
    MomentCurve,
    Onset,
    change_of,
)
from backstride.history.diary_groups import groups, tried
from backstride.history.diary_line import Point, mean, trend
from backstride.knowledge.loader import load
from backstride.model.diary import DiaryEntry

Z_95: Final = NormalDist().inv_cdf(0.975)
KM_STEP: Final = 0.5  # in which people tell a distance


def diary_curve(entries: Sequence[DiaryEntry], until: date, days: int) -> DiaryCurve:
    """What the last ``days`` days up to and with ``until`` say. entries: any order, one a day."""
    since = until - timedelta(days=days - 1)
    within = sorted((one for one in entries if since <= one.day <= until), key=lambda one: one.day)
    pairs = [
        (one.day, one.next_morning - one.during)
        for one in within
        if one.next_morning is not None and one.during is not None
    ]
    return DiaryCurve(
        since=since,
        until=until,
        entries=tuple(within),
        moments=tuple(_moment(name, within) for name in MOMENTS),
        morning=mean(pairs, least=-10.0),
        morning_entries=len(pairs),
        onset=_onset([one for one in within if one.ran]),
        surfaces=groups(within, "surface"),
        shoes=groups(within, "shoes"),
        tried=tried(within, entries),
    )


def _moment(name: Moment, entries: Sequence[DiaryEntry]) -> MomentCurve:
    points = [(one.day, float(value)) for one in entries if (value := getattr(one, name)) is not None]
    slope = trend(points)
    return MomentCurve(
        moment=name,
        points=tuple(points),
        per_week=slope,
        change=change_of(slope),
    )


def _onset(runs: Sequence[DiaryEntry]) -> Onset:
    starts: list[Point] = [(one.day, one.onset_km) for one in runs if one.onset_km is not None]
    without = sum(one.onset_km is None and one.during == 0 for one in runs)
    told = len(starts) + without
    km = [value for _, value in starts]
    slope = trend(starts, step=KM_STEP)
    return Onset(
        runs=len(runs),
        with_onset=len(starts),
        without_pain=without,
        not_told=len(runs) - told,
        median_km=median(km) if km else None,
        range_km=(min(km), max(km)) if km else None,
        without_share=_share(without, told) if told >= load("diary.toml")["fewest"]["group"] else None,
        per_week=slope,
        change=change_of(slope),
    )


def _share(some: int, of: int) -> Estimate:
    """A share of counts with Wilson's 95 % interval (Wilson 1927, J Am Stat Assoc 22:209)."""
    share, z2 = some / of, Z_95**2
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 / (1 + z2 / of) * (share * (1 - share) / of + z2 / (4 * of**2)) ** 0.5
    return Estimate(value=share, low=max(0.0, centre - half), high=min(1.0, centre + half))
