"""A day's entry completed by what is told later, and which day a morning's pain belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from backstride.errors import UsageError
from backstride.model.diary import DiaryEntry

OPTIONS: Final[Mapping[str, str]] = {
    "during": "--during",
    "on_stopping": "--on-stopping",
    "on_sitting": "--on-sitting",
    "next_morning": "--next-morning",
    "distance_km": "--km",
    "onset_km": "--onset-km",
    "surface": "--surface",
    "shoes": "--shoes",
    "tried": "--tried",
    "note": "--note",
}
"""Every field of an entry with the option that tells it."""


@dataclass(frozen=True)
class Named:
    """What an error calls the fields of an entry: their options on the command line, their labels on a page.

    fields: field -> name. no_run: a day without a run. remove: what to do about a run that is there, {day}.
    """

    fields: Mapping[str, str]
    no_run: str
    remove: str


COMMAND: Final = Named(OPTIONS, "--no-run", "Take it out first: backstride diary remove --day {day}")
OF_A_RUN: Final = ("during", "on_stopping", "distance_km", "onset_km")
MOST_TRIED: Final = 20
NOON: Final = 12


def completed(
    old: DiaryEntry | None, day: date, given: Mapping[str, Any], named: Named = COMMAND
) -> DiaryEntry:
    """The entry with these fields put in; what was tried is added to, everything else is replaced.

    given: field -> value, ``ran`` only where it was told. What belongs to a run makes the day one with a run.
    named: what errors call things.
    Raises UsageError where what is then there cannot be.
    """
    told: dict[str, Any] = old.model_dump() if old else {"day": day}
    if given.get("ran") is False:
        _refuse_run(told, given, day, named)
    elif any(name in given for name in OF_A_RUN):
        told["ran"] = True
    more = tuple(one for one in given.get("tried", ()) if one not in told.get("tried", ()))
    entry = DiaryEntry.model_validate({**told, **given, "tried": (*told.get("tried", ()), *more)})
    _check(entry, named)
    return entry


def morning_day(entries: Sequence[DiaryEntry], now: datetime) -> date | None:
    """Yesterday, where its run waits for its next morning and it is before noon; else None."""
    yesterday = now.date() - timedelta(days=1)
    waits = any(one.day == yesterday and one.ran and one.next_morning is None for one in entries)
    return yesterday if waits and now.hour < NOON else None


def changes(old: DiaryEntry | None, new: DiaryEntry) -> dict[str, tuple[Any, Any]]:
    """field -> (was, is) of what is another now; None or nothing: was not told."""
    before = old or DiaryEntry(day=new.day)
    names = ("ran", *OPTIONS)
    return {
        name: (getattr(before, name), getattr(new, name))
        for name in names
        if getattr(before, name) != getattr(new, name)
    }


def last_shoes(entries: Sequence[DiaryEntry]) -> str | None:
    """The shoes of the newest entry that names some."""
    named = [one for one in entries if one.shoes is not None]
    return max(named, key=lambda one: one.day).shoes if named else None


def _refuse_run(told: Mapping[str, Any], given: Mapping[str, Any], day: date, named: Named) -> None:
    """A day without a run holds nothing of a run."""
    both = [named.fields[name] for name in OF_A_RUN if given.get(name) is not None]
    if both:
        raise UsageError(f"{named.no_run} and {both[0]} cannot both be", fix="Leave one out")
    there = [named.fields[name] for name in OF_A_RUN if told.get(name) is not None]
    if there:
        raise UsageError(
            f"{named.no_run}: the entry of {day} tells a run ({', '.join(there)})",
            fix=named.remove.format(day=day),
        )


def _check(entry: DiaryEntry, named: Named) -> None:
    """What cannot be together."""
    if entry.onset_km is not None and entry.distance_km is not None and entry.onset_km > entry.distance_km:
        onset, length = named.fields["onset_km"], named.fields["distance_km"]
        raise UsageError(
            f"{onset} {entry.onset_km:g} is past the end of the run of {entry.distance_km:g} km",
            fix=f"Correct it or {length}",
        )
    if len(entry.tried) > MOST_TRIED:
        raise UsageError(
            f"{named.fields['tried']}: a day holds {MOST_TRIED} things at most",
            fix=f"Put the rest into {named.fields['note']}",
        )
