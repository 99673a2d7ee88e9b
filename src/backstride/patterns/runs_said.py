"""Days, distances and jumps of a training folder in words, the same on a terminal and on a page."""

from __future__ import annotations

from datetime import date

from backstride.knowledge.loader import load


def said_day(day: date) -> str:
    """A day in words.

    >>> said_day(date(2026, 5, 3))
    '3 May 2026'
    """
    return f"{day.day} {day:%B} {day.year}"


def said_km(metres: float) -> str:
    """Kilometres to a tenth, cut rather than rounded up, so that a bound is never shown too far.

    >>> said_km(15_670.0), said_km(11_000.0)
    ('15.6', '11.0')
    """
    tenths = int(round(metres, 3) // 100)
    return f"{tenths // 10:,}.{tenths % 10}"


def said_percent(percent: float) -> str:
    """Whole, but with a tenth next to the bound that a run lies beyond.

    >>> said_percent(45.2), said_percent(10.4)
    ('45', '10.4')
    """
    return f"{percent:,.0f}" if percent >= 11 else f"{percent:.1f}"


def tenth_above(longest_m: float) -> float:
    """The longest distance, m, that is no more than a tenth beyond this one."""
    percent: float = load("training.toml")["too_far_percent"]
    return longest_m * (100 + percent) / 100


def rate_of(percent: float) -> float:
    """How many times the rate of injury runs that far beyond went with in the study; above a tenth only."""
    rows = [row for row in load("training.toml")["spike"] if percent > row["over_percent"]]
    return float(rows[-1]["rate"])
