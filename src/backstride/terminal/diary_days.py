"""Days of a diary as a person writes them on the command line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from backstride.answers.value import shortened
from backstride.errors import UsageError

OLDEST: Final = date(1970, 1, 1)


def told_day(word: str, today: date) -> date:
    """The day of ``--day``: today, yesterday, or YYYY-MM-DD. UsageError for no day, or one to come."""
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        day = named.get(word.strip().lower()) or date.fromisoformat(word.strip())
    except ValueError:
        raise UsageError(
            f"--day is “{shortened(word)}”, which is no day", fix="Write today, yesterday, or as 2026-11-26"
        ) from None
    if day > today:
        raise UsageError(f"--day {day} has not come yet", fix="Give today or a day before")
    if day < OLDEST:
        raise UsageError(f"--day {day} is too long ago", fix="Give the day of a run of yours")
    return day
