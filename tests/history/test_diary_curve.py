"""What a diary says: gaps, trends, where pain starts, days side by side."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from backstride.history.diary_curve import diary_curve
from backstride.history.diary_found import DiaryCurve, Estimate, worst
from backstride.model.diary import DiaryEntry

UNTIL = date(2026, 11, 26)


def entry(ago: int, **told: Any) -> DiaryEntry:
    return DiaryEntry(day=UNTIL - timedelta(days=ago), **told)


def curve(*entries: DiaryEntry, days: int = 42) -> DiaryCurve:
    return diary_curve(entries, UNTIL, days)


def falling(many: int, *, missing: frozenset[int] = frozenset()) -> list[DiaryEntry]:
    """Every third day, pain from 8 down, half a point each; some without the tap."""
    return [
        entry(3 * (many - n), during=None if n in missing else 8 - n / 2, on_sitting=2) for n in range(many)
    ]


def test_a_day_without_a_tap_is_a_gap_and_nothing_is_filled_in() -> None:
    during, stopping, sitting, morning = curve(
        entry(4, during=3, on_sitting=5), entry(2, on_sitting=4)
    ).moments
    assert during.points == ((UNTIL - timedelta(days=4), 3.0),)
    assert len(sitting.points) == 2
    assert stopping.points == morning.points == ()


def test_the_window_holds_its_first_and_last_day_and_nothing_else() -> None:
    found = curve(entry(42, during=1), entry(41, during=2), entry(0, during=3), entry(-1, during=4))
    assert [one.during for one in found.entries] == [2, 3]
    assert (found.since, found.until) == (UNTIL - timedelta(days=41), UNTIL)


def test_a_clear_fall_is_told_with_a_third_of_its_taps_missing() -> None:
    whole = curve(*falling(12)).moments[0]
    fewer = curve(*falling(12, missing=frozenset({1, 4, 5, 9}))).moments[0]
    assert len(fewer.points) == 8
    for one in (whole, fewer):
        assert one.change == "less"
        assert one.per_week is not None
        assert one.per_week.value == pytest.approx(-7 / 6, abs=0.05)
    assert fewer.per_week is not None
    assert whole.per_week is not None
    assert fewer.per_week.high - fewer.per_week.low > whole.per_week.high - whole.per_week.low


@pytest.mark.parametrize("entries", [falling(5), [entry(n, during=n % 9) for n in range(13)]])
def test_few_entries_or_few_days_tell_no_trend(entries: list[DiaryEntry]) -> None:
    found = curve(*entries).moments[0]
    assert found.per_week is None
    assert found.change == "cannot_tell"


def test_pain_up_and_down_tells_no_trend() -> None:
    found = curve(*(entry(2 * n, during=(2, 7)[n % 2]) for n in range(20))).moments[0]
    assert found.change == "cannot_tell"
    assert found.per_week is not None
    assert found.per_week.low < 0 < found.per_week.high


def test_where_pain_starts_counts_only_runs_that_tell() -> None:
    rows = [
        *(entry(n, during=3, onset_km=km) for n, km in enumerate((2, 8, 5, 6))),
        *(entry(n, during=0) for n in (10, 11)),
        entry(12, during=4),
        entry(13),
        entry(14, ran=False, on_sitting=3),
    ]
    onset = curve(*rows).onset
    assert (onset.runs, onset.with_onset, onset.without_pain, onset.not_told) == (8, 4, 2, 2)
    assert (onset.median_km, onset.range_km) == (5.5, (2.0, 8.0))
    assert onset.without_share is not None
    assert onset.without_share.value == pytest.approx(2 / 6)
    # Wilson 1927 for 2 of 6, from its formula by hand: 0.0968 to 0.7000
    assert (onset.without_share.low, onset.without_share.high) == pytest.approx((0.0968, 0.7000), abs=2e-4)


def test_pain_that_starts_later_is_told() -> None:
    onset = curve(*(entry(3 * (10 - n), during=3, onset_km=2 + n) for n in range(10))).onset
    assert onset.change == "more"
    assert onset.per_week is not None
    assert onset.per_week.value == pytest.approx(7 / 3, abs=0.1)


def test_groups_hold_three_runs_or_no_mean() -> None:
    rows = [
        *(entry(n, during=2, on_sitting=5, surface="road") for n in range(3)),
        *(entry(n, during=1, surface="trail") for n in (5, 6)),
        entry(8, ran=False, on_sitting=9, surface="grass"),
        entry(9, surface="sand"),
    ]
    road, trail = curve(*rows).surfaces
    assert (road.name, road.runs, trail.name, trail.runs, trail.mean) == ("road", 3, "trail", 2, None)
    assert road.mean is not None
    assert road.mean.value == pytest.approx(5)
    assert 0 <= road.mean.low < 5 < road.mean.high <= 10


def test_one_pair_of_shoes_is_one_whatever_its_capitals() -> None:
    rows = [
        entry(n, during=n, shoes=name) for n, name in enumerate(("Blue  one", "blue one", "BLUE ONE", "red"))
    ]
    assert [(one.name, one.runs) for one in curve(*rows).shoes] == [("red", 1), ("BLUE ONE", 3)][::-1]


def test_before_and_after_leave_the_day_itself_out() -> None:
    rows = [
        *(entry(40 - 2 * n, during=7) for n in range(6)),
        entry(20, during=0, tried=("heat",)),
        entry(18, during=3, tried=("Heat",)),
        *(entry(16 - 2 * n, during=3) for n in range(6)),
    ]
    (heat,) = curve(*rows).tried
    assert (heat.what, heat.first_day, heat.before, heat.after) == ("heat", UNTIL - timedelta(days=20), 6, 7)
    assert heat.change == "less"
    assert heat.difference is not None
    assert heat.difference.value == pytest.approx(-4)


def test_what_was_tried_before_the_window_is_not_new_in_it() -> None:
    early = entry(60, during=5, tried=("heat",))
    rows = [entry(n, during=3, tried=("heat",)) for n in (4, 8, 12)]
    (heat,) = curve(early, *rows).tried
    assert (heat.first_day, heat.before, heat.after, heat.difference) == (early.day, 0, 3, None)


def test_the_next_morning_is_set_against_its_own_run() -> None:
    rows = [entry(3 * n, during=n % 3, next_morning=n % 3 + 2) for n in range(8)]
    found = curve(*rows, entry(1, during=9), entry(2, next_morning=0))
    assert found.morning_entries == 8
    assert found.morning is not None
    assert found.morning.value == pytest.approx(2)
    assert found.morning.change == "more"


def test_the_worst_of_what_was_told() -> None:
    assert worst(entry(0, during=2, next_morning=4)) == 4
    assert worst(entry(0, during=0)) == 0
    assert worst(entry(0, note="no tap")) is None


@pytest.mark.parametrize(
    ("low", "high", "change"), [(-1, 1, "cannot_tell"), (0.1, 1, "more"), (-2, -1, "less")]
)
def test_an_interval_that_holds_nought_tells_nothing(low: float, high: float, change: str) -> None:
    assert Estimate(value=(low + high) / 2, low=low, high=high).change == change


def test_an_empty_diary_and_one_without_any_tap_say_nothing() -> None:
    for found in (curve(), curve(entry(1), entry(2, ran=False))):
        assert all(one.points == () and one.per_week is None for one in found.moments)
        assert (found.morning, found.surfaces, found.shoes, found.tried) == (None, (), (), ())
        assert found.onset.median_km is None
