"""One day told to the diary over the web: read, checked, completed, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from backstride.answers.diary_value import read_told
from backstride.answers.value import BadValue
from backstride.app.page import words
from backstride.app.services import Services
from backstride.errors import UsageError
from backstride.history.diary_days import said_day
from backstride.history.diary_entry import OPTIONS, Named, changes, completed
from backstride.knowledge.loader import load
from backstride.model.diary import DiaryEntry
from backstride.report.diary_said import entry_said

OLDEST: Final = date(1970, 1, 1)
FIELDS: Final = tuple(OPTIONS)


@dataclass(frozen=True)
class Written:
    """What a day holds now as (name, value), and whether anything is new."""

    day: date
    new: bool
    rows: tuple[tuple[str, str], ...]
    entry: DiaryEntry


def now() -> datetime:
    """The clock of the wall; tests set another."""
    return datetime.now()


def read_fields(told: Mapping[str, str | Sequence[str]]) -> dict[str, Any]:
    """Fields of an entry from what was typed; what is empty was not told.

    Raises UsageError with one sentence that names the field as the page does.
    """
    given: dict[str, Any] = {}
    for name, word in told.items():
        lines = [word] if isinstance(word, str) else list(word)
        lines = [one.strip() for one in lines if one.strip()]
        if not lines or name not in FIELDS:
            continue
        try:
            given[name] = (
                tuple(text for one in lines for text in read_told(name, one))
                if name == "tried"
                else read_told(name, lines[0])
            )
        except BadValue as bad:
            raise UsageError(f"{named().fields[name]} {bad}") from bad
    return given


def put_day(found: Services, person: str, day: date, given: Mapping[str, Any], no_run: bool) -> Written:
    """Complete this day with what was told, as the command does.

    Raises UsageError where the day cannot be told of, nothing was told, or what is then there cannot be.
    """
    say, today, told = words("diary"), now().date(), dict(given)
    check_day(day, today)
    if no_run:
        told["ran"] = False
    if told.get("distance_km") == 0:
        raise UsageError(say("no_length"))
    if "next_morning" in told and day >= today:
        raise UsageError(say("no_morning_yet"))
    if not told:
        raise UsageError(say("nothing_told"))
    pairs: list[tuple[DiaryEntry | None, DiaryEntry]] = []

    def change(there: Sequence[DiaryEntry]) -> list[DiaryEntry]:
        old = next((one for one in there if one.day == day), None)
        pairs.append((old, completed(old, day, told, named())))
        return [pairs[-1][1]]

    completed(None, day, told, named())  # what cannot be whatever the day holds: no store is made for it
    found.store().change_diary(person, change)
    old, new = pairs[-1]
    return Written(day, new != old, tuple(entry_said(new, changes(old, new))), new)


def check_day(day: date, today: date) -> None:
    """Raises UsageError for a day that is still to come, or no day of a run."""
    say = words("diary")
    if day > today:
        raise UsageError(say("not_come", day=said_day(day)))
    if day < OLDEST:
        raise UsageError(say("too_old"))


def named() -> Named:
    """What errors call the fields on a page."""
    label, say = load("diary.toml")["label"], words("diary")
    fields = {name: f"“{label[name]}”" for name in FIELDS}
    return Named(fields, f"“{say('no_run')}”", say("remove_first"))
