"""What the options of ``diary add`` tell of a day, read and checked before anything is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from backstride.answers.diary_value import read_told
from backstride.answers.file import read_file
from backstride.answers.value import BadValue, Several
from backstride.errors import AnswersError, UsageError
from backstride.history.diary_entry import OPTIONS, completed, morning_day
from backstride.model.diary import DiaryEntry
from backstride.model.stored import StoredAnswers
from backstride.terminal.diary_days import told_day

NEAR_DAYS: Final = 1  # a run at midnight is of the day before in one time zone and of that day in another


@dataclass(frozen=True)
class Told:
    """Fields of an entry, the day they are told of; None where neither an option nor a file says it."""

    given: Mapping[str, Any]
    day: date | None


def told(
    words: Mapping[str, str | Sequence[str] | None],
    *,
    day: str | None,
    no_run: bool,
    from_run: Path | None,
    today: date,
) -> Told:
    """The options as fields. words: field -> what was typed. Raises UsageError that names the option."""
    given = {name: _read(name, word) for name, word in words.items() if word is not None and word != []}
    own = told_day(day, today) if day is not None else None
    if given.get("distance_km") == 0:
        raise UsageError("--km is 0", fix="For a day without a run give --no-run")
    if no_run:
        given["ran"] = False
    completed(None, own or today, given)  # what cannot be whatever the day holds already
    if from_run is None:
        return Told(given, own)
    if no_run or "distance_km" in given:
        raise UsageError(
            f"--from-run and {'--no-run' if no_run else '--km'} cannot both be", fix="Leave one out"
        )
    ran_on, km = _of_file(from_run, today)
    if own is None and ran_on is None:
        raise UsageError("the file does not say its day", where=from_run.name, fix="Give --day")
    if own is not None and ran_on is not None and abs((own - ran_on).days) > NEAR_DAYS:
        raise UsageError(
            f"--day is {own}, but the file is of {ran_on}", where=from_run.name, fix="Correct it"
        )
    return Told({**given, "ran": True, **({"distance_km": km} if km else {})}, own or ran_on)


def day_of(given: Mapping[str, Any], day: date | None, entries: Sequence[DiaryEntry], now: datetime) -> date:
    """The day to write to; a morning alone belongs to yesterday's run that waits for it.

    Raises UsageError for the next morning of a run of today: it has not come.
    """
    if "next_morning" not in given:
        return day or now.date()
    if day is None and set(given) == {"next_morning"}:
        day = morning_day(entries, now)
    if day is None or day >= now.date():
        raise UsageError(
            "--next-morning: the morning after a run of today has not come yet",
            fix="Give the day of the run, as --day yesterday",
        )
    return day


def answers_of(path: Path, day: date) -> StoredAnswers:
    """An answers file as it is kept, given on this day.

    Raises UsageError where it cannot be read, or says something twice: a store holds one value for a name.
    """
    raw = read_file(path)
    twice = next(_twice(raw), None)
    if twice is not None:
        raise AnswersError(f"says “{twice}” twice", where=path.name, fix="Keep the one that is right")
    return StoredAnswers(day=day, raw=raw)


def _twice(value: Any) -> Iterator[str]:
    """The names that come twice in one object, however deep it lies."""
    if isinstance(value, dict):
        yield from (name for name, one in value.items() if isinstance(one, Several))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _twice(one)


def _read(name: str, word: str | Sequence[str]) -> Any:
    try:
        if isinstance(word, str):
            return read_told(name, word)
        return tuple(dict.fromkeys(text for one in word for text in read_told(name, one)))
    except BadValue as bad:
        raise UsageError(f"{OPTIONS[name]} {bad}") from None


def _of_file(path: Path, today: date) -> tuple[date | None, float | None]:
    """The day, on this machine's clock, and kilometres of a watch's run."""
    from backstride.sensors.day_of_run import day_and_km

    day, km = day_and_km(path)
    if day is not None and day > today:
        raise UsageError(f"the file is of {day}, which has not come yet", where=path.name, fix="Give --day")
    return day, km
