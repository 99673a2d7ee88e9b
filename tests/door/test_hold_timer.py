"""The clock of a hold, with a clock and a keyboard of its own."""

from __future__ import annotations

import pytest

from backstride.terminal.hold_timer import HoldTimer


class Room:
    """Time that passes only while Enter is waited for; Enter comes at these times."""

    def __init__(self, *enters: float) -> None:
        self.now, self.enters, self.shown = 100.0, [100.0 + at for at in enters], ""

    def show(self, text: str) -> None:
        self.shown += text

    def enter(self, seconds: float) -> bool:
        if self.enters and self.enters[0] <= self.now + seconds:
            self.now = max(self.now, self.enters.pop(0))
            return True
        self.now += seconds
        return False

    def hold(self, limit_s: float) -> int:
        return HoldTimer(self.show, self.enter, lambda: self.now).hold(limit_s)


@pytest.mark.parametrize(("enter", "held"), [(3.4, 0), (13.0, 10), (13.9, 10), (65.2, 62)])
def test_whole_seconds_from_go_to_enter(enter: float, held: int) -> None:
    room = Room(enter)
    assert room.hold(300) == held
    assert room.now == pytest.approx(100 + enter)


def test_it_counts_down_aloud_then_up_on_one_line() -> None:
    room = Room(5.5)
    room.hold(300)
    assert room.shown.startswith("3 2 1 go\n\r   0 s")
    counted = room.shown.split("go\n")[1]
    assert [part.split(" s")[0].strip() for part in counted.split("\r")[1:4]] == ["0", "1", "2"]
    assert "\n" not in counted


def test_it_stops_by_itself_at_the_limit() -> None:
    room = Room()
    assert room.hold(20) == 20
    assert room.now == pytest.approx(123)


def test_enter_before_go_starts_and_ends_nothing() -> None:
    room = Room(0.5, 1.5, 2.9, 9.0)
    assert room.hold(60) == 6
