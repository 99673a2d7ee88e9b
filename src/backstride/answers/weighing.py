"""A run between two weighings: how much was sweated, and whether weight was lost or gained.

The sum is the usual one (ACSM position stand, Sawka 2007, Med Sci Sports Exerc 39:377): weight before minus
weight after, plus what was drunk, minus urine, a kilogram counted as a litre. Breath and burnt fuel weigh
little beside it and are left in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from backstride.knowledge.loader import load
from backstride.model.answers import Answers

LIMITS: Final = "answers/weighing.toml"
BESIDE: Final = ("drunk_ml", "urine_ml", "weighed_run_minutes")  # what sweat needs beside the two weights
ML_PER_L: Final = 1000.0
MIN_PER_H: Final = 60.0
DIGITS: Final = 6  # of a sum of decimals, so that 70 - 69.3 is 0.7


@dataclass(frozen=True)
class Weighing:
    """What two weighings tell; each number is None where it cannot be had.

    mass_change_kg: after minus before, + gained. percent_lost: of the weight before, negative where gained.
    sweat_l needs the drink and the urine told, sweat_l_per_h the minutes too; neither is ever below nothing.
    problems: one sentence for each thing that cannot be; what it touches is None.
    missing: the ids of the questions still open.
    """

    mass_before_kg: float
    mass_change_kg: float | None = None
    percent_lost: float | None = None
    drank_l: float | None = None
    urine_l: float | None = None
    minutes: float | None = None
    sweat_l: float | None = None
    sweat_l_per_h: float | None = None
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def gained(self) -> bool:
        """Whether the scale showed more after the run than before: more went in than came out."""
        return self.mass_change_kg is not None and self.mass_change_kg > 0


def weighing(told: Answers | None) -> Weighing | None:
    """What the two weighings tell, or None where either weight was not given.

    >>> told = Answers(intake={"weight_before_kg": 70.0, "weight_after_kg": 69.0, "drunk_ml": 500.0,
    ...                        "urine_ml": 0.0, "weighed_run_minutes": 90.0})
    >>> found = weighing(told)
    >>> found.sweat_l, found.sweat_l_per_h, round(found.percent_lost, 1)
    (1.5, 1.0, 1.4)
    """
    before, after = (told.number(f"weight_{when}_kg") if told else None for when in ("before", "after"))
    if told is None or before is None or after is None:
        return None
    drunk, urine, minutes = map(told.number, BESIDE)
    read = Weighing(
        mass_before_kg=before,
        drank_l=None if drunk is None else drunk / ML_PER_L,
        urine_l=None if urine is None else urine / ML_PER_L,
        minutes=minutes,
        missing=tuple(name for name in BESIDE if told.number(name) is None),
    )
    change = round(after - before, DIGITS)
    percent = round(-100 * change / before, DIGITS)
    if abs(percent) > load(LIMITS)["most_percent"]:
        return replace(read, problems=(_too_much(before, after, percent),))
    return _sweated(replace(read, mass_change_kg=change, percent_lost=percent + 0.0))


def scale_error_kg() -> float:
    """Half the 95 % interval of one weighing on a bathroom scale."""
    return float(load(LIMITS)["scale_error_kg"])


def _sweated(read: Weighing) -> Weighing:
    """The same with the sweat, where drink and urine are known and the sum can be."""
    if read.drank_l is None or read.urine_l is None or read.mass_change_kg is None:
        return read
    limits = load(LIMITS)
    litres = round(read.drank_l - read.urine_l - read.mass_change_kg, DIGITS)
    if litres < -limits["slack_l"]:
        return replace(read, problems=(_NOTHING_LEFT,))
    litres = max(litres, 0.0)
    rate = None if read.minutes is None else litres * MIN_PER_H / read.minutes
    if rate is not None and rate > limits["most_sweat_l_per_h"]:
        return replace(read, problems=(_too_fast(rate),))
    return replace(read, sweat_l=litres, sweat_l_per_h=rate)


_NOTHING_LEFT: Final = (
    "Your weights, your drink and your urine do not fit: you gained more than you drank. "
    "Count what you ate too, or weigh again. We did not work out your sweat."
)


def _too_much(before: float, after: float, percent: float) -> str:
    way = "less" if percent > 0 else "more"
    return (
        f"Your weight went from {before:g} to {after:g} kg, {abs(percent):.0f} % {way} in one run. "
        "That cannot be right, so we did not use it. Weigh again."
    )


def _too_fast(rate: float) -> str:
    return (
        f"Your numbers come to {rate:.1f} litres of sweat an hour, more than people sweat. "
        "Check the weights, the drink and the minutes. We did not work out your sweat."
    )
