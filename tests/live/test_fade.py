"""Feedback fades over eight sessions, and the checks have none."""

from __future__ import annotations

import pytest

from backstride.live.fade import plan


def told_s(number: int) -> float:
    return sum(until - start for start, until in plan(number).told)


def test_eight_sessions_grow_from_15_to_30_minutes() -> None:
    minutes = [plan(number).minutes for number in range(1, 9)]
    assert minutes[0] == 15
    assert minutes[-1] == 30
    assert minutes == sorted(minutes)


def test_the_first_four_tell_all_the_time_and_the_last_four_less_each() -> None:
    for number in range(1, 5):
        assert plan(number).told == ((0.0, 60 * plan(number).minutes),)
    shares = [told_s(number) / (60 * plan(number).minutes) for number in range(4, 9)]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 5


def test_stretches_are_in_order_and_inside_the_session() -> None:
    for number in range(1, 9):
        one = plan(number)
        edges = [edge for stretch in one.told for edge in stretch]
        assert edges == sorted(edges)
        assert edges[0] >= 0
        assert edges[-1] <= 60 * one.minutes + 0.1


def test_the_eighth_ends_without_feedback_and_later_ones_have_none() -> None:
    assert plan(8).check
    assert plan(8).told[-1][1] <= 25 * 60
    assert plan(9).check
    assert plan(9).told == ()
    assert plan(9).after_days == 28
    assert not plan(7).check


def test_eight_sessions_take_two_weeks() -> None:
    assert sum(plan(number).after_days for number in range(1, 9)) == 14


def test_no_session_is_before_the_first() -> None:
    with pytest.raises(ValueError, match="from 1"):
        plan(0)
