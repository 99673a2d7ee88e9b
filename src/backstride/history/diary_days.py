"""Days of a diary as they are said."""

from __future__ import annotations

from datetime import date


def said_day(day: date) -> str:
    """A day in full.

    >>> said_day(date(2026, 11, 26))
    'Thursday, 26 November 2026'
    """
    return f"{day:%A}, {short_day(day)} {day.year}"


def short_day(day: date) -> str:
    """A day within a known year.

    >>> short_day(date(2026, 11, 26))
    '26 November'
    """
    return f"{day.day} {day:%B}"
