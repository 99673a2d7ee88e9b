"""A day completed by what is told later; the day a morning belongs to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from backstride.errors import UsageError
from backstride.history.diary_entry import changes, completed, last_shoes, morning_day
from backstride.model.diary import DiaryEntry

DAY = date(2026, 11, 26)
YESTERDAY = DAY - timedelta(days=1)


def test_what_is_told_later_completes_the_day() -> None:
    first = completed(None, DAY, {"during": 4.0, "tried": ("heat",)})
    second = completed(first, DAY, {"on_sitting": 2.0, "during": 3.0, "tried": ("heat", "rest")})
    assert second == DiaryEntry(day=DAY, during=3, on_sitting=2, tried=("heat", "rest"))
    assert changes(first, second) == {
        "during": (4.0, 3.0),
        "on_sitting": (None, 2.0),
        "tried": (("heat",), ("heat", "rest")),
    }
    assert changes(second, second) == {}


def test_a_run_told_after_a_day_without_one_makes_it_a_day_with_a_run() -> None:
    rest = completed(None, DAY, {"ran": False, "on_sitting": 3.0})
    assert not rest.ran
    assert not completed(rest, DAY, {"on_sitting": 4.0}).ran
    assert changes(rest, completed(rest, DAY, {"distance_km": 5.0}))["ran"] == (False, True)


@pytest.mark.parametrize(
    ("old", "given", "says"),
    [
        (None, {"ran": False, "during": 3.0}, "--no-run and --during cannot both be"),
        (DiaryEntry(day=DAY, distance_km=8), {"ran": False}, r"tells a run \(--km\)"),
        (DiaryEntry(day=DAY, distance_km=8), {"onset_km": 9.0}, "--onset-km 9 is past the end"),
        (DiaryEntry(day=DAY, onset_km=9), {"distance_km": 8.0}, "--onset-km 9 is past the end"),
        (None, {"tried": tuple(map(str, range(21)))}, "--tried: a day holds 20 things"),
    ],
)
def test_what_cannot_be_together_is_refused_by_name(
    old: DiaryEntry | None, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        completed(old, DAY, given)


@pytest.mark.parametrize(
    ("entry", "hour", "belongs"),
    [
        (DiaryEntry(day=YESTERDAY, during=3), 7, True),
        (DiaryEntry(day=YESTERDAY, during=3), 12, False),
        (DiaryEntry(day=YESTERDAY, during=3, next_morning=0), 7, False),
        (DiaryEntry(day=YESTERDAY, ran=False), 7, False),
        (DiaryEntry(day=DAY - timedelta(days=2), during=3), 7, False),
    ],
)
def test_a_morning_belongs_to_yesterdays_run_that_waits_for_it(
    entry: DiaryEntry, hour: int, belongs: bool
) -> None:
    now = datetime(DAY.year, DAY.month, DAY.day, hour)
    assert morning_day([entry], now) == (YESTERDAY if belongs else None)


def test_the_last_shoes_are_those_of_the_newest_entry_that_names_some() -> None:
    rows = [
        DiaryEntry(day=DAY, during=1),
        DiaryEntry(day=YESTERDAY, shoes="new"),
        DiaryEntry(day=date(2026, 1, 1), shoes="old"),
    ]
    assert last_shoes(rows) == "new"
    assert last_shoes([]) is None
