"""Runs side by side: by ground, by shoes, before and after something tried. Description, never an effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from backstride.history.diary_found import Group, Tried, change_of, worst
from backstride.history.diary_line import Point, difference, mean
from backstride.model.diary import DiaryEntry


def groups(entries: Sequence[DiaryEntry], by: Literal["surface", "shoes"]) -> tuple[Group, ...]:
    """The worst pain told of runs that name their ground or shoes, most runs first.

    Where taps are missing the worst told may be too low; in every group alike, if taps are missed by chance.
    """
    found: dict[str, tuple[str, list[Point]]] = {}
    for entry in entries:
        name, pain = getattr(entry, by), worst(entry)
        if entry.ran and name is not None and pain is not None:
            found.setdefault(_same(name), (name, []))[1].append((entry.day, pain))
    rows = [Group(name=name, runs=len(points), mean=mean(points)) for name, points in found.values()]
    return tuple(sorted(rows, key=lambda row: (-row.runs, row.name)))


def tried(entries: Sequence[DiaryEntry], all_entries: Sequence[DiaryEntry]) -> tuple[Tried, ...]:
    """The same before and after each thing tried. all_entries: in these its first day is looked for."""
    first: dict[str, tuple[date, str]] = {}
    for entry in sorted(all_entries, key=lambda one: one.day):
        for what in entry.tried:
            first.setdefault(_same(what), (entry.day, what))
    named = {_same(what) for entry in entries for what in entry.tried}
    return tuple(_beside(entries, day, what) for key, (day, what) in first.items() if key in named)


def _beside(entries: Sequence[DiaryEntry], first_day: date, what: str) -> Tried:
    points = [
        (one.day, pain)
        for one in entries
        if one.ran and one.day != first_day and (pain := worst(one)) is not None
    ]
    before = sum(day < first_day for day, _ in points)
    found = difference(points, first_day + timedelta(days=1))
    return Tried(
        what=what,
        first_day=first_day,
        before=before,
        after=len(points) - before,
        difference=found,
        change=change_of(found),
    )


def _same(text: str) -> str:
    """What makes two names one: capitals and spaces do not count."""
    return " ".join(text.split()).casefold()
