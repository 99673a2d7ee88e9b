"""A number with its interval held against a threshold, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from backstride.measures.shown import DisplayUnit, display_unit
from backstride.model.measure import MeasureDefinition

State = Literal["clear", "near", "no", "missing"]
Direction = Literal["above", "below"]
UNIT_WORDS: Final = {"°": " degrees", "BW": " body weights", "": ""}


@dataclass(frozen=True)
class Held:
    """value and its 95 % interval against a threshold; ``way`` is the side that speaks for a pattern.

    also: what other devices say that do not agree; the interval is drawn over theirs too.
    """

    value: float
    interval: tuple[float, float]
    threshold: float
    way: Direction
    also: tuple[float, ...] = ()

    @property
    def excess(self) -> float:
        """How far the value lies beyond the threshold, negative on its near side."""
        return self._beyond(self.value)

    @property
    def furthest(self) -> float:
        """How far beyond it the device lies that lies furthest out."""
        return max(map(self._beyond, (self.value, *self.also)))

    @property
    def weighed(self) -> float:
        """How far the value counts as lying beyond it: by the device that says the least where all say so."""
        if self.nearest > 0:
            return min(map(self._beyond, (self.value, *self.also)))
        return self.furthest

    @property
    def nearest(self) -> float:
        """How far the near end of the interval lies beyond it."""
        return self._beyond(self.interval[0] if self.way == "above" else self.interval[1])

    def _beyond(self, value: float) -> float:
        return value - self.threshold if self.way == "above" else self.threshold - value


def hold(held: Held) -> State:
    """Whether the value, and its whole interval, lie beyond the threshold.

    Where devices do not agree, one beyond it is enough to be near, and only all of them are clear.

    >>> hold(Held(5.0, (4.5, 5.5), 4.0, "above")), hold(Held(5.0, (3.5, 6.5), 4.0, "above"))
    ('clear', 'near')
    """
    if held.nearest > 0:
        return "clear"
    return "near" if held.furthest > 0 else "no"


def stands(state: State, held: Held, known: MeasureDefinition) -> str:
    """Where the number stands, in words; the threshold in the unit of ``amount``."""
    return _stands(state, held, _shown(known))


def amount(held: Held, known: MeasureDefinition) -> str:
    """The number with its interval, in words; unit and digits are those of the page."""
    return _amount(held, _shown(known))


def said(state: State, held: Held, shown: DisplayUnit) -> str:
    """Both in one, for a number that is no measure; without its interval where that is the number alone.

    >>> said("clear", Held(20.0, (12.0, 28.0), 30.0, "below"), DisplayUnit("seconds", 1.0, 0))
    '20 seconds (12 to 28), clearly below 30'
    """
    exact = held.interval == (held.value, held.value)
    number = f"{shown.number(held.value)}{_unit(shown)}" if exact else _amount(held, shown)
    return f"{number}, {_stands(state, held, shown)}"


def _stands(state: State, held: Held, shown: DisplayUnit) -> str:
    if state == "near" and held.excess <= 0:
        return f"{held.way} {shown.number(held.threshold)}, but not by every device"
    how: dict[State, str] = {
        "clear": f"clearly {held.way}",
        "near": f"{held.way}, but not clearly,",
        "no": f"not {held.way}",
    }
    return f"{how[state]} {shown.number(held.threshold)}"


def _amount(held: Held, shown: DisplayUnit) -> str:
    low, high = map(shown.number, held.interval)
    return f"{shown.number(held.value)}{_unit(shown)} ({low} to {high})"


def _unit(shown: DisplayUnit) -> str:
    return UNIT_WORDS.get(shown.symbol, f" {shown.symbol}")


def _shown(known: MeasureDefinition) -> DisplayUnit:
    return display_unit(known.id, known.unit)
