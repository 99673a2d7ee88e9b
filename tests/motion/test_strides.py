"""Strides out of contacts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.motion.strides import strides_of


def contacts(times: list[float], first: Side = "left") -> list[Contact]:
    sides: tuple[Side, Side] = ("left", "right") if first == "left" else ("right", "left")
    return [
        Contact(recording="r", side=sides[i % 2], foot_strike_s=t, toe_off_s=t + 0.25)
        for i, t in enumerate(times)
    ]


def test_every_pair_of_strikes_of_one_foot_is_a_stride() -> None:
    strides = strides_of(contacts([0.0, 0.35, 0.7, 1.05, 1.4]))
    assert [(s.side, s.foot_strike_s, s.next_foot_strike_s) for s in strides] == [
        ("left", 0.0, 0.7),
        ("right", 0.35, 1.05),
        ("left", 0.7, 1.4),
    ]


@given(st.integers(6, 30), st.data())
def test_a_lost_contact_costs_its_own_strides_and_the_others_around_it(n: int, data: st.DataObject) -> None:
    """The foot's two strides at the lost contact, and the other foot's one that now lacks a strike inside."""
    everything = contacts([0.35 * i for i in range(n)])
    lost = data.draw(st.integers(2, n - 3))
    kept = [c for i, c in enumerate(everything) if i != lost]
    assert len(strides_of(everything)) == n - 2
    assert len(strides_of(kept)) == n - 2 - 3
    assert all(s.next_foot_strike_s - s.foot_strike_s < 0.71 for s in strides_of(kept))


def test_one_foot_alone_still_makes_strides() -> None:
    only = [c for c in contacts([0.35 * i for i in range(10)]) if c.side == "left"]
    assert len(strides_of(only)) == 4


def test_too_long_and_too_short_are_no_strides() -> None:
    assert strides_of(contacts([0.0, 0.9, 1.8])) == ()
    assert strides_of(contacts([0.0, 0.1, 0.2])) == ()
    assert strides_of([]) == ()
